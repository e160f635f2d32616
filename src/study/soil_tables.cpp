#include "study/soil_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "base/sha256.hpp"
#include "base/units.hpp"
#include "io/table.hpp"

namespace entail::study {

namespace {

/// Puts rows in the order of rising pressure head; returns where each stood.
std::vector<std::size_t> sort_rows(std::vector<double>& head, std::vector<double>& content,
                                   std::vector<double>& conductivity) {
  std::vector<std::size_t> order(head.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return head[a] < head[b]; });
  for (auto* values : {&head, &content, &conductivity}) {
    std::vector<double> sorted;
    for (std::size_t i : order) sorted.push_back((*values)[i]);
    *values = sorted;
  }
  return order;
}

class TableReader {
 public:
  TableReader(const io::Table& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {}

  /// Fills the soil and returns its curve; empty when the table is wrong.
  std::vector<laws::RetentionRow> read(deck::Soil& soil) {
    const std::size_t before = diagnostics_.count();
    auto head = io::read_column(table_, "pressure_head", "m", diagnostics_);
    auto content = io::read_column(table_, "water_content", "", diagnostics_);
    const bool is_relative = table_.find("relative_conductivity") >= 0;
    auto conductivity = is_relative ? io::read_column(table_, "relative_conductivity", "", diagnostics_)
                                    : io::read_column(table_, "conductivity", "m/s", diagnostics_);
    if (diagnostics_.count() > before) return {};
    if (head.empty() || content.empty() || conductivity.empty()) {
      error("needs the columns pressure_head, water_content, and conductivity or relative_conductivity");
      return {};
    }
    if (is_relative && !soil.conductivity) {
      error("has relative_conductivity, so the soil needs conductivity: at saturation");
      return {};
    }
    const auto order = sort_rows(head, content, conductivity);
    if (!check(head, content, conductivity, order)) return {};
    const double full = content.back(), saturated = conductivity.back();
    for (double& value : content) value /= full;
    for (double& value : conductivity) value /= saturated;
    if (!soil.porosity) soil.porosity = deck::Spatial::constant(full);
    if (!soil.conductivity) soil.conductivity = deck::Spatial::constant(saturated);
    soil.residual_water_content = 0.0;
    return laws::make_retention_rows(head, content, conductivity);
  }

 private:
  void error(const std::string& message, int line = 1) {
    diagnostics_.error(ExitCode::data, table_.file, {line, 1, 1}, "", message);
  }

  bool check(const std::vector<double>& head, const std::vector<double>& content,
             const std::vector<double>& conductivity, const std::vector<std::size_t>& order) {
    if (head.size() < 2) {
      error("needs at least two rows");
      return false;
    }
    if (content.front() <= 0.0 || content.back() > 1.0 || conductivity.front() <= 0.0) {
      error("water contents must be above 0 and at most 1, conductivities above 0");
      return false;
    }
    if (head.back() > 0.0) {
      error(fmt::format("pressure heads must be at most 0, but one is {} m", units::format(head.back())));
      return false;
    }
    for (std::size_t i = 1; i < head.size(); ++i)
      if (head[i] <= head[i - 1] || content[i] <= content[i - 1] || conductivity[i] <= conductivity[i - 1]) {
        error(fmt::format("water content and conductivity must rise with pressure head, but do not at {} m",
                          units::format(head[i])),
              table_.lines[order[i]]);
        return false;
      }
    return true;
  }

  const io::Table& table_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_soil_tables(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  if (!inputs.deck.ground) return;
  for (auto& [name, soil] : inputs.deck.ground->soils) {
    if (soil.law != "table" || soil.table.empty()) continue;
    const std::size_t before = diagnostics.count();
    try {
      const std::string text = io::read_text(comm, soil.table);
      inputs.files.push_back({soil.table, sha256(text)});
      const io::Table table = io::parse_table(soil.table, text, diagnostics);
      if (diagnostics.count() == before) inputs.tables[name] = TableReader(table, diagnostics).read(soil);
    } catch (const Error& error) {
      diagnostics.add(soil.table, error);
    }
  }
}

}  // namespace entail::study
