#include "quantum/solve/emulations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/memory.hpp"
#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/schroedinger.hpp"
#include "quantum/exact/diagonalisation.hpp"
#include "quantum/ising/descent.hpp"
#include "quantum/qaoa/angles.hpp"
#include "quantum/qaoa/one_layer.hpp"
#include "quantum/qaoa/optimise.hpp"
#include "quantum/statevector/observables.hpp"
#include "quantum/statevector/sampling.hpp"

namespace entail::quantum {

namespace {

constexpr int most_slices = 100'000;     ///< of those chosen for a temperature
constexpr int most_steps = 100'000'000;  ///< of those chosen for a duration

/// Adds where descent leads from each solution, with a count of 0, and says what the best was without.
void add_descents(const Task& task, SolveReport& report) {
  const Qubo qubo = to_qubo(task.problem.model);
  SolutionPool pool(static_cast<std::size_t>(task.options.keep));
  const double of_shots = report.solutions.front().energy;
  for (const auto& solution : report.solutions) pool.add(solution);
  for (const auto& solution : report.solutions) {
    const auto bits = descended(qubo, solution.bits);
    pool.add({energy(task.problem.model, bits), bits, 0});
  }
  report.solutions = pool.solutions();
  report.details.emplace_back("best of the shots", fmt::format("{:.10g}", task.problem.value_of(of_shots)));
}

/// Samples as solutions, the feasible ones first where there are constraints; elsewhere also what is lower
/// beside them.
void add_samples(const Task& task, const std::vector<std::vector<std::uint8_t>>& samples,
                 SolveReport& report) {
  SolutionPool feasible(static_cast<std::size_t>(task.options.keep)), others = feasible;
  std::int64_t n_feasible = 0;
  for (const auto& bits : samples) {
    const bool meets = task.is_feasible(bits);
    n_feasible += meets;
    (meets ? feasible : others).add({energy(task.problem.model, bits), bits, 1});
  }
  report.solutions = feasible.solutions();
  report.solutions.insert(report.solutions.end(), others.solutions().begin(), others.solutions().end());
  if (report.solutions.size() > static_cast<std::size_t>(task.options.keep))
    report.solutions.resize(static_cast<std::size_t>(task.options.keep));
  if (task.constrained())
    report.feasible_share = static_cast<double>(n_feasible) / static_cast<double>(samples.size());
  report.details.emplace_back("shots", fmt::format("{}", samples.size()));
  if (!task.constrained()) add_descents(task, report);
}

/// The probabilities of a warm start around a configuration that simulated annealing finds.
std::vector<double> warm_start(const Task& task) {
  SearchLimits limits;
  limits.seed = task.options.seed;
  limits.batches = 1;
  limits.sweeps = 100;
  const auto& model = task.problem.model;
  const auto found = simulated_annealing(task.comm, model, beta_range(model), limits);
  std::vector<double> start;
  for (const auto bit : found.solutions.front().bits)
    start.push_back(bit ? 1 - task.options.warm_start : task.options.warm_start);
  return start;
}

std::unique_ptr<Ansatz> ansatz_of(const Task& task) {
  const SolveOptions& options = task.options;
  AnsatzOptions ansatz;
  ansatz.mixer = options.mixer == "x"         ? MixerKind::x
                 : options.mixer == "xy-ring" ? MixerKind::xy_ring
                                              : MixerKind::xy_complete;
  ansatz.groups = task.groups;
  ansatz.weight = options.ones;
  ansatz.gradients = options.optimise;
  ansatz.single_precision = options.single_precision;
  if (options.warm_start > 0) ansatz.start = warm_start(task);
  return make_ansatz(task.comm, task.problem.model, ansatz);
}

/// Optimises; with INTERP layer by layer, each from the angles of the one before.
OptimisedAngles optimised(const Task& task, Ansatz& ansatz, const LayerAngles& start) {
  const SolveOptions& options = task.options;
  OptimiseOptions how;
  how.most_evaluations = options.evaluations;
  how.fraction = options.risk_fraction;
  how.seconds = options.seconds;
  how.tolerance = 1e-5;
  double told = 0.0;
  how.improved = [&](double value, int evaluation) {
    // Steps of less than a thousandth are not worth a line.
    if (evaluation > 1 && std::abs(value - told) < 1e-3 * std::abs(value)) return;
    told = value;
    log::info("evaluation {:4}  {} {} {:.10g}", evaluation,
              options.risk_fraction < 1 ? "risk of" : "expected", task.problem.value_name,
              task.problem.value_of(value));
  };
  if (options.angles != "interp") return optimise(ansatz, start, how);
  OptimisedAngles best;
  LayerAngles angles = starting_angles(task.problem.model, 1);
  int evaluations = 0;
  for (int layer = 1; layer <= options.layers; ++layer) {
    best = optimise(ansatz, angles, how);
    evaluations += best.evaluations;
    if (layer < options.layers) angles = interpolated(best.angles);
  }
  best.evaluations = evaluations;
  return best;
}

Schedule schedule_of(const Task& task, double scale) {
  const std::string& path = task.options.schedule;
  if (path.empty()) return linear_schedule(scale);
  std::ifstream file(path);
  if (!file) throw DataError(path + ": cannot be opened");
  std::vector<SchedulePoint> points;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos || line[0] == '#') continue;
    std::istringstream words(line);
    SchedulePoint point{};
    std::string rest;
    if (!(words >> point.s >> point.transverse >> point.cost) || words >> rest ||
        !std::isfinite(point.transverse) || !std::isfinite(point.cost))
      throw DataError(fmt::format("{}:{}: expected three numbers: s, transverse field, cost", path, number));
    points.push_back(point);
  }
  try {
    return tabulated_schedule(std::move(points));
  } catch (const UsageError& error) {
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
}

template <class Real>
void anneal_state(const Task& task, SolveReport& report) {
  const IsingModel& model = task.problem.model;
  const SolveOptions& options = task.options;
  const double strength = coefficient_strength(model),
               scale = options.field > 0 ? options.field : 2 * strength;
  const double duration = options.duration > 0 ? options.duration : 20 / strength;
  const bool krylov = options.integrator == "krylov";
  // Trotter steps of a tenth of the fastest local turn; Krylov steps of four times as much.
  const double needed = std::max(1.0, std::ceil(duration * (scale + strength) * (krylov ? 1 : 4)));
  if (options.steps == 0 && needed > most_steps)
    throw UsageError(
        fmt::format("--duration {:.6g} would take {:.3g} steps; at most {} are chosen: give --steps",
                    duration, needed, most_steps));
  const int steps = options.steps > 0 ? options.steps : static_cast<int>(needed);
  const Schedule schedule = schedule_of(task, scale);
  StateVector<Real> state(task.comm, model.n_spins());
  const CostDiagonal<Real> cost(state, model);
  state.set_plus();
  if (krylov) {
    const auto applied =
        anneal_krylov(state, cost, schedule, duration, steps, sizeof(Real) == 8 ? 1e-10 : 1e-5);
    report.details.emplace_back("applications of H", fmt::format("{}", applied));
  } else {
    anneal_trotter(state, cost, schedule, duration, steps);
  }
  report.expectation = expectation(state, cost);
  report.details.emplace_back("duration",
                              fmt::format("{:.6g} in {} steps ({})", duration, steps, options.integrator));
  std::vector<std::vector<std::uint8_t>> samples;
  for (const auto configuration : sample(state, options.shots, options.seed))
    samples.push_back(bits_of_state(configuration, model.n_spins()));
  add_samples(task, samples, report);
}

}  // namespace

bool Task::is_feasible(const std::vector<std::uint8_t>& bits) const {
  for (const auto& group : groups) {
    int count = 0;
    for (const int v : group) count += bits[static_cast<std::size_t>(v)];
    if (count != 1) return false;
  }
  return options.ones < 0 || std::accumulate(bits.begin(), bits.end(), 0) == options.ones;
}

double Task::slack() const {
  const auto range = energy_range(problem.model);
  return 1e-12 * (range.high - range.low);
}

void run_qaoa(const Task& task, SolveReport& report) {
  const SolveOptions& options = task.options;
  const IsingModel& model = task.problem.model;
  const auto ansatz = ansatz_of(task);
  log::info("{}", ansatz->describe());
  report.details.emplace_back("emulation", ansatz->describe());
  LayerAngles angles =
      options.angles == "ramp" ? linear_ramp(model, options.layers) : starting_angles(model, options.layers);
  if (options.optimise) {
    const auto best = optimised(task, *ansatz, angles);
    angles = best.angles;
    report.details.emplace_back("gradient evaluations", fmt::format("{}", best.evaluations));
  }
  ansatz->prepare(angles);
  report.angles = angles;
  report.expectation = ansatz->expectation();
  add_samples(task, ansatz->sample(options.shots, options.seed), report);
}

void run_recursive_qaoa(const Task& task, SolveReport& report) {
  const auto result = recursive_qaoa(task.problem.model, task.options.cutoff);
  report.solutions = {result.solution};
  if (result.rounds > 0) report.expectation = result.one_layer_energy;
  report.details.emplace_back("rounds", fmt::format("{}", result.rounds));
  if (task.constrained()) report.feasible_share = task.is_feasible(result.solution.bits) ? 1.0 : 0.0;
}

void run_schroedinger(const Task& task, SolveReport& report) {
  task.options.single_precision ? anneal_state<float>(task, report) : anneal_state<double>(task, report);
}

void run_thermal(const Task& task, SolveReport& report) {
  const SolveOptions& options = task.options;
  const IsingModel& model = task.problem.model;
  ThermalOptions how;
  how.beta = options.beta;
  how.transverse_field = options.field;
  const double turn = options.beta * std::max(options.field, coefficient_strength(model));
  const double slices = std::max(16.0, std::ceil(16 * turn));
  if (options.slices == 0 && slices > most_slices)
    throw UsageError(fmt::format(
        "--beta {} would take {:.3g} Trotter slices, for coefficients of about {:.3g} and --field {}; "
        "at most {} are chosen: lower --beta, or give --slices",
        options.beta, slices, coefficient_strength(model), options.field, most_slices));
  how.slices = options.slices > 0 ? options.slices : static_cast<int>(slices);
  how.sweeps = options.sweeps;
  how.discarded = options.sweeps / 4;
  if (options.batches > 0) how.batches = static_cast<int>(std::min<std::int64_t>(options.batches, 10000));
  how.seed = options.seed;
  report.thermal = thermal_expectation(task.comm, model, how);
  report.details.emplace_back("correlation time of <H>",
                              fmt::format("{:.2f} sweeps", report.thermal->energy.correlation_time));
  report.details.emplace_back("Trotter step",
                              fmt::format("beta / slices = {:.4g}", options.beta / how.slices));
  if (model.n_spins() > 10) return;
  const auto exact = exact_averages(task.comm, model, options.field, options.beta);
  report.details.emplace_back("exact <H>", fmt::format("{:.6f}", exact.energy));
  report.details.emplace_back("exact <C>", fmt::format("{:.6f}", exact.cost));
}

}  // namespace entail::quantum
