// The methods behind `entail solve` and how results are written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/log.hpp"
#include "quantum/solve/solve.hpp"
#include "support/shared_data.hpp"
#include "support/temporary.hpp"

namespace entail::quantum {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Problem small_problem() {
  return parse_problem(
      "# vartype=BINARY\n# variable 0 = pit\n# variable 1 = dump, old\n0 0 -1\n1 1 -2\n2 2 1\n3 3 -1.5\n"
      "0 1 3\n1 2 -1\n2 3 0.5\n",
      "small.coo");
}

/// The lowest value that meets the groups and the number of ones.
double lowest(const Problem& problem, const std::function<bool(const std::vector<std::uint8_t>&)>& feasible) {
  double best = 1e300;
  for (std::uint64_t s = 0; s < std::uint64_t{1} << problem.n_variables(); ++s) {
    const auto bits = bits_of_state(s, problem.n_variables());
    if (feasible(bits)) best = std::min(best, energy(problem.model, bits));
  }
  return best;
}

SolveReport quiet_solve(const Problem& problem, const SolveOptions& options) {
  log::mute(true);
  auto report = solve(Comm(), problem, options);
  log::mute(false);
  return report;
}

TEST(Solve, EveryMethodFindsTheBestOfASmallProblem) {
  const Problem problem = small_problem();
  const double best = lowest(problem, [](const auto&) { return true; });
  for (const auto& method : methods()) {
    SolveOptions options;
    options.method = method.name;
    options.shots = 500;
    options.sweeps = 100;
    options.beta = options.method == "thermal" ? 1.0 : 0.0;
    options.field = options.method == "thermal" ? 1.0 : 0.0;
    const auto report = quiet_solve(problem, options);
    if (options.method == "thermal") {
      ASSERT_TRUE(report.thermal);
      EXPECT_EQ(report.thermal->z.size(), 4u);
      continue;
    }
    ASSERT_FALSE(report.solutions.empty()) << method.name;
    EXPECT_NEAR(report.solutions.front().energy, best, 1e-12) << method.name;
    EXPECT_NEAR(report.bound, best, 1e-12);
    EXPECT_TRUE(report.proven);
    EXPECT_EQ(report.baseline.has_value(), method.name != "anneal");
  }
}

TEST(Solve, ConstraintsAreMet) {
  const Problem problem = small_problem();
  const double grouped = lowest(problem, [](const auto& bits) { return bits[0] + bits[3] == 1; });
  const double counted =
      lowest(problem, [](const auto& bits) { return bits[0] + bits[1] + bits[2] + bits[3] == 3; });
  for (const std::string method : {"anneal", "exact", "qaoa"})
    for (const bool groups : {true, false}) {
      SolveOptions options;
      options.method = method;
      options.shots = 300;
      if (method == "qaoa") options.mixer = "xy-ring";
      if (groups) options.groups = "pit 3";
      if (!groups) options.ones = 3;
      const auto report = quiet_solve(problem, options);
      ASSERT_FALSE(report.solutions.empty());
      EXPECT_NEAR(report.solutions.front().energy, groups ? grouped : counted, 1e-12) << method;
      for (const bool feasible : report.feasible) EXPECT_TRUE(feasible);
      EXPECT_GT(report.feasible_share, 0.0);
    }
}

TEST(Solve, WarmStartsAndInterpolatesAndMinimisesRisk) {
  const Problem problem = small_problem();
  SolveOptions options;
  options.method = "qaoa";
  options.shots = 200;
  options.warm_start = 0.25;
  EXPECT_NEAR(quiet_solve(problem, options).solutions.front().energy, -3.5, 1e-12);
  options.warm_start = 0.0;
  options.angles = "interp";
  const double interpolated = *quiet_solve(problem, options).expectation;
  options.angles = "ramp";
  options.optimise = false;
  EXPECT_LT(interpolated, *quiet_solve(problem, options).expectation);
  options.optimise = true;
  options.risk_fraction = 0.3;
  EXPECT_LT(quiet_solve(problem, options).solutions.front().energy, -3.0);
  options.single_precision = true;
  EXPECT_LT(quiet_solve(problem, options).solutions.front().energy, -3.0);
}

TEST(Solve, TheSameSeedGivesTheSameResult) {
  const Problem problem = small_problem();
  for (const std::string method : {"anneal", "qaoa", "path-integral", "schroedinger"}) {
    SolveOptions options;
    options.method = method;
    options.sweeps = 20;
    options.seed = 5;
    EXPECT_EQ(format_csv(problem, quiet_solve(problem, options)),
              format_csv(problem, quiet_solve(problem, options)));
  }
}

TEST(Solve, ShotsAreToldApartFromWhatDescentFinds) {
  ENTAIL_SHARED_DATA(path, "gka1b.txt");
  const Problem problem = read_problem(path);
  SolveOptions options;
  options.method = "qaoa";
  options.layers = 1;
  options.shots = 50;
  options.seed = 1;
  const auto report = quiet_solve(problem, options);
  const auto [name, of_shots] = report.details.back();
  EXPECT_EQ(name, "best of the shots");
  double best_met = 1e300;
  std::int64_t met = 0;
  for (const auto& solution : report.solutions) {
    met += solution.count;
    if (solution.count > 0) best_met = std::min(best_met, solution.energy);
  }
  EXPECT_EQ(best_met, std::stod(of_shots));
  EXPECT_LE(met, options.shots);
  EXPECT_EQ(report.solutions.front().energy, -133);  // the optimum, by descent
  EXPECT_LT(report.solutions.front().energy, best_met);
}

TEST(Solve, WritesNamesAndBothKindsOfVariables) {
  Problem problem = small_problem();
  SolveOptions options;
  options.method = "exact";
  const auto report = quiet_solve(problem, options);
  const std::string csv = format_csv(problem, report);
  EXPECT_THAT(csv, StartsWith("value,energy,count,feasible,pit,\"dump, old\",2,3\n"));
  const auto json = nlohmann::json::parse(format_json(problem, report));
  EXPECT_EQ(json["proven_optimal"], true);
  EXPECT_EQ(json["solutions"][0]["variables"]["dump, old"], 1);
  EXPECT_NEAR(json["bound"].get<double>(), -3.5, 1e-12);
  problem.type = VariableType::spin;
  EXPECT_EQ(nlohmann::json::parse(format_json(problem, report))["solutions"][0]["variables"]["dump, old"],
            -1);
  const std::string table = format_table(problem, report);
  for (const std::string word : {"best energy", "proven bound", "gap", "proven optimal", "feasible share",
                                 "time", "simulated annealing in the same time"})
    EXPECT_THAT(table, HasSubstr(word));
}

TEST(Solve, MaximumsAreToldAsTheProblemStatesThem) {
  const Problem problem = parse_problem("3 3\n1 2 1\n2 3 1\n1 3 1\n", "triangle", "rudy");
  SolveOptions options;
  options.has_target = true;
  options.target = 2;
  const auto report = quiet_solve(problem, options);
  EXPECT_EQ(report.solutions.front().energy, -2.0);
  EXPECT_THAT(format_table(problem, report), HasSubstr("best cut"));
  EXPECT_EQ(nlohmann::json::parse(format_json(problem, report))["solutions"][0]["value"], 2.0);
}

TEST(Solve, ReadsTimes) {
  EXPECT_DOUBLE_EQ(parse_seconds("10s"), 10.0);
  EXPECT_DOUBLE_EQ(parse_seconds("2 min"), 120.0);
  EXPECT_DOUBLE_EQ(parse_seconds("0.5"), 0.5);
}

TEST(Solve, LargeProblemsGetAnEigenvalueBound) {
  ENTAIL_SHARED_DATA(path, "G11.txt");
  const Problem problem = read_problem(path);
  SolveOptions options;
  options.batches = 1;
  options.sweeps = 200;
  const auto report = quiet_solve(problem, options);
  EXPECT_EQ(report.bound_source, "eigenvalues");
  EXPECT_LE(report.bound, -564.0);
  EXPECT_FALSE(report.proven);
}

}  // namespace
}  // namespace entail::quantum
