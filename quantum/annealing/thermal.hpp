/// Thermal expectation values of H = C - Gamma sum X at inverse temperature beta by path-integral Monte
/// Carlo, with error bars that take the autocorrelation of the samples into account.
#pragma once

#include "base/parallel.hpp"
#include "quantum/ising/ising_model.hpp"

namespace entail::quantum {

/// A mean and its standard error.
struct Estimate {
  double mean = 0.0;
  double error = 0.0;
  double correlation_time = 0.0;  ///< integrated, in samples; 1/2 for independent ones
};

/// The mean of several independent series of one length. The integrated autocorrelation time is summed up to
/// the first window of six times itself (Madras & Sokal 1988, doi:10.1007/BF01022990).
Estimate estimate(const std::vector<std::vector<double>>& series);

struct ThermalOptions {
  double beta = 1.0;
  double transverse_field = 1.0;
  int slices = 64;  ///< the Trotter error falls with the square of beta / slices
  int sweeps = 4000;
  int discarded = 1000;  ///< sweeps before the first sample
  int batches = 4;       ///< of 16 independent replicas
  std::uint64_t seed = 1;
};

struct ThermalResult {
  Estimate energy;             ///< <H>, the model's offset included
  Estimate cost;               ///< <C> likewise
  std::vector<Estimate> z, x;  ///< by spin
  std::vector<Estimate> zz;    ///< by coupling of the model
};

/// Throws UsageError when beta or the transverse field is not positive. Collective.
ThermalResult thermal_expectation(const Comm& comm, const IsingModel& model, const ThermalOptions& options);

}  // namespace entail::quantum
