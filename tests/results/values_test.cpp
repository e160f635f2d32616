// What the numbers of a run must obey: signs, balances, and the same answer on any number of ranks.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "io/netcdf_file.hpp"
#include "results/files.hpp"
#include "support/temporary.hpp"

namespace {

using namespace entail;
using entail::testing::result_path;

/// Columns of a balance table by heading; the comment above it is left out.
std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::istringstream text(entail::testing::read_file(path));
  std::vector<std::vector<std::string>> rows;
  std::string line, cell;
  while (std::getline(text, line)) {
    if (line.starts_with("#")) continue;
    std::istringstream cells(line);
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) rows.back().push_back(cell);
  }
  return rows;
}

TEST(Values, NoDepthAndNoConcentrationIsNegative) {
  for (const char* file : {"map.nc", "3d.nc", "obs.nc"}) {
    const io::NcReader reader(result_path("2_ranks", file));
    for (const auto& name : reader.variables()) {
      if (!name.starts_with("sulfate") && name != "surface_water_depth" && name != "water_content") continue;
      for (double value : reader.numbers(name))
        if (!std::isnan(value)) ASSERT_GE(value, 0.0) << file << " " << name;
    }
  }
}

TEST(Values, BalancesCloseToRounding) {
  const auto rows = read_table(result_path("2_ranks", "balance.csv"));
  ASSERT_GT(rows.size(), 1u);
  int checked = 0;
  for (std::size_t column = 0; column < rows[0].size(); ++column) {
    if (rows[0][column].find("relative error") != std::string::npos)
      for (std::size_t row = 1; row < rows.size(); ++row, ++checked)
        EXPECT_LT(std::fabs(std::stod(rows[row][column])), 1e-8) << rows[0][column] << " on " << rows[row][0];
  }
  EXPECT_EQ(checked, 2 * static_cast<int>(rows.size() - 1));
}

TEST(Values, WaterInTheTableIsWaterInTheVolumes) {
  const auto rows = read_table(result_path("2_ranks", "balance.csv"));
  const io::NcReader map(result_path("2_ranks", "map.nc")), volume(result_path("2_ranks", "3d.nc"));
  const auto area = map.numbers("mesh2d_face_area"), depth = map.numbers("surface_water_depth");
  const auto content = volume.numbers("water_content"), levels = volume.numbers("layer_interface_altitude");
  const std::size_t n = area.size(), layers = volume.shape("water_content")[1];
  double water = 0.0;
  for (std::size_t c = 0; c < n; ++c) {
    water += area[c] * depth[depth.size() - n + c];
    for (std::size_t k = 0; k < layers; ++k)
      water += area[c] * (levels[c * (layers + 1) + k] - levels[c * (layers + 1) + k + 1]) *
               content[content.size() - n * layers + k * n + c];
  }
  ASSERT_EQ(rows[0][2], "water storage [m3]");
  // Saturated cells hold a little more than their pores by specific storage.
  EXPECT_NEAR(water / std::stod(rows.back()[2]), 1.0, 2e-3);
}

/// Largest difference of a variable in two runs over its largest value.
double difference(const std::string& file, const std::string& name, const std::string& a,
                  const std::string& b) {
  const auto x = io::NcReader(result_path(a, file)).numbers(name),
             y = io::NcReader(result_path(b, file)).numbers(name);
  EXPECT_EQ(x.size(), y.size());
  double largest = 0.0, apart = 0.0;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    EXPECT_EQ(std::isnan(x[i]), std::isnan(y[i])) << name;
    if (std::isnan(x[i])) continue;
    largest = std::max(largest, std::fabs(x[i]));
    apart = std::max(apart, std::fabs(x[i] - y[i]));
  }
  return largest > 0.0 ? apart / largest : apart;
}

TEST(Ranks, AgreeInHeadsOutflowAndConcentrations) {
  for (const char* ranks : {"2_ranks", "4_ranks"}) {
    EXPECT_LT(difference("3d.nc", "head", "1_rank", ranks), 1e-6) << ranks;
    EXPECT_LT(difference("3d.nc", "sulfate", "1_rank", ranks), 1e-6) << ranks;
    EXPECT_LT(difference("obs.nc", "discharge", "1_rank", ranks), 1e-6) << ranks;
    EXPECT_LT(difference("obs.nc", "sulfate", "1_rank", ranks), 1e-6) << ranks;
  }
}

TEST(Ranks, ARepeatedRunIsBitwiseTheSame) {
  for (const char* file : {"map.nc", "3d.nc", "obs.nc"})
    for (const auto& name : io::NcReader(result_path("2_ranks", file)).variables())
      if (!io::NcReader(result_path("2_ranks", file)).shape(name).empty() && !name.starts_with("station_"))
        EXPECT_EQ(difference(file, name, "2_ranks", "2_ranks_again"), 0.0) << file << " " << name;
  EXPECT_EQ(read_table(result_path("2_ranks", "balance.csv")),
            read_table(result_path("2_ranks_again", "balance.csv")));
}

}  // namespace
