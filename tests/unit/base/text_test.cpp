#include "base/text.hpp"

#include <gtest/gtest.h>

namespace entail {
namespace {

TEST(Text, SuggestsTheNearestWord) {
  const std::vector<std::string> words{"conductivity", "anisotropy", "porosity", "n"};
  EXPECT_EQ(nearest("conductvity", words), "conductivity");
  EXPECT_EQ(nearest("prosoity", words), "porosity");
  EXPECT_EQ(nearest("anisotropyy", words), "anisotropy");
}

TEST(Text, SuggestsTheSameWordInAnotherForm) {
  const std::vector<std::string> words{"boundaries", "bedrock", "facilities"};
  EXPECT_EQ(nearest("boundary", words), "boundaries");
  EXPECT_EQ(nearest("facility", words), "facilities");
  EXPECT_EQ(nearest("bound", {"box", "bedrock"}), "");
}

TEST(Text, SuggestsNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("rainfall", {"conductivity", "porosity"}), "");
  EXPECT_EQ(did_you_mean("xyz", {"a", "b"}), "");
}

TEST(Text, ListsWords) {
  EXPECT_EQ(enumerate({"a"}), "a");
  EXPECT_EQ(enumerate({"a", "b", "c"}, "or"), "a, b or c");
}

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(split_list("a, b ,,c", ','), (std::vector<std::string>{"a", "b", "", "c"}));
}

}  // namespace
}  // namespace entail
