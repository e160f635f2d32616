#include "study/place_resimulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/log.hpp"
#include "solve/petsc.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// A part of the ranks.
class Group {
 public:
  Group(const Comm& comm, int n_groups) : number_(comm.rank() * n_groups / comm.size()) {
    MPI_Comm_split(comm.handle(), number_, comm.rank(), &handle_);
  }
  ~Group() { MPI_Comm_free(&handle_); }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  int number() const { return number_; }
  Comm comm() const { return Comm(handle_); }

 private:
  int number_;
  MPI_Comm handle_ = MPI_COMM_NULL;
};

/// Adds the plan's options to the deck and the sites as its facilities.
void build(const PlacementDesign& design, const PlacementChoice& choice, const placement::Plan& plan,
           Inputs& inputs, Domain& domain) {
  for (Size v = 0; v < plan.size(); ++v) {
    if (!plan[v]) continue;
    const Size site = design.options[choice.variables[v]].site;
    inputs.deck.facilities.push_back(choice.facilities[v]);
    inputs.facilities.push_back(inputs.candidates[site]);
    inputs.facilities.back().name = choice.facilities[v].name;
    Site on_mesh = domain.candidates[site];
    on_mesh.name = choice.facilities[v].name;
    on_mesh.kind = "facility";
    domain.facilities.push_back(std::move(on_mesh));
  }
}

/// All values in a row and back.
std::vector<double> flat(const ReceptorSeries& series) {
  std::vector<double> values;
  for (const auto& contaminant : series)
    for (const auto& receptor : contaminant) values.insert(values.end(), receptor.begin(), receptor.end());
  return values;
}

ReceptorSeries series_of(const std::vector<double>& values, Size first, Size n_contaminants, Size n_receptors,
                         Size n_times) {
  ReceptorSeries series(n_contaminants, std::vector<std::vector<double>>(n_receptors));
  for (auto& contaminant : series)
    for (auto& receptor : contaminant) {
      receptor.assign(values.begin() + static_cast<std::ptrdiff_t>(first),
                      values.begin() + static_cast<std::ptrdiff_t>(first + n_times));
      first += n_times;
    }
  return series;
}

void evaluate(const deck::Deck& deck, const PlacementChoice& choice,
              const std::vector<std::string>& receptors, Resimulated& plan) {
  for (const auto& series : plan.seen) plan.water.push_back(damage_of(deck, receptors, series));
  placement::PlacementProblem dry = choice.problem;
  dry.receptors.clear();
  const double rest = placement::accounts_of(dry, plan.plan).energy, price = choice.problem.weights.water;
  const auto n = static_cast<double>(plan.water.size());
  plan.energy = rest + price * std::accumulate(plan.water.begin(), plan.water.end(), 0.0) / n;
  std::vector<double> sorted = plan.water;
  std::sort(sorted.rbegin(), sorted.rend());
  const auto worst = static_cast<Size>(std::max(1.0, std::floor(0.2 * n + 1e-9)));
  plan.tail_energy =
      rest + price *
                 std::accumulate(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(worst), 0.0) /
                 static_cast<double>(worst);
  plan.exceedance.assign(deck.contaminants.size(), std::vector<double>(receptors.size(), 0.0));
  for (const auto& series : plan.seen)
    for (Size c = 0; c < series.size(); ++c)
      for (Size r = 0; deck.contaminants[c].limit && r < receptors.size(); ++r)
        if (*std::max_element(series[c][r].begin(), series[c][r].end()) > *deck.contaminants[c].limit)
          plan.exceedance[c][r] += 1.0 / n;
}

}  // namespace

std::vector<Resimulated> resimulate(const Comm& comm, const std::vector<Inputs>& cases, Domain domain,
                                    const PlacementDesign& design, const PlacementChoice& choice,
                                    const std::vector<placement::Plan>& plans) {
  const solve::PetscSession session("");  // of all ranks, shared by the runs of their parts
  const Size n_jobs = plans.size() * cases.size();
  const int n_groups = static_cast<int>(std::min<Size>(n_jobs, static_cast<Size>(comm.size())));
  std::vector<Resimulated> results(plans.size());
  if (n_jobs == 0) return results;
  share_surface(comm, domain);
  const Size n_contaminants = cases.front().deck.contaminants.size(), n_receptors = domain.receptors.size(),
             n_times = choice.times.size(), length = n_contaminants * n_receptors * n_times;
  std::vector<double> values(n_jobs * length, 0.0);
  comm.agree([&] {
    const Group group(comm, n_groups);
    const Comm own = group.comm();
    for (Size job = static_cast<Size>(group.number()); job < n_jobs; job += static_cast<Size>(n_groups)) {
      const Size plan = job / cases.size(), member = job % cases.size();
      const auto begun = std::chrono::steady_clock::now();
      Inputs inputs = cases[member];
      Domain with_plan = domain;
      if (!own.is_root()) with_plan.surface.reset();
      build(design, choice, plans[plan], inputs, with_plan);
      const auto series = flat(simulate_case(own, inputs, with_plan));
      if (own.is_root())
        std::copy(series.begin(), series.end(), values.begin() + static_cast<std::ptrdiff_t>(job * length));
      log::info("  plan {} of {}, member {} of {}: {:.0f} s", plan + 1, plans.size(), member + 1,
                cases.size(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    }
  });
  comm.sum(values);
  std::vector<std::string> names;
  for (const auto& receptor : domain.receptors) names.push_back(receptor.name);
  double best = 0.0;
  for (Size p = 0; p < plans.size(); ++p) {
    results[p].plan = plans[p];
    for (Size m = 0; m < cases.size(); ++m)
      results[p].seen.push_back(
          series_of(values, (p * cases.size() + m) * length, n_contaminants, n_receptors, n_times));
    evaluate(cases.front().deck, choice, names, results[p]);
    best = p == 0 ? results[p].energy : std::min(best, results[p].energy);
  }
  for (auto& result : results) result.regret = result.energy - best;
  return results;
}

Size recommended(const std::vector<Resimulated>& plans) {
  Size best = 0;
  for (Size p = 1; p < plans.size(); ++p)
    if (plans[p].energy < plans[best].energy) best = p;
  return best;
}

}  // namespace entail::study
