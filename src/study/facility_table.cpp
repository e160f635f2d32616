#include "study/facility_table.hpp"

#include <fmt/format.h>

#include "physics/tailings/facility_balance.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

std::string number(double value) { return fmt::format("{:.12g}", value); }

/// All terms that a balance of water or of a substance may have, in the order of the columns.
constexpr const char* terms[] = {"rain",
                                 "process water",
                                 "slurry water",
                                 "solids",
                                 "production",
                                 "evaporation",
                                 "seepage",
                                 "underdrain",
                                 "decant",
                                 "overflow",
                                 "runoff from the cover",
                                 "decay"};

/// A row; what a substance does not have, and what of a simple facility is not known, stays empty.
std::vector<io::TableFile::Cell> row_of(const std::string& facility, const std::string& year,
                                        const std::string& substance, const process::Balance& balance,
                                        bool is_staged) {
  std::vector<io::TableFile::Cell> row{
      {"facility", facility}, {"year", year}, {"substance", substance}, {"unit", balance.unit}};
  row.push_back({"stored before", is_staged ? number(balance.initial_storage) : ""});
  for (const char* name : terms) {
    std::string value;
    for (const auto& term : balance.terms)
      if (term.name == name && (is_staged || term.name == "seepage")) value = number(term.total);
    row.push_back({name, value});
  }
  row.push_back({"stored after", is_staged ? number(balance.storage) : ""});
  row.push_back({"error", is_staged ? fmt::format("{:.3e}", balance.error()) : ""});
  row.push_back({"relative error", is_staged ? fmt::format("{:.3e}", balance.relative_error()) : ""});
  return row;
}

}  // namespace

void write_facility_years(const Facilities& facilities, const deck::Deck& deck, io::TableFile& file) {
  for (const auto& facility : facilities.list()) {
    if (facility.years.empty()) continue;
    tailings::Properties properties;
    properties.name = facility.name;
    properties.species.resize(deck.contaminants.size());
    if (facility.staged) properties = facility.staged->properties();
    auto write = [&](const std::string& year, FacilityYear sums) {
      sums.before.solutes.resize(properties.species.size());
      sums.after.solutes.resize(properties.species.size());
      const auto all = tailings::balances(properties, sums.before, sums.after, sums.moved);
      for (Size i = 0; i < all.size(); ++i)
        file.append(row_of(facility.name, year, i == 0 ? "water" : deck.contaminants[i - 1].name, all[i],
                           facility.staged.has_value()));
    };
    FacilityYear total;
    total.before = facility.years.begin()->second.before;
    total.after = facility.years.rbegin()->second.after;
    for (const auto& [year, sums] : facility.years) {
      write(fmt::format("{}", year), sums);
      tailings::add(total.moved, sums.moved);
    }
    write("total", std::move(total));
  }
}

}  // namespace entail::study
