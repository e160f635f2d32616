// Proof of a placement problem: all feasible plans, or outer approximation (see solvers.hpp).
#include <fmt/format.h>

#include "quantum/placement/feasible_plans.hpp"
#include "quantum/placement/outer_approximation.hpp"
#include "quantum/placement/routes.hpp"

namespace entail::placement {

namespace {

/// The root's proof on every rank.
Proof shared_proof(const Instance& instance, const Plan& start, const ProofOptions& options) {
  Proof proof;
  std::vector<double> facts(7);
  std::vector<std::int64_t> plan;
  instance.comm.on_root([&] {
    proof = prove(instance.problem, start, options);
    facts = {proof.energy,
             proof.bound,
             proof.relaxation,
             proof.optimal ? 1.0 : 0.0,
             static_cast<double>(proof.programs),
             static_cast<double>(proof.tangents),
             proof.infeasible ? 1.0 : 0.0};
    plan.assign(proof.best.begin(), proof.best.end());
  });
  instance.comm.broadcast(facts);
  instance.comm.broadcast(plan);
  proof.best.assign(plan.begin(), plan.end());
  proof.energy = facts[0];
  proof.bound = facts[1];
  proof.relaxation = facts[2];
  proof.optimal = facts[3] != 0.0;
  proof.programs = static_cast<int>(facts[4]);
  proof.tangents = static_cast<int>(facts[5]);
  proof.infeasible = facts[6] != 0.0;
  return proof;
}

Plan best_start(const Instance& instance, const PlanPool& pool) {
  return pool.empty() ? instance.greedy : pool.plans().front().plan;
}

void enumerate_plans(const Instance& instance, PlanPool& pool, MethodRow& row, PlacementSolution& solution) {
  const auto all = best_of_all_plans(instance.comm, instance.landscape, instance.options.n_plans);
  for (const auto& found : all.best) pool.add(found.bits, instance.landscape.energy(found.bits), row.method);
  row.incumbent = all.best.front().bits;
  row.energy = instance.landscape.energy(row.incumbent);
  row.how = fmt::format("all {} feasible plans of {:.0f} combinations", all.n_feasible,
                        n_combinations(instance.problem));
  solution.bound = row.energy;
  solution.bound_source = fmt::format("all {} feasible plans", all.n_feasible);
  solution.n_feasible = static_cast<double>(all.n_feasible);
  solution.proven = solution.all_proven = true;
}

}  // namespace

void run_exact(const Instance& instance, PlanPool& pool, MethodRow& row, PlacementSolution& solution) {
  row.feasible_share = 1.0;
  if (n_combinations(instance.problem) <= instance.options.most_enumerated)
    return enumerate_plans(instance, pool, row, solution);
  ProofOptions options;
  options.seconds = instance.options.seconds;
  const Proof proof = shared_proof(instance, best_start(instance, pool), options);
  pool.add(proof.best, instance.landscape.energy(proof.best), row.method);
  row.incumbent = proof.best;
  row.energy = proof.energy;
  row.how = fmt::format("{} programs with {} tangents; relaxation {:.8g}", proof.programs, proof.tangents,
                        proof.relaxation);
  solution.bound = proof.bound;
  solution.bound_source = "outer approximation (CBC)";
  solution.proven = proof.optimal;
}

void add_relaxed_bound(const Instance& instance, const PlanPool& pool, PlacementSolution& solution) {
  ProofOptions options;
  options.relaxation_only = true;
  const Proof proof = shared_proof(instance, best_start(instance, pool), options);
  solution.bound = proof.bound;
  solution.bound_source = "linear relaxation";
  solution.proven = proof.optimal;
}

}  // namespace entail::placement
