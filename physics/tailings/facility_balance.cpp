#include "physics/tailings/facility_balance.hpp"

#include <algorithm>

namespace entail::tailings {

namespace {

using Size = std::size_t;

/// A way in (sign 1) or out (sign -1) of the facility.
template <class Amounts>
struct Way {
  const char* name;
  double sign;
  double Amounts::*amount;
};

constexpr Way<WaterMoved> water_ways[] = {{"rain", 1.0, &WaterMoved::rain},
                                          {"process water", 1.0, &WaterMoved::process_water},
                                          {"slurry water", 1.0, &WaterMoved::slurry},
                                          {"evaporation", -1.0, &WaterMoved::evaporation},
                                          {"seepage", -1.0, &WaterMoved::seepage},
                                          {"underdrain", -1.0, &WaterMoved::underdrain},
                                          {"decant", -1.0, &WaterMoved::decant},
                                          {"overflow", -1.0, &WaterMoved::overflow},
                                          {"runoff from the cover", -1.0, &WaterMoved::cover_runoff}};

constexpr Way<SoluteMoved> solute_ways[] = {{"process water", 1.0, &SoluteMoved::process_water},
                                            {"slurry water", 1.0, &SoluteMoved::slurry},
                                            {"solids", 1.0, &SoluteMoved::solids},
                                            {"seepage", -1.0, &SoluteMoved::seepage},
                                            {"underdrain", -1.0, &SoluteMoved::underdrain},
                                            {"decant", -1.0, &SoluteMoved::decant},
                                            {"overflow", -1.0, &SoluteMoved::overflow}};

template <class Amounts>
void book(const Way<Amounts>& way, const Amounts& moved, process::Balance& balance) {
  const double amount = way.sign * (moved.*way.amount) + 0.0;  // no -0 in tables
  balance.terms.push_back({way.name, 0.0, amount});
  (way.sign > 0.0 ? balance.came_in : balance.went_out) += moved.*way.amount;
}

/// True where some other species decays into this one.
bool is_product(const Properties& properties, Size species) {
  return std::any_of(properties.species.begin(), properties.species.end(), [&](const Species& parent) {
    return std::any_of(parent.products.begin(), parent.products.end(),
                       [&](const auto& product) { return product.species == species; });
  });
}

}  // namespace

void add(Moved& sum, const Moved& part) {
  for (const auto& way : water_ways) sum.water.*way.amount += part.water.*way.amount;
  sum.solutes.resize(part.solutes.size());
  for (Size i = 0; i < part.solutes.size(); ++i) {
    for (const auto& way : solute_ways) sum.solutes[i].*way.amount += part.solutes[i].*way.amount;
    sum.solutes[i].decay += part.solutes[i].decay;
    sum.solutes[i].production += part.solutes[i].production;
  }
}

Stored State::stored() const {
  Stored all{water(), {}};
  for (const auto& store : solutes) all.solutes.push_back(store.total());
  return all;
}

std::vector<process::Balance> balances(const Properties& properties, const Stored& before,
                                       const Stored& after, const Moved& moved) {
  std::vector<process::Balance> all;
  all.push_back({"water in " + properties.name, "m3", before.water, after.water, {}});
  for (const auto& way : water_ways) book(way, moved.water, all.back());
  for (Size i = 0; i < properties.species.size(); ++i) {
    all.push_back({properties.species[i].name + " in " + properties.name,
                   "kg",
                   before.solutes[i],
                   after.solutes[i],
                   {}});
    for (const auto& way : solute_ways) book(way, moved.solutes[i], all.back());
    if (properties.species[i].decay > 0.0)
      book({"decay", -1.0, &SoluteMoved::decay}, moved.solutes[i], all.back());
    if (is_product(properties, i))
      book({"production", 1.0, &SoluteMoved::production}, moved.solutes[i], all.back());
  }
  return all;
}

}  // namespace entail::tailings
