// The order of convergence in space of Richards flow, transient and steady, on the exact solutions of Tracy
// 2006, doi:10.1029/2005WR004638, at places all over the model.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "study/run.hpp"
#include "support/temporary.hpp"

namespace entail {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double length = 15.24, dry = -15.24;                      // [m], of every side; pressure head h_r
constexpr double conductivity = 1e-5, pore_range = 0.30;            // [m/s], theta_s - theta_r
constexpr double steady = std::numeric_limits<double>::infinity();  // a time [s]

/// What lies around the soil: heads on its sides, in two dimensions or three, or no flow through them.
enum class Sides { heads, no_flow, heads_3d };

struct Problem {
  Sides sides;
  double alpha;  ///< [1/m]
  double time;   ///< [s]
};

/// Height and time in exp(alpha h) - exp(alpha h_r) over its value at the top, of a wave number k across:
///
///   e^(alpha (L - z) / 2) [ sinh(b z) / sinh(b L)
///                           + 2 / (L c) sum_i (-1)^i (l_i / g_i) sin(l_i z) e^(-g_i t) ]
///
/// b^2 = alpha^2 / 4 + k^2, l_i = i pi / L, g_i = (b^2 + l_i^2) / c, c = alpha (theta_s - theta_r) / Ks: eqs.
/// 5 to 12 in one form.
double decay(const Problem& p, double k_squared, double z) {
  const double b_squared = 0.25 * p.alpha * p.alpha + k_squared, b = std::sqrt(b_squared);
  const double c = p.alpha * pore_range / conductivity;
  double sum = std::sinh(b * z) / std::sinh(b * length);
  if (p.time < steady)
    for (int i = 1; i <= 200; ++i) {
      const double l = i * pi / length, g = (b_squared + l * l) / c;
      sum += (i % 2 ? -2.0 : 2.0) / (length * c) * l / g * std::sin(l * z) * std::exp(-g * p.time);
    }
  return std::exp(0.5 * p.alpha * (length - z)) * sum;
}

/// The exact pressure head [m].
double exact(const Problem& p, double x, double y, double z) {
  const double residual = std::exp(p.alpha * dry), k = pi / length;
  double shape = 0.0;
  switch (p.sides) {
    case Sides::heads:
      shape = std::sin(k * x) * decay(p, k * k, z);
      break;
    case Sides::no_flow:
      shape = 0.5 * (decay(p, 0.0, z) - std::cos(2.0 * k * x) * decay(p, 4.0 * k * k, z));
      break;
    case Sides::heads_3d:
      shape = std::sin(k * x) * std::sin(k * y) * decay(p, 2.0 * k * k, z);
      break;
  }
  return std::log(residual + (1.0 - residual) * shape) / p.alpha;
}

/// The problem on n cells in each direction, with the exact heads at places between cells.
std::string deck_of(const Problem& p, int n) {
  const bool is_3d = p.sides == Sides::heads_3d, is_steady = p.time == steady;
  const std::string shape = p.sides == Sides::heads     ? "sin(pi*x/15.24)"
                            : p.sides == Sides::no_flow ? "0.5*(1-cos(2*pi*x/15.24))"
                                                        : "sin(pi*x/15.24)*sin(pi*y/15.24)";
  const std::string dry_kr = fmt::format("exp({}*(-15.24))", p.alpha);
  std::string deck = fmt::format(
      "title: Tracy\nperiod: {{{}}}\nbox: {{size: [15.24 m, {}], cells: [{}, {}], top: 15.24 m}}\n"
      "ground:\n  layers: [{{name: soil, thickness: 15.24 m, cells: {}, soil: soil}}]\n"
      "  soils:\n    soil: {{law: gardner, alpha: {} 1/m, conductivity: 1e-5 m/s, porosity: 0.45,\n"
      "           residual_water_content: 0.15, specific_storage: 0 1/m}}\n"
      "initial: {{pressure_head: -15.24 m}}\n{}boundaries:\n"
      "  - {{where: top, pressure_head: \"ln({}+(1-{})*{})/{}\"}}\n",
      is_steady ? "steady: true" : fmt::format("length: {} s", p.time), is_3d ? "15.24 m" : "1 m", n,
      is_3d ? n : 1, n, p.alpha,
      is_steady ? "" : fmt::format("steps: {{initial: 1 s, content_tolerance: {}}}\n", is_3d ? 1e-6 : 1e-7),
      dry_kr, dry_kr, shape, p.alpha);
  std::vector<std::string> dry_sides{"bottom"};
  if (p.sides != Sides::no_flow) dry_sides.insert(dry_sides.end(), {"west", "east"});
  if (is_3d) dry_sides.insert(dry_sides.end(), {"south", "north"});
  for (const auto& side : dry_sides)
    deck += fmt::format("  - {{where: {}, pressure_head: -15.24 m}}\n", side);
  deck += "reference:\n  source: Tracy 2006\n  checks:\n";
  for (double x : {0.25, 0.5})
    for (double y : is_3d ? std::vector{0.25, 0.5} : std::vector{0.5 / length})
      for (double z : {0.25, 0.5, 0.75})
        deck += fmt::format(
            "    - {{name: head, quantity: pressure_head, at: [{} m, {} m, {} m], reference: {:.9g} m, "
            "tolerance: 1 m}}\n",
            x * length, y * length, z * length, exact(p, x * length, y * length, z * length));
  return deck;
}

/// The root of the mean square of the errors in pressure head on n cells in each direction [m].
double error_on(const Problem& p, int n) {
  const testing::TemporaryFolder folder;
  study::RunOptions options;
  options.deck = folder.write("deck.yaml", deck_of(p, n));
  options.write = false;
  double sum = 0.0;
  const auto checks = study::run(Comm(), options).checks;
  for (const auto& check : checks)
    sum += (check.computed - check.reference) * (check.computed - check.reference);
  return std::sqrt(sum / static_cast<double>(checks.size()));
}

class SpatialOrder : public ::testing::TestWithParam<Problem> {};

TEST_P(SpatialOrder, OfTracysProblemIsTwo) {
  const Problem p = GetParam();
  const int coarse = p.sides == Sides::heads_3d ? 8 : 16;
  const double on_coarse = error_on(p, coarse), on_fine = error_on(p, 2 * coarse);
  const double order = std::log2(on_coarse / on_fine);
  RecordProperty("order", fmt::format("{:.2f}", order));
  EXPECT_GE(order, 1.8) << "errors " << on_coarse << " and " << on_fine << " m";
}

std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (Sides sides : {Sides::heads, Sides::no_flow, Sides::heads_3d})
    for (double alpha : {0.164, 0.328})
      for (double time : {86400.0, steady}) all.push_back({sides, alpha, time});
  return all;
}

std::string name_of(const ::testing::TestParamInfo<Problem>& info) {
  const Problem& p = info.param;
  const std::string sides = p.sides == Sides::heads     ? "Heads"
                            : p.sides == Sides::no_flow ? "NoFlow"
                                                        : "Heads3d";
  return sides + (p.alpha < 0.2 ? "" : "Steep") + (p.time == steady ? "Steady" : "Transient");
}

INSTANTIATE_TEST_SUITE_P(Tracy, SpatialOrder, ::testing::ValuesIn(problems()), name_of);

/// The numbers of the formulas above that Tracy's problem is known by.
TEST(Tracy, ExactHeadsAreThePublishedOnes) {
  EXPECT_NEAR(exact({Sides::heads, 0.164, 43200.0}, 7.62, 0.0, 11.43), -4.83908, 1e-5);
  EXPECT_NEAR(exact({Sides::no_flow, 0.328, 86400.0}, 3.81, 0.0, 7.62), -6.79200, 1e-5);
  EXPECT_NEAR(exact({Sides::heads_3d, 0.328, steady}, 7.62, 7.62, 11.43), -1.96297, 1e-5);
}

}  // namespace
}  // namespace entail
