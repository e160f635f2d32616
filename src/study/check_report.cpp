#include "study/check_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/version.hpp"

namespace entail::study {

using Json = nlohmann::ordered_json;

std::string format_checks(const std::string& problem, const std::vector<CheckResult>& results,
                          bool with_header) {
  std::string text;
  if (with_header)
    text += fmt::format("{:26} {:34} {:>13} {:>13} {:>11} {:>11}  {}\n", "problem", "quantity", "computed",
                        "reference", "error", "permitted", "result");
  for (const auto& r : results)
    text += fmt::format("{:26} {:34} {:13.6g} {:13.6g} {:11.3g} {:11.3g}  {}\n", problem,
                        r.name + (r.unit.empty() ? "" : " [" + r.unit + "]"), r.computed, r.reference,
                        r.computed - r.reference, r.tolerance,
                        !r.evaluated ? "NOT REACHED"
                        : r.passed   ? "pass"
                                     : "FAIL");
  return text;
}

namespace {

Json json_of(const CheckResult& check, bool steady) {
  Json json;
  json["name"] = check.name;
  json["quantity"] = check.quantity;
  if (!check.boundary.empty()) json["boundary"] = check.boundary;
  if (!check.at.empty()) json["at_m"] = check.at;
  if (check.value) json["value_m"] = *check.value;
  if (!steady) json["time_s"] = check.time;
  json["unit"] = check.unit;
  json["computed"] = check.evaluated ? Json(check.computed) : Json();
  json["reference"] = check.reference;
  json["tolerance"] = check.tolerance;
  json["passed"] = check.passed;
  return json;
}

}  // namespace

std::string format_problems_json(const std::vector<Problem>& problems) {
  Json json;
  json["program"] = version_line();
  json["problems"] = Json::array();
  for (const auto& problem : problems) {
    const RunResult& result = problem.result;
    Json entry;
    entry["name"] = problem.name;
    entry["deck"] = problem.deck;
    entry["title"] = result.title;
    entry["source"] = result.source;
    entry["seconds"] = problem.seconds;
    entry["steps"] = result.progress.steps;
    entry["newton_iterations"] = result.progress.newton_iterations;
    entry["linear_iterations"] = result.progress.linear_iterations;
    entry["files"] = result.files;
    entry["checks"] = Json::array();
    for (const auto& check : result.checks) entry["checks"].push_back(json_of(check, result.steady));
    json["problems"].push_back(std::move(entry));
  }
  return json.dump(1) + "\n";
}

}  // namespace entail::study
