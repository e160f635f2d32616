// The order of convergence in space of steady Richards flow, on the exact solutions of Tracy 2006,
// doi:10.1029/2005WR004638: the decks of scenarios/verification on finer and finer cells.
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <string>

#include "study/run.hpp"
#include "support/temporary.hpp"

namespace entail {
namespace {

/// The root of the mean square of the deck's errors in pressure head on n cells in each direction [m].
double error_on(const std::string& problem, int n) {
  const std::string count = std::to_string(n);
  const bool is_3d = problem.find("3d") != std::string::npos;
  std::string deck = testing::read_file(std::string(ENTAIL_SOURCE_DIR) + "/scenarios/verification/" +
                                        problem + "/deck.yaml");
  deck = std::regex_replace(deck, std::regex("cells: \\[\\d+, \\d+\\]"),
                            "cells: [" + count + ", " + (is_3d ? count : "1") + "]");
  deck = std::regex_replace(deck, std::regex("cells: \\d+,"), "cells: " + count + ",");
  const testing::TemporaryFolder folder;
  study::RunOptions options;
  options.deck = folder.write("deck.yaml", deck);
  options.write = false;
  double sum = 0.0;
  int heads = 0;
  for (const auto& check : study::run(Comm(), options).checks) {
    if (check.quantity != "pressure_head") continue;
    sum += (check.computed - check.reference) * (check.computed - check.reference);
    ++heads;
  }
  return std::sqrt(sum / heads);
}

/// The order between two meshes, the finer with twice as many cells in each direction.
double order(const std::string& problem, int coarse) {
  return std::log2(error_on(problem, coarse) / error_on(problem, 2 * coarse));
}

TEST(SpatialOrder, TracyWithHeadsOnTheSides) { EXPECT_GE(order("tracy_2006_heads_steady", 20), 1.8); }

TEST(SpatialOrder, TracyWithoutFlowThroughTheSides) {
  EXPECT_GE(order("tracy_2006_no_flow_steady", 20), 1.8);
}

TEST(SpatialOrder, TracyInThreeDimensions) { EXPECT_GE(order("tracy_2006_3d_steady", 12), 1.8); }

}  // namespace
}  // namespace entail
