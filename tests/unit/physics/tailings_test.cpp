// Laws of tailings facilities against their formulas, differences and limits; balances with everything on.
#include <gtest/gtest.h>

#include <cmath>

#include "physics/tailings/drainage.hpp"
#include "physics/tailings/facility.hpp"
#include "physics/tailings/facility_balance.hpp"
#include "physics/tailings/percolation.hpp"

namespace entail::tailings {
namespace {

using Size = std::size_t;
constexpr double day = 86400.0, year = 365.25 * day;

TEST(Liners, LeakMoreUnderMoreHeadWithTheDerivativeOfDifferences) {
  const Liner liners[] = {{Liner::Kind::clay, 0.6, 1e-9, 0.0, 0.0, 0.0},
                          {Liner::Kind::geomembrane, 0.0, 0.0, 5e-4, 1e-4, 0.0},
                          {Liner::Kind::composite, 0.6, 1e-9, 5e-4, 1e-4, 0.21}};
  for (const auto& liner : liners)
    for (double h : {0.01, 0.3, 1.0, 3.0, 12.0}) {
      const double step = 1e-6 * h;
      const double difference = (liner(h + step).value - liner(h - step).value) / (2.0 * step);
      EXPECT_NEAR(liner(h).derivative / difference, 1.0, 1e-7);
      EXPECT_GT(liner(h).derivative, 0.0);
    }
}

TEST(Liners, ClayUnderAHeadOfItsOwnThicknessHasGradientTwo) {
  EXPECT_DOUBLE_EQ((ClayLiner{0.5, 1e-9}(0.5).value), 2e-9);
}

TEST(Liners, AnOrificeFlowsByBernoulli) {
  // 0.6 * 1 cm2 * sqrt(2 * 9.80665 * 1 m), five defects per hectare.
  EXPECT_NEAR((GeomembraneLiner{5e-4, 1e-4}(1.0).value), 5e-4 * 0.6e-4 * std::sqrt(2.0 * 9.80665), 1e-18);
}

// Giroud 1997 gives the same equation in the diameter d of the defect: 0.976 C [...] d^0.2 h^0.9 k^0.74.
TEST(Liners, CompositeAgreesWithTheFormInDiameters) {
  const double a = 1e-4, d = std::sqrt(4.0 * a / M_PI), h = 0.3, t = 0.6, k = 1e-9;
  for (double contact : {CompositeLiner::good_contact, CompositeLiner::poor_contact}) {
    const double by_diameter = 0.976 * contact * (1.0 + 0.1 * std::pow(h / t, 0.95)) * std::pow(d, 0.2) *
                               std::pow(h, 0.9) * std::pow(k, 0.74);
    EXPECT_NEAR((CompositeLiner{t, k, 1.0, a, contact}(h).value) / by_diameter, 1.0, 2e-4);
  }
}

// By hand: 0.21 (1 + 0.1 0.5^0.95) (1e-4)^0.1 0.3^0.9 (1e-9)^0.74 = 0.21 * 1.051763 * 0.398107 * 0.338383 *
// 2.187762e-7 m3/s per defect, and 1.15 / 0.21 of it in poor contact.
TEST(Liners, CompositeByHand) {
  EXPECT_NEAR((CompositeLiner{0.6, 1e-9, 1.0, 1e-4, CompositeLiner::good_contact}(0.3).value) / 6.50948e-9,
              1.0, 1e-5);
  EXPECT_NEAR((CompositeLiner{0.6, 1e-9, 1.0, 1e-4, CompositeLiner::poor_contact}(0.3).value) / 3.56472e-8,
              1.0, 1e-5);
}

// Five defects of 1 cm2 per hectare below 0.3 m of head: half a millimetre a year in poor contact.
TEST(Liners, CompositeInMillimetresAYear) {
  auto leaks = [](double contact) {
    return 1000.0 * 365.25 * 86400.0 * CompositeLiner{0.6, 1e-9, 5e-4, 1e-4, contact}(0.3).value;
  };
  EXPECT_NEAR(leaks(CompositeLiner::poor_contact), 0.5625, 1e-3);
  EXPECT_NEAR(leaks(CompositeLiner::good_contact), 0.1027, 1e-3);
}

TEST(Liners, CompositeIsFarTighterThanItsPartsAlone) {
  const double composite = CompositeLiner{0.6, 1e-9, 5e-4, 1e-4, CompositeLiner::poor_contact}(1.0).value;
  EXPECT_LT(composite, 0.1 * ClayLiner({0.6, 1e-9})(1.0).value);
  EXPECT_LT(composite, 0.1 * GeomembraneLiner({5e-4, 1e-4})(1.0).value);
}

TEST(Percolation, WithoutALinerDrainsFreely) {
  const PondedPercolation law{1e-7, 10.0, 0.0, {}};
  EXPECT_DOUBLE_EQ(law(2.0), 1e-7 * 1.2);
}

TEST(Percolation, TailingsAndClayInSeriesShareTheHead) {
  // Two saturated layers: q = (d + T + t) / (T/k + t/kc).
  const PondedPercolation law{1e-7, 10.0, 0.0, {Liner::Kind::clay, 0.6, 1e-9, 0.0, 0.0, 0.0}};
  EXPECT_NEAR(law(2.0) / ((2.0 + 10.0 + 0.6) / (10.0 / 1e-7 + 0.6 / 1e-9)), 1.0, 1e-12);
}

TEST(Percolation, AnUnderdrainLeavesTheLinerItsShare) {
  const Liner liner{Liner::Kind::composite, 0.6, 1e-9, 5e-4, 1e-4, 0.21};
  const PondedPercolation law{1e-8, 10.0, 0.8, liner};
  EXPECT_NEAR(0.2 * law(2.0) / liner(law.head_on_liner(2.0)).value, 1.0, 1e-9);
}

TEST(Percolation, AThinTightLinerStillFindsItsHead) {
  for (double depth : {1e-9, 1e-3, 1.0, 30.0})
    for (auto kind : {Liner::Kind::clay, Liner::Kind::geomembrane, Liner::Kind::composite}) {
      const PondedPercolation law{1e-6, 0.0, 0.0, {kind, 0.5, 1e-11, 1e-4, 1e-6, 0.21}};
      const double head = law.head_on_liner(depth);
      EXPECT_GE(head, 0.0);
      EXPECT_LE(head, depth + PondedPercolation::least_thickness);
      if (head > 0.0) EXPECT_NEAR(law(depth) / law.liner(head).value, 1.0, 1e-6) << depth;
    }
}

TEST(Drainage, SolvesItsEquationAndHasItsDerivative) {
  const BrooksCoreyDrainage law{1e-7, 0.5, 2.0};
  const double w = 1.7, step = 1e-4;
  EXPECT_NEAR(law.d_rate(w) / ((law.rate(w + step) - law.rate(w - step)) / (2.0 * step)), 1.0, 1e-6);
  EXPECT_NEAR((w - law.remaining(w, 10.0)) / (10.0 * law.rate(w)), 1.0, 1e-5);
  // Two halves make a whole.
  EXPECT_NEAR(law.remaining(law.remaining(w, 0.5 * year), 0.5 * year), law.remaining(w, year), 1e-12);
  EXPECT_EQ(law.remaining(0.0, year), 0.0);
  const ExponentialDrainage exponential{3.0 * year};
  EXPECT_NEAR(exponential.remaining(w, 3.0 * year), w / M_E, 1e-12);
  EXPECT_DOUBLE_EQ(exponential.d_rate(), exponential.rate(1.0));
}

// Two metres of drainable water, k 1e-7 m/s, lambda 0.5: S^-6 grows by 6 k t / 2 m = 9.467 in a year.
TEST(Drainage, OfBrooksAndCoreyByHand) {
  EXPECT_EQ((BrooksCoreyDrainage{1e-7, 0.5, 2.0}.exponent()), 7.0);
  EXPECT_NEAR((BrooksCoreyDrainage{1e-7, 0.5, 2.0}.remaining(2.0, year)), 1.352252, 1e-6);
}

TEST(Deposits, AllSlurryWaterGoesSomewhere) {
  for (double solids : {0.2, 0.35, 0.6, 0.8, 0.9, 1.0}) {
    const DepositWater w = Deposit{solids, 2700.0, 0.6, 0.45}.water();
    EXPECT_NEAR(w.pore + w.excess + w.bleed, w.slurry, 1e-18 + 1e-14 * w.slurry);
    for (double part : {w.pore, w.excess, w.bleed}) EXPECT_GE(part, 0.0);
  }
  // Filtered tailings of porosity 0.45 hold 0.303 L of pores per kg and come with 0.25: nothing bleeds.
  const DepositWater filtered = Deposit{0.8, 2700.0, 0.45, 0.45}.water();
  EXPECT_EQ(filtered.bleed, 0.0);
  EXPECT_NEAR(filtered.pore, 0.25 / constants::water_density, 1e-15);
}

TEST(Leaching, ReleasesNoMoreThanThereIs) {
  const FirstOrderRelease release{0.1 / year};
  EXPECT_NEAR(release.released(5.0, 10.0 * year), 5.0 * (1.0 - 1.0 / M_E), 1e-12);
  EXPECT_LE(release.released(5.0, 1e30), 5.0);
  EXPECT_NEAR(release.released(5.0, 1.0) / release.per_time(5.0), 1.0, 1e-8);
  EXPECT_DOUBLE_EQ(release.d_per_time(), release.per_time(1.0));
}

/// A facility with every mechanism on.
Properties everything() {
  Properties p;
  p.name = "pit";
  p.area = 2e5;
  p.floor = 300.0;
  p.deposit = {0.35, 2700.0, 0.6, 0.45};
  const double density = p.deposit.dry_density();
  p.stages = {
      {0.0, 1e4 * density, 305.0}, {2.0 * year, 8e5 * density, 308.0}, {5.0 * year, 2e6 * density, 315.0}};
  p.consolidation_time = 0.5 * year;
  p.slimes_share = 0.4;
  p.slimes_conductivity = 1e-8;
  p.beach_conductivity = 1e-6;
  p.wet_beach = 0.3;
  p.retention = 0.3;
  p.lambda = 0.6;
  p.initial_pond = 3e4;
  p.process_water = 0.002;
  p.decant_capacity = 0.01;
  p.keep = 2e4;
  p.liner = {Liner::Kind::composite, 0.6, 1e-9, 5e-4, 1e-4, CompositeLiner::poor_contact};
  p.recovery = 0.5;
  p.drain_returns = true;
  p.closure = 6.0 * year;
  p.cover_infiltration = 0.1;
  p.cover_runoff = 0.3;
  p.species = {{"sulfate", 1.5, 2e-3, 3e-3, 1e-3, {0.05 / year}, {2.0}, 0.0, {}},
               {"radium",
                1e-9,
                1e-12,
                1e-12,
                0.0,
                {0.5 / year},
                {std::numeric_limits<double>::infinity()},
                1e-2 / year,
                {}}};
  return p;
}

struct Totals {
  double seepage = 0.0, overflow = 0.0;
};

Totals run(Facility& facility, double years, double step = 2.3 * day, Weather weather = {3e-8, 2e-8}) {
  Totals totals;
  for (double time = 0.0; time < years * year;) {
    // Wet and dry weeks.
    const bool wet = std::fmod(time / (7.0 * day), 2.0) < 1.0;
    const double length = std::min(step, facility.next_change(time) - time);
    facility.commit(
        facility.plan({time, length}, {wet ? 2.0 * weather.rain : 0.0, weather.potential_evaporation}));
    totals.seepage += facility.state().last.water.seepage;
    totals.overflow += facility.state().last.water.overflow;
    time += length;
    const State& s = facility.state();
    EXPECT_GE(s.pond, 0.0);
    EXPECT_GE(s.pores, 0.0);
    EXPECT_GE(s.excess, 0.0);
    for (const auto& store : s.solutes)
      for (double part : {store.pond, store.pores, store.soluble, store.exchangeable, store.immobile})
        EXPECT_GE(part, 0.0);
  }
  return totals;
}

TEST(TailingsFacility, BalancesToRoundingWithEverythingOn) {
  Facility facility(everything());
  const Totals totals = run(facility, 30.0);
  EXPECT_GT(totals.seepage, 0.0);
  ASSERT_EQ(facility.balances().size(), 3u);
  for (const auto& balance : facility.balances()) {
    EXPECT_LT(balance.relative_error(), 1e-12) << balance.substance;
    for (const auto& term : balance.terms)
      if (term.name != "decay" && term.name != "overflow")
        EXPECT_NE(term.total, 0.0) << balance.substance << " " << term.name;
  }
}

TEST(TailingsFacility, EachPartOfTheRunBalances) {
  Facility facility(everything());
  run(facility, 3.0);
  const Stored before = facility.state().stored();
  Moved moved;
  for (double time = 3.0 * year; time < 4.0 * year; time += 5.0 * day) {
    facility.commit(facility.plan({time, 5.0 * day}, {3e-8, 2e-8}));
    add(moved, facility.state().last);
  }
  for (const auto& balance : balances(facility.properties(), before, facility.state().stored(), moved)) {
    EXPECT_LT(balance.relative_error(), 1e-11) << balance.substance;
    EXPECT_GT(balance.came_in, 0.0);
  }
}

// Ammonium that becomes nitrate (Bateman's two members) in a facility that nothing enters and nothing leaves.
TEST(TailingsFacility, DecayProductsGrowInside) {
  Properties p = everything();
  p.stages = {{0.0, 1e5, 310.0}};
  p.process_water = p.decant_capacity = p.initial_pond = 0.0;
  p.retention = 0.99999;
  p.drain_time = 1e12 * year;
  p.closure = 0.0;
  const double parent = std::log(2.0) / (120.0 * day), daughter = std::log(2.0) / (300.0 * day);
  p.species = {{"ammonium", 0.0, 0.0, 0.0, 2e-3, {0.0}, {1.0}, parent, {{1, 3.44}}},
               {"nitrate", 0.0, 0.0, 0.0, 0.0, {0.0}, {1.0}, daughter, {}}};
  Facility facility(p);
  const double start = facility.state().solutes[0].immobile;
  run(facility, 365.0 / 365.25, day, {0.0, 0.0});
  const double a = std::exp(-parent * 365.0 * day), b = std::exp(-daughter * 365.0 * day);
  EXPECT_NEAR(facility.state().solutes[0].immobile / (start * a), 1.0, 1e-9);
  EXPECT_NEAR(facility.state().solutes[1].immobile / (3.44 * start * parent / (daughter - parent) * (a - b)),
              1.0, 1e-3);
  for (Size i : {1, 2}) EXPECT_LT(facility.balances()[i].relative_error(), 1e-12);
}

TEST(TailingsFacility, ReleasesNoMoreThanItsInventory) {
  Properties p = everything();
  for (auto& species : p.species) species.process_water = 0.0;
  p.species[0].release.rate = 10.0 / year;
  p.species[0].solubility.limit = std::numeric_limits<double>::infinity();
  Facility facility(p);
  run(facility, 200.0, 20.0 * day);
  const SoluteMoved& moved = facility.state().total.solutes[0];
  const double brought = facility.state().initial.solutes[0] + moved.solids,
               out = moved.seepage + moved.underdrain + moved.decant + moved.overflow;
  EXPECT_NEAR(brought, 2e6 * p.deposit.dry_density() * 6e-3, 1e-6 * brought);
  EXPECT_LE(out, brought * 5.0 / 6.0 * (1.0 + 1e-12));
  EXPECT_GT(out, 0.5 * brought);
}

TEST(TailingsFacility, ConcentrationDeclinesAfterClosure) {
  Properties p = everything();
  p.species[0].solubility.limit = std::numeric_limits<double>::infinity();
  Facility facility(p);
  run(facility, 10.0);
  double last = facility.pore_concentration(0);
  Facility later(p);
  run(later, 100.0, 10.0 * day);
  EXPECT_LT(later.pore_concentration(0), last);
}

TEST(TailingsFacility, OverflowsWhenRainExceedsWhatItCanHold) {
  Properties p = everything();
  p.decant_capacity = 0.0;
  p.stages = {{0.0, 1e4 * p.deposit.dry_density(), 301.0}};
  Facility facility(p);
  const Totals totals = run(facility, 1.0, day, {2e-7, 0.0});
  EXPECT_GT(totals.overflow, 0.0);
  EXPECT_LE(facility.pond_level(), 301.0 + 1e-9);
}

TEST(TailingsFacility, AStackKeepsNoWaterOnTop) {
  Properties p = everything();
  p.has_pond = false;
  p.wet_beach = 0.0;
  p.initial_pond = p.process_water = p.decant_capacity = 0.0;
  p.drain_returns = false;
  p.deposit = {0.85, 2700.0, 0.4, 0.4};  // 0.1765 L of water per kg in 0.2469 L of pores
  p.consolidation_time = 0.0;
  Facility facility(p);
  run(facility, 5.0);
  const Moved& moved = facility.state().total;
  EXPECT_EQ(facility.state().pond, 0.0);
  EXPECT_EQ(moved.water.evaporation, 0.0);
  // What rain does not go into the pores runs off.
  const double infiltrated = moved.water.rain - moved.water.overflow;
  EXPECT_GT(infiltrated, 0.0);
  EXPECT_NEAR((facility.state().water() - facility.state().initial.water + moved.water.seepage +
               moved.water.underdrain - moved.water.slurry) /
                  infiltrated,
              1.0, 1e-9);
}

TEST(TailingsFacility, KeepsNoPondWhenTheAirTakesIt) {
  Properties p = everything();
  p.species.clear();
  Facility facility(p);
  run(facility, 1.0, day, {0.0, 1e-6});
  EXPECT_LT(facility.state().pond, 1e4);
}

TEST(TailingsFacility, SeepsWhatInfiltratesThroughTheCoverInTheEnd) {
  Properties p = everything();
  p.liner = {};
  p.recovery = 0.0;
  Facility facility(p);
  run(facility, 150.0, 7.0 * day);
  const double before = facility.state().total.water.seepage, at = 150.0 * year;
  for (int week = 0; week < 520; ++week)
    facility.commit(facility.plan({at + week * 7.0 * day, 7.0 * day}, {3e-8, 2e-8}));
  const double seepage = (facility.state().total.water.seepage - before) / (520 * 7.0 * day);
  EXPECT_NEAR(seepage / (0.1 * 3e-8 * p.area), 1.0, 0.02);
}

TEST(TailingsFacility, APlanLeavesTheStateAlone) {
  Facility facility(everything());
  const double pond = facility.state().pond;
  const State planned = facility.plan({0.0, day}, {3e-8, 2e-8});
  EXPECT_NE(planned.pond, pond);
  EXPECT_EQ(facility.state().pond, pond);
  facility.commit(planned);
  EXPECT_EQ(facility.state().pond, planned.pond);
}

TEST(TailingsFacility, GoesOnFromASavedState) {
  Facility one(everything()), other(everything());
  run(one, 3.0);
  other.restore(one.state());
  const process::TimeStep step{3.0 * year, day};
  EXPECT_EQ(one.plan(step, {3e-8, 2e-8}).pond, other.plan(step, {3e-8, 2e-8}).pond);
}

TEST(TailingsFacility, DependsLittleOnTheLengthOfSteps) {
  Facility coarse(everything()), fine(everything());
  const double a = run(coarse, 8.0, 7.0 * day).seepage, b = run(fine, 8.0, 0.1 * day).seepage;
  EXPECT_NEAR(a / b, 1.0, 0.01);
}

TEST(TailingsFacility, DoesNothingBeforeItsFirstStage) {
  Properties p = everything();
  for (auto& stage : p.stages) stage.time += year;
  p.stages.front().solids = 0.0;
  p.initial_pond = 0.0;
  Facility facility(p);
  run(facility, 0.9);
  EXPECT_EQ(facility.state().water(), 0.0);
  EXPECT_EQ(facility.state().total.water.rain, 0.0);
  EXPECT_EQ(facility.next_change(0.0), year);
}

}  // namespace
}  // namespace entail::tailings
