/// Gaussian random fields in space that do not depend on the mesh, the order of evaluation or the ranks.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace entail {

/// Philox 4x32-10, the counter-based generator of Salmon et al. 2011 (doi:10.1145/2063384.2063405): four
/// random words for each counter and key.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// A field of mean 0 and variance 1 as a sum of plane waves with random directions, lengths and phases
/// (randomisation of the spectrum, Kraichnan 1970, doi:10.1063/1.1692799):
///
///   f(x) = sqrt(2 / N) sum_i cos(k_i . x + phi_i)
///
/// Wave vectors follow the spectral density of the covariance: normal for exp(-r^2), Cauchy for exp(-r), with
/// r the distance in correlation lengths.
class GaussianField {
 public:
  enum class Covariance { exponential, gaussian };

  /// `lengths` are the correlation lengths in x, y and z [m].
  GaussianField(Covariance covariance, std::array<double, 3> lengths, std::uint32_t seed, int n_waves = 1000);

  double operator()(double x, double y, double z) const;

 private:
  struct Wave {
    double kx, ky, kz, phase;
  };
  std::vector<Wave> waves_;
  double amplitude_;
};

}  // namespace entail
