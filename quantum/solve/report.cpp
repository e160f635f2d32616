#include "quantum/solve/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "base/version.hpp"

namespace entail::quantum {

namespace {

using units::format;

/// |value - bound| relative to the larger of them.
double gap(double energy, double bound) {
  const double scale = std::max(std::abs(energy), std::abs(bound));
  return scale > 0 ? std::abs(energy - bound) / scale : 0.0;
}

/// A name as CSV wants it.
std::string quoted(const std::string& name) {
  if (name.find_first_of(",\"\r\n") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

/// A number for people: whole ones in full, others with ten digits.
std::string readable(double value) {
  return value == std::nearbyint(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                                  : fmt::format("{:.10g}", value);
}

nlohmann::json json_of(const Estimate& estimate) {
  return {{"mean", estimate.mean},
          {"standard_error", estimate.error},
          {"correlation_time", estimate.correlation_time}};
}

std::string format_estimate(const Estimate& estimate) {
  return fmt::format("{:.6f} +- {:.6f}", estimate.mean, estimate.error);
}

nlohmann::json json_of(const Problem& problem, const ThermalResult& thermal) {
  nlohmann::json variables = nlohmann::json::object(), pairs = nlohmann::json::array();
  for (std::size_t i = 0; i < thermal.z.size(); ++i)
    variables[problem.names[i]] = {{"z", json_of(thermal.z[i])}, {"x", json_of(thermal.x[i])}};
  for (std::size_t c = 0; c < thermal.zz.size(); ++c) {
    const auto& term = problem.model.couplings[c];
    pairs.push_back(
        {{"variables",
          {problem.names[static_cast<std::size_t>(term.i)], problem.names[static_cast<std::size_t>(term.j)]}},
         {"zz", json_of(thermal.zz[c])}});
  }
  return {{"energy", json_of(thermal.energy)},
          {"cost", json_of(thermal.cost)},
          {"variables", variables},
          {"pairs", pairs}};
}

std::string thermal_csv(const Problem& problem, const ThermalResult& thermal) {
  std::string text = "variable,z,z_error,x,x_error\n";
  for (std::size_t i = 0; i < thermal.z.size(); ++i)
    text += fmt::format("{},{},{},{},{}\n", quoted(problem.names[i]), format(thermal.z[i].mean),
                        format(thermal.z[i].error), format(thermal.x[i].mean), format(thermal.x[i].error));
  return text;
}

/// Names may come from files in any encoding; JSON is UTF-8.
std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

bool names_are_utf8(const Problem& problem) {
  try {
    static_cast<void>(nlohmann::json(problem.names).dump());  // throws where a text is not
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

int as_written(const Problem& problem, std::uint8_t bit) {
  return problem.type == VariableType::spin ? 1 - 2 * bit : bit;
}

std::string format_table(const Problem& problem, const SolveReport& report) {
  std::vector<std::pair<std::string, std::string>> rows;
  if (report.thermal) {
    rows = {{"<H>", format_estimate(report.thermal->energy)}, {"<C>", format_estimate(report.thermal->cost)}};
  } else if (report.solutions.empty()) {
    rows = {{fmt::format("best {}", problem.value_name), "no feasible configuration was found"}};
  } else {
    const double best = report.solutions.front().energy;
    rows = {{fmt::format("best {}", problem.value_name), readable(problem.value_of(best))},
            {fmt::format("proven bound on the {}", problem.value_name),
             fmt::format("{} ({})", readable(problem.value_of(report.bound)), report.bound_source)},
            {"gap",
             report.proven ? "0 (proven optimal)" : fmt::format("{:.3g} %", 100 * gap(best, report.bound))}};
  }
  if (report.expectation)
    rows.emplace_back(fmt::format("expected {}", problem.value_name),
                      readable(problem.value_of(*report.expectation)));
  if (!report.thermal)
    rows.emplace_back("feasible share", report.feasible_share < 0
                                            ? "no constraints"
                                            : fmt::format("{:.3g} %", 100 * report.feasible_share));
  rows.emplace_back("time", fmt::format("{:.3f} s", report.seconds));
  if (report.baseline)
    rows.emplace_back("simulated annealing in the same time", readable(problem.value_of(*report.baseline)));
  rows.insert(rows.end(), report.details.begin(), report.details.end());
  std::size_t width = 0;
  for (const auto& [name, value] : rows) width = std::max(width, name.size());
  std::string text;
  for (const auto& [name, value] : rows) text += fmt::format("  {:<{}}  {}\n", name, width, value);
  return text;
}

std::string format_json(const Problem& problem, const SolveReport& report) {
  nlohmann::ordered_json json;
  json["program"] = version_line();
  json["method"] = report.method;
  json["seed"] = report.seed;
  json["variables"] = problem.n_variables();
  json["couplings"] = problem.model.couplings.size();
  json["value"] = problem.value_name;
  json["maximise"] = problem.maximise;
  json["seconds"] = report.seconds;
  for (const auto& [name, value] : report.details) json["details"][name] = value;
  if (report.expectation) json["expectation"] = problem.value_of(*report.expectation);
  if (report.baseline) json["simulated_annealing"] = problem.value_of(*report.baseline);
  if (report.angles.n_layers() > 0)
    json["angles"] = {{"gamma", report.angles.gamma}, {"beta", report.angles.beta}};
  if (report.thermal) {
    json["thermal"] = json_of(problem, *report.thermal);
    return text_of(json);
  }
  json["bound"] = problem.value_of(report.bound);
  json["bound_source"] = report.bound_source;
  json["proven_optimal"] = report.proven;
  if (report.feasible_share >= 0) json["feasible_share"] = report.feasible_share;
  json["solutions"] = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < report.solutions.size(); ++k) {
    const auto& solution = report.solutions[k];
    nlohmann::ordered_json entry;
    entry["value"] = problem.value_of(solution.energy);
    entry["energy"] = solution.energy;
    entry["count"] = solution.count;
    if (!report.feasible.empty()) entry["feasible"] = static_cast<bool>(report.feasible[k]);
    for (std::size_t i = 0; i < solution.bits.size(); ++i)
      entry["variables"][problem.names[i]] = as_written(problem, solution.bits[i]);
    json["solutions"].push_back(entry);
  }
  return text_of(json);
}

std::string format_csv(const Problem& problem, const SolveReport& report) {
  if (report.thermal) return thermal_csv(problem, *report.thermal);
  std::string text = "value,energy,count,feasible";
  for (const auto& name : problem.names) text += "," + quoted(name);
  text += "\n";
  for (std::size_t k = 0; k < report.solutions.size(); ++k) {
    const auto& solution = report.solutions[k];
    text += fmt::format("{},{},{},{}", format(problem.value_of(solution.energy)), format(solution.energy),
                        solution.count, report.feasible.empty() || report.feasible[k] ? 1 : 0);
    for (const auto bit : solution.bits) text += fmt::format(",{}", as_written(problem, bit));
    text += "\n";
  }
  return text;
}

}  // namespace entail::quantum
