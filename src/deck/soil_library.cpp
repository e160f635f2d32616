#include "deck/soil_library.hpp"

#include "base/units.hpp"

namespace entail::deck {

const std::vector<LibrarySoil>& soil_library() {
  static const std::vector<LibrarySoil> soils = [] {
    struct Row {
      const char* name;
      double theta_r, theta_s, alpha_per_cm, n, ks_cm_per_day;
    };
    const Row rows[] = {
        {"sand", .045, .43, .145, 2.68, 712.8},
        {"loamy_sand", .057, .41, .124, 2.28, 350.2},
        {"sandy_loam", .065, .41, .075, 1.89, 106.1},
        {"loam", .078, .43, .036, 1.56, 24.96},
        {"silt", .034, .46, .016, 1.37, 6.0},
        {"silt_loam", .067, .45, .020, 1.41, 10.8},
        {"sandy_clay_loam", .100, .39, .059, 1.48, 31.44},
        {"clay_loam", .095, .41, .019, 1.31, 6.24},
        {"silty_clay_loam", .089, .43, .010, 1.23, 1.68},
        {"sandy_clay", .100, .38, .027, 1.23, 2.88},
        {"silty_clay", .070, .36, .005, 1.09, .48},
        {"clay", .068, .38, .008, 1.09, 4.8},
    };
    std::vector<LibrarySoil> all;
    for (const auto& row : rows)
      all.push_back({std::string("carsel_parrish_1988/") + row.name, row.theta_r, row.theta_s,
                     units::convert(row.alpha_per_cm, "cm-1", "m-1"), row.n,
                     units::convert(row.ks_cm_per_day, "cm/d", "m/s")});
    return all;
  }();
  return soils;
}

const LibrarySoil* find_library_soil(const std::string& name) {
  for (const auto& soil : soil_library())
    if (soil.name == name) return &soil;
  return nullptr;
}

std::vector<std::string> soil_library_names() {
  std::vector<std::string> names;
  for (const auto& soil : soil_library()) names.push_back(soil.name);
  return names;
}

}  // namespace entail::deck
