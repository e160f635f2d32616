#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/units.hpp"
#include "deck/consistency.hpp"

namespace entail::deck {

namespace {

class TransportCheck {
 public:
  TransportCheck(Deck& deck, Diagnostics& diagnostics) : deck_(deck), diagnostics_(diagnostics) {
    for (const auto& contaminant : deck.contaminants) names_.push_back(contaminant.name);
  }

  void check() {
    for (std::size_t i = 0; i < deck_.contaminants.size(); ++i) contaminant(i);
    for (std::size_t i = 0; i < deck_.contaminants.size(); ++i) chain(i);
    if (deck_.weather) known("weather.concentrations", deck_.weather->concentrations);
    for (std::size_t i = 0; i < deck_.boundaries.size(); ++i) {
      const auto& b = deck_.boundaries[i];
      const std::string path = fmt::format("boundaries[{}]", i);
      known(path + ".concentrations", b.concentrations);
      known(path + ".held_concentrations", b.held_concentrations);
      for (const auto& [name, value] : b.held_concentrations)
        for (const auto& [other, ignored] : b.concentrations)
          if (name == other)
            error(path + ".held_concentrations." + name, "stands in concentrations too; give one of them");
    }
    for (std::size_t i = 0; i < deck_.wells.size(); ++i) {
      known(fmt::format("wells[{}].concentrations", i), deck_.wells[i].concentrations);
      known(fmt::format("wells[{}].mass_rates", i), deck_.wells[i].mass_rates);
    }
    for (std::size_t i = 0; deck_.reference && i < deck_.reference->checks.size(); ++i) check(i);
  }

 private:
  void check(std::size_t i) {
    const auto& c = deck_.reference->checks[i];
    const std::string path = fmt::format("reference.checks[{}].", i);
    if (!c.contaminant.empty() && !exists(c.contaminant))
      error(path + "contaminant", "is not among the contaminants" + did_you_mean(c.contaminant, names_));
    if (c.quantity == "concentration" && names_.empty()) error(path + "quantity", "needs contaminants");
  }

  void error(const std::string& path, const std::string& message) {
    report(deck_, diagnostics_, path, message);
  }

  bool exists(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }

  template <class T>
  void known(const std::string& path, const Named<T>& values) {
    for (const auto& [name, value] : values)
      if (!exists(name))
        error(path + "." + name, "is not among the contaminants" + did_you_mean(name, names_));
  }

  void contaminant(std::size_t i) {
    const auto& c = deck_.contaminants[i];
    const std::string path = fmt::format("contaminants[{}]", i);
    const int isotherms = int{c.kd.has_value()} + int{!c.kd_by_ph.empty()} + int{c.freundlich.has_value()} +
                          int{c.langmuir.has_value()};
    if (isotherms > 1) error(path, "give at most one of kd, kd_by_ph, freundlich and langmuir");
    if (!c.products.empty() && !c.half_life) error(path + ".products", "needs half_life");
    for (std::size_t k = 0; k < c.products.size(); ++k)
      if (!exists(c.products[k].name))
        error(fmt::format("{}.products[{}].name", path, k),
              fmt::format("\"{}\" is not among the contaminants{}", c.products[k].name,
                          did_you_mean(c.products[k].name, names_)));
    if (!c.kd_by_ph.empty() && deck_.ground)
      for (const auto& [name, soil] : deck_.ground->soils)
        if (!soil.ph) error("ground.soils." + name, fmt::format("needs ph: for kd_by_ph of {}", c.name));
    if (c.freundlich) {
      unit(path + ".freundlich.concentration_unit", c.freundlich->concentration_unit, "kg/m3");
      unit(path + ".freundlich.sorbed_unit", c.freundlich->sorbed_unit, "kg/kg");
    }
  }

  void unit(const std::string& path, const std::string& given, const std::string& wanted) {
    try {
      units::convert(1.0, given, wanted);
    } catch (const std::exception& problem) {
      error(path, problem.what());
    }
  }

  /// Names the loop that leads from a contaminant back to itself, once for all its members.
  void chain(std::size_t start) {
    const std::string& name = deck_.contaminants[start].name;
    std::vector<std::string> way{name};
    std::set<std::string> seen;
    if (looped_.count(name) > 0 || !returns(way, name, seen)) return;
    looped_.insert(way.begin(), way.end());
    error(
        fmt::format("contaminants[{}].products", start),
        fmt::format("the chain loops: {}; products must lead away from what decays", fmt::join(way, " -> ")));
  }

  bool returns(std::vector<std::string>& way, const std::string& target, std::set<std::string>& seen) {
    for (const auto& c : deck_.contaminants) {
      if (c.name != way.back()) continue;
      for (const auto& product : c.products) {
        way.push_back(product.name);
        if (product.name == target) return true;
        if (seen.insert(product.name).second && returns(way, target, seen)) return true;
        way.pop_back();
      }
    }
    return false;
  }

  Deck& deck_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  std::set<std::string> looped_;  // contaminants whose loop has been named
};

}  // namespace

void check_transport(Deck& deck, Diagnostics& diagnostics) { TransportCheck(deck, diagnostics).check(); }

}  // namespace entail::deck
