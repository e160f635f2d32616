#include "deck/quantities.hpp"

namespace entail::deck {

const std::vector<CheckQuantity>& check_quantities() {
  static const std::vector<CheckQuantity> all = {
      {"head", "m", 3, false},
      {"pressure_head", "m", 3, false},
      {"water_content", "", 3, false},
      {"saturation", "", 3, false},
      {"concentration", "kg/m3", 3, false},
      {"surface_depth", "m", 2, false},
      {"head_change", "m", 3, false},
      {"level", "m", 2, false},
      {"water_table", "m", 2, false},
      {"seepage_top", "m", 0, true},
      {"discharge", "m3/s", 0, true},
      {"storage_change", "m3", 0, false},
      {"balance_error", "", 0, false},
      {"inflow", "m3/s", 0, true},
      {"outflow", "m3/s", 0, true},
      {"cumulative_inflow", "m3", 0, true},
      {"cumulative_outflow", "m3", 0, true},
      {"onset", "s", 0, true},
      {"mass_ratio", "", 0, false},
  };
  return all;
}

const CheckQuantity* find_check_quantity(const std::string& name) {
  for (const auto& quantity : check_quantities())
    if (quantity.name == name) return &quantity;
  return nullptr;
}

std::vector<std::string> check_quantity_names() {
  std::vector<std::string> names;
  for (const auto& quantity : check_quantities()) names.push_back(quantity.name);
  return names;
}

}  // namespace entail::deck
