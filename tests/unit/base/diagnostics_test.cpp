#include "base/diagnostics.hpp"

#include <gtest/gtest.h>

namespace entail {
namespace {

TEST(Diagnostics, QuotesTheLineWithACaret) {
  Diagnostics diagnostics;
  diagnostics.know("deck.yaml", "title: x\nn: 0.5 m\n");
  diagnostics.error(ExitCode::usage, "deck.yaml", {2, 4, 5}, "n", "takes no unit");
  EXPECT_EQ(diagnostics.report(),
            "deck.yaml:2:4: n: takes no unit\n"
            "     2 | n: 0.5 m\n"
            "       |    ^~~~~");
}

TEST(Diagnostics, ShowsAllErrorsInOrderAndOnlyOnce) {
  Diagnostics diagnostics;
  diagnostics.error(ExitCode::usage, "deck.yaml", {9, 1, 1}, "b", "second");
  diagnostics.error(ExitCode::usage, "deck.yaml", {3, 1, 1}, "a", "first");
  diagnostics.error(ExitCode::usage, "deck.yaml", {3, 1, 1}, "a", "first");
  EXPECT_EQ(diagnostics.report(), "deck.yaml:3:1: a: first\ndeck.yaml:9:1: b: second\n2 errors");
}

TEST(Diagnostics, ADeckErrorOutweighsADataError) {
  Diagnostics diagnostics;
  diagnostics.error(ExitCode::data, "weather.csv", {}, "", "a day is missing");
  EXPECT_THROW(
      try { diagnostics.throw_if_any(); } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        throw;
      },
      Error);
  diagnostics.error(ExitCode::usage, "deck.yaml", {}, "", "unknown key");
  EXPECT_THROW(
      try { diagnostics.throw_if_any(); } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        throw;
      },
      Error);
}

}  // namespace
}  // namespace entail
