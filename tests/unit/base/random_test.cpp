#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace entail::random {
namespace {

using ::testing::ElementsAre;

// Known-answer vectors of Philox4x32-10 from the authors' Random123 library (kat_vectors).
TEST(Philox, GivesThePublishedVectors) {
  EXPECT_THAT(philox({{0, 0, 0, 0}}, 0, 0).word,
              ElementsAre(0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u));
  const std::uint32_t ones = 0xffffffffu;
  EXPECT_THAT(philox({{ones, ones, ones, ones}}, ones, ones).word,
              ElementsAre(0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu));
  const Block digits_of_pi{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}};
  EXPECT_THAT(philox(digits_of_pi, 0xa4093822, 0x299f31d0).word,
              ElementsAre(0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u));
}

}  // namespace
}  // namespace entail::random
