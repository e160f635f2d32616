#include "study/place_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "study/place_table_parts.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using Row = std::vector<std::string>;

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

}  // namespace

double mean(const std::vector<double>& values) {
  return values.empty()
             ? 0.0
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TableSource::TableSource(const PlacementResult& of)
    : result(of),
      deck(of.inputs->deck),
      design(*of.design),
      choice(*of.choice),
      prices(deck.place->prices),
      weights(deck.place->weights) {}

std::string table_number(double value) { return fmt::format("{:.5g}", value); }
std::string table_money(double value) { return fmt::format("{:.4f}", value / 1e6); }

std::string option_name(const PlacementDesign& design, Size option) {
  return design.sites[design.options[option].site].name + "/" + design.options[option].keys.name;
}

std::vector<TextTable> placement_tables(const PlacementResult& result) {
  auto tables = design_tables(result);
  for (auto& table : plan_tables(result)) tables.push_back(std::move(table));
  return tables;
}

std::string csv_of(const TextTable& table) {
  std::string text = "# " + table.title + ". " + table.note + "\n";
  auto add = [&](const Row& row) {
    for (Size i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + csv_cell(row[i]);
    text += "\n";
  };
  add(table.headings);
  for (const auto& row : table.rows) add(row);
  return text;
}

std::string placement_summary(const PlacementResult& result) {
  const auto& problem = result.choice->problem;
  const auto a = placement::accounts_of(problem, result.best());
  std::string text = fmt::format("recommended: {}\n", placement::describe(problem, result.best()));
  text += fmt::format(
      "  {:.0f} t in all, cost {:.3f} {}, breach {:.4g} receptors, delay {:.4g} ha yr; weights of: {}",
      a.capacity, a.cost(), problem.units.money, a.breaches(), a.life(),
      result.inputs->deck.place->weights.whose);
  if (!result.resimulated.empty())
    text += fmt::format(
        "\n  water damage {:.4g} by superposition, {:.4g} by the full model; rank {} of {} before "
        "re-simulation",
        a.water(), mean(result.resimulated[result.recommended].water), result.recommended + 1,
        result.resimulated.size());
  return text;
}

}  // namespace entail::study
