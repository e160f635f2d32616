/// The quantities that a reference check can ask for, with their SI units.
#pragma once

#include <string>
#include <vector>

namespace entail::deck {

struct CheckQuantity {
  std::string name;
  std::string unit;     ///< SI
  int coordinates = 0;  ///< how many `at` needs
  bool of_boundary = false;
};

const std::vector<CheckQuantity>& check_quantities();
const CheckQuantity* find_check_quantity(const std::string& name);
std::vector<std::string> check_quantity_names();

}  // namespace entail::deck
