#include "study/facility_table.hpp"

#include <fmt/format.h>

namespace entail::study {

void write_facility_years(const Facilities& facilities, const deck::Deck& deck, io::TableFile& file) {
  for (const auto& facility : facilities.list())
    for (const auto& [year, sums] : facility.years) {
      std::vector<io::TableFile::Cell> row{{"facility", facility.name}, {"year", fmt::format("{}", year)}};
      auto water = [&](const char* name, double amount) {
        row.push_back({fmt::format("{} [m3]", name), fmt::format("{:.6g}", amount)});
      };
      water("seepage", sums.water.seepage);
      water("rain", sums.water.rain);
      water("process water", sums.water.process_water);
      water("slurry water", sums.water.slurry);
      water("evaporation", sums.water.evaporation);
      water("underdrain", sums.water.underdrain);
      water("decant", sums.water.decant);
      water("overflow", sums.water.overflow);
      water("runoff from the cover", sums.water.cover_runoff);
      for (std::size_t c = 0; c < deck.contaminants.size(); ++c) {
        const std::string& name = deck.contaminants[c].name;
        row.push_back({name + " in seepage [kg]", fmt::format("{:.6g}", sums.seepage[c])});
        row.push_back({name + " in overflow [kg]", fmt::format("{:.6g}", sums.overflow[c])});
      }
      file.append(row);
    }
}

}  // namespace entail::study
