#include "quantum/annealing/thermal.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "quantum/annealing/world_lines.hpp"
#include "quantum/statevector/host_work.hpp"

namespace entail::quantum {

namespace {

constexpr std::size_t n_lanes = WorldLines::n_lanes;

/// One observable in all batches: [batch][sample], each sample a mean over the lanes.
using Series = std::vector<std::vector<double>>;

/// Covariance at distance `lag`, averaged over the series.
double covariance(const Series& series, double mean, std::size_t lag) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto& values : series)
    for (std::size_t k = 0; k + lag < values.size(); ++k, ++count)
      sum += (values[k] - mean) * (values[k + lag] - mean);
  return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

/// Where the observables stand in a list: z, x, zz, cost, energy.
struct Layout {
  std::size_t n, m;
  std::size_t x() const { return n; }
  std::size_t zz() const { return 2 * n; }
  std::size_t cost() const { return 2 * n + m; }
  std::size_t energy() const { return 2 * n + m + 1; }
  std::size_t size() const { return 2 * n + m + 2; }
};

/// The mean over the lanes of each of the values [observable][lane].
std::vector<double> lane_means(const std::vector<double>& values) {
  std::vector<double> means;
  for (std::size_t first = 0; first < values.size(); first += n_lanes)
    means.push_back(std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                                    values.begin() + static_cast<std::ptrdiff_t>(first + n_lanes), 0.0) /
                    n_lanes);
  return means;
}

/// The observables at one moment, averaged over the lanes.
std::vector<double> observe(const WorldLines& lines, const IsingModel& model, const ThermalOptions& options) {
  const auto means = lines.means(model, options.beta, options.transverse_field);
  std::vector<double> values = lane_means(means.z);
  const auto x = lane_means(means.x), zz = lane_means(means.zz);
  double cost = model.offset;
  for (std::size_t i = 0; i < model.fields.size(); ++i) cost += model.fields[i] * values[i];
  for (std::size_t c = 0; c < zz.size(); ++c) cost += model.couplings[c].value * zz[c];
  values.insert(values.end(), x.begin(), x.end());
  values.insert(values.end(), zz.begin(), zz.end());
  values.push_back(cost);
  values.push_back(cost - options.transverse_field * std::accumulate(x.begin(), x.end(), 0.0));
  return values;
}

/// All samples of one batch: [sample][observable].
std::vector<double> run_batch(const FloatModel& compact, const IsingModel& model,
                              const ThermalOptions& options, std::uint64_t number) {
  WorldLines lines(compact, options.slices, options.seed, number);
  std::vector<double> samples;
  for (int sweep = 0; sweep < options.discarded + options.sweeps; ++sweep) {
    lines.heat_bath_sweep(options.beta, options.transverse_field);
    if (sweep < options.discarded) continue;
    const auto values = observe(lines, model, options);
    samples.insert(samples.end(), values.begin(), values.end());
  }
  return samples;
}

}  // namespace

Estimate estimate(const Series& series) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto& values : series) {
    sum += std::accumulate(values.begin(), values.end(), 0.0);
    count += values.size();
  }
  Estimate result;
  if (count == 0) return result;
  result.mean = sum / static_cast<double>(count);
  result.correlation_time = 0.5;
  const double variance = covariance(series, result.mean, 0);
  if (variance <= 0) return result;
  for (std::size_t lag = 1; lag < series[0].size(); ++lag) {
    result.correlation_time += covariance(series, result.mean, lag) / variance;
    if (static_cast<double>(lag) >= 6 * result.correlation_time) break;
  }
  result.correlation_time = std::max(result.correlation_time, 0.5);
  result.error = std::sqrt(2 * result.correlation_time * variance / static_cast<double>(count));
  return result;
}

ThermalResult thermal_expectation(const Comm& comm, const IsingModel& model, const ThermalOptions& options) {
  if (!(options.beta > 0) || !(options.transverse_field > 0))
    throw UsageError("thermal averages need a positive inverse temperature and a positive transverse field");
  const FloatModel compact = float_model(model);
  const Layout layout{model.fields.size(), model.couplings.size()};
  const std::size_t per_batch = layout.size() * static_cast<std::size_t>(options.sweeps);
  require_memory(comm, sizeof(double) * static_cast<double>(per_batch) * options.batches,
                 fmt::format("the samples of {} sweeps", options.sweeps), "use fewer sweeps or batches");
  std::vector<std::vector<double>> batches(static_cast<std::size_t>(options.batches));
  for_each_item("entail::thermal::batches", options.batches, [&](int, std::int64_t b) {
    if (b % comm.size() == comm.rank())
      batches[static_cast<std::size_t>(b)] =
          run_batch(compact, model, options, static_cast<std::uint64_t>(b));
  });
  for (std::size_t b = 0; b < batches.size(); ++b) {
    batches[b].resize(per_batch);
    constexpr std::size_t chunk = std::size_t{1} << 28;
    for (std::size_t done = 0; done < per_batch; done += chunk)
      MPI_Bcast(batches[b].data() + done, static_cast<int>(std::min(chunk, per_batch - done)), MPI_DOUBLE,
                static_cast<int>(b) % comm.size(), comm.handle());
  }
  const auto estimate_of = [&](std::size_t observable) {
    Series series;
    for (const auto& batch : batches) {
      auto& values = series.emplace_back();
      for (std::size_t sample = 0; sample < static_cast<std::size_t>(options.sweeps); ++sample)
        values.push_back(batch[sample * layout.size() + observable]);
    }
    return estimate(series);
  };
  ThermalResult result;
  for (std::size_t i = 0; i < layout.n; ++i) {
    result.z.push_back(estimate_of(i));
    result.x.push_back(estimate_of(layout.x() + i));
  }
  for (std::size_t c = 0; c < layout.m; ++c) result.zz.push_back(estimate_of(layout.zz() + c));
  result.cost = estimate_of(layout.cost());
  result.energy = estimate_of(layout.energy());
  return result;
}

}  // namespace entail::quantum
