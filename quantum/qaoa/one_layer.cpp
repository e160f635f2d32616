#include "quantum/qaoa/one_layer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "quantum/qaoa/angles.hpp"

namespace entail::quantum {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// The factors of the closed form that depend on gamma alone.
struct GammaFactors {
  std::vector<double> z;                           ///< <Z_i> / sin 2b
  std::vector<double> zz_sine;                     ///< the factor of 1/2 sin 4b
  std::vector<double> zz_squares;                  ///< the factor of -1/2 sin^2 2b
  double linear = 0.0, sine = 0.0, squares = 0.0;  ///< their sums with the coefficients

  double energy(double beta) const {
    const double s = std::sin(2 * beta);
    return linear * s + 0.5 * sine * std::sin(4 * beta) - 0.5 * squares * s * s;
  }
};

class ClosedForm {
 public:
  /// The neighbours of each spin must rise, as those of make_ising do.
  explicit ClosedForm(const IsingModel& model) : model_(model), neighbours_(neighbours_of(model)) {}

  GammaFactors factors(double gamma) const {
    GammaFactors f;
    const auto& h = model_.fields;
    std::vector<double> product(h.size(), 1.0);
    for (int i = 0; i < model_.n_spins(); ++i) {
      for (int k = neighbours_.first[at(i)]; k < neighbours_.first[at(i + 1)]; ++k)
        product[at(i)] *= std::cos(2 * gamma * neighbours_.value[at(k)]);
      f.z.push_back(std::sin(2 * gamma * h[at(i)]) * product[at(i)]);
      f.linear += h[at(i)] * f.z.back();
    }
    for (const auto& [i, j, coupling] : model_.couplings) {
      const Products p = products(i, j, gamma);
      const double sine = std::sin(2 * gamma * coupling) * (std::cos(2 * gamma * h[at(i)]) * p.first +
                                                            std::cos(2 * gamma * h[at(j)]) * p.second);
      const double squares = std::cos(2 * gamma * (h[at(i)] + h[at(j)])) * p.sum -
                             std::cos(2 * gamma * (h[at(i)] - h[at(j)])) * p.difference;
      f.zz_sine.push_back(sine);
      f.zz_squares.push_back(squares);
      f.sine += coupling * sine;
      f.squares += coupling * squares;
    }
    return f;
  }

 private:
  struct Products {
    double first = 1.0, second = 1.0, sum = 1.0, difference = 1.0;
  };

  /// The products over all spins but i and j, along both lists of neighbours at once.
  Products products(int i, int j, double gamma) const {
    Products p;
    int a = neighbours_.first[at(i)], b = neighbours_.first[at(j)];
    const int a_end = neighbours_.first[at(i + 1)], b_end = neighbours_.first[at(j + 1)];
    while (a < a_end || b < b_end) {
      const int spin_a = a < a_end ? neighbours_.spin[at(a)] : model_.n_spins();
      const int spin_b = b < b_end ? neighbours_.spin[at(b)] : model_.n_spins();
      const int spin = std::min(spin_a, spin_b);
      const double to_i = spin_a == spin ? neighbours_.value[at(a++)] : 0.0;
      const double to_j = spin_b == spin ? neighbours_.value[at(b++)] : 0.0;
      if (spin == i || spin == j) continue;
      const double cos_i = std::cos(2 * gamma * to_i), cos_j = std::cos(2 * gamma * to_j);
      p.first *= cos_i;
      p.second *= cos_j;
      // cos(x + y) and cos(x - y); sines are needed for common neighbours only.
      const double sines =
          to_i != 0 && to_j != 0 ? std::sin(2 * gamma * to_i) * std::sin(2 * gamma * to_j) : 0.0;
      p.sum *= cos_i * cos_j - sines;
      p.difference *= cos_i * cos_j + sines;
    }
    return p;
  }

  const IsingModel& model_;
  Neighbours neighbours_;
};

/// The beta with the lowest energy for the factors: 64 starts on a period, Newton steps from the best.
double best_beta(const GammaFactors& f) {
  double best = 0.0;
  for (int k = 0; k < 64; ++k) {
    const double beta = (k / 64.0 - 0.5) * std::numbers::pi;
    if (f.energy(beta) < f.energy(best)) best = beta;
  }
  for (int step = 0; step < 8; ++step) {
    const double slope =
        2 * f.linear * std::cos(2 * best) + 2 * f.sine * std::cos(4 * best) - f.squares * std::sin(4 * best);
    const double curvature = -4 * f.linear * std::sin(2 * best) - 8 * f.sine * std::sin(4 * best) -
                             4 * f.squares * std::cos(4 * best);
    if (curvature <= 0 || std::abs(slope / curvature) > 0.1) break;
    best -= slope / curvature;
  }
  return best;
}

OneLayer at_angles(const IsingModel& model, const GammaFactors& f, double gamma, double beta) {
  OneLayer result{gamma, beta, model.offset + f.energy(beta), f.z, f.zz_sine};
  const double s = std::sin(2 * beta), s4 = std::sin(4 * beta);
  for (auto& z : result.z) z *= s;
  for (std::size_t c = 0; c < result.zz.size(); ++c)
    result.zz[c] = 0.5 * s4 * f.zz_sine[c] - 0.5 * s * s * f.zz_squares[c];
  return result;
}

/// The lowest point of `energy_at` in [low, high] by golden sections.
template <class Energy>
double golden_section(const Energy& energy_at, double low, double high, int steps) {
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  double a = high - ratio * (high - low), b = low + ratio * (high - low);
  double at_a = energy_at(a), at_b = energy_at(b);
  for (int step = 0; step < steps; ++step) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      at_a = energy_at(a = high - ratio * (high - low));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      at_b = energy_at(b = low + ratio * (high - low));
    }
  }
  return at_a < at_b ? a : b;
}

}  // namespace

OneLayer one_layer(const IsingModel& model, double gamma, double beta) {
  return at_angles(model, ClosedForm(model).factors(gamma), gamma, beta);
}

OneLayer best_one_layer(const IsingModel& model, double gamma_guess) {
  const ClosedForm form(model);
  const auto energy_at = [&](double gamma) {
    const GammaFactors f = form.factors(gamma);
    return f.energy(best_beta(f));
  };
  const double step = 0.1 / coefficient_strength(model);
  double middle = gamma_guess;
  if (gamma_guess == 0.0) {
    // Negating both angles changes nothing, so one sign of gamma suffices.
    double lowest = 0.0;
    for (int k = 1; k <= 16; ++k) {
      const double value = energy_at(-k * step);
      if (value >= lowest) continue;
      lowest = value;
      middle = -k * step;
    }
  }
  const double gamma = golden_section(energy_at, middle - step, middle + step, gamma_guess == 0.0 ? 30 : 10);
  const GammaFactors f = form.factors(gamma);
  return at_angles(model, f, gamma, best_beta(f));
}

}  // namespace entail::quantum
