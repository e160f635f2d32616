#include <cmath>

#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/world_lines.hpp"

namespace entail::quantum {

namespace {

/// One slice of the world lines as a set of replicas.
struct SliceView {
  static constexpr int n_lanes = WorldLines::n_lanes;
  const WorldLines& lines;
  int slice;
  std::vector<double> energies() const { return lines.energies(slice); }
  std::vector<std::uint8_t> bits(int lane) const { return lines.bits(slice, lane); }
};

double root_mean_square_field(const IsingModel& model) {
  double squares = 0.0;
  for (const double h : model.fields) squares += h * h;
  for (const auto& term : model.couplings) squares += 2 * term.value * term.value;
  return std::sqrt(squares / std::max(1, model.n_spins()));
}

constexpr int sweeps_between_line_flips = 4;

}  // namespace

SearchResult path_integral_annealing(const Comm& comm, const IsingModel& model,
                                     const PathIntegralOptions& options, const SearchLimits& limits) {
  const FloatModel compact = float_model(model);
  const double beta = options.beta > 0 ? options.beta : beta_range(model).cold * options.slices / 2;
  const double strength = root_mean_square_field(model);
  const double start = options.transverse_field > 0 ? options.transverse_field
                       : strength > 0               ? 3 * strength
                                                    : 1.0;
  return run_batches(comm, model, limits, [&](std::uint64_t number, const std::function<bool()>& expired) {
    BatchResult result(limits.keep);
    WorldLines lines(compact, options.slices, limits.seed, number);
    double slice_sweeps = 0;
    for (int sweep = 0; sweep < limits.sweeps && !expired(); ++sweep) {
      lines.sweep(beta, start * (1.0 - (sweep + 0.5) / limits.sweeps));
      ++slice_sweeps;
      if ((sweep + 1) % sweeps_between_line_flips != 0) continue;
      lines.flip_lines(beta);
      ++slice_sweeps;
    }
    lines.descend();
    result.updates = slice_sweeps * options.slices * model.n_spins() * WorldLines::n_lanes;
    for (int k = 0; k < options.slices; ++k) collect(SliceView{lines, k}, model, limits, result);
    return result;
  });
}

}  // namespace entail::quantum
