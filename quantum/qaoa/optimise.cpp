#include "quantum/qaoa/optimise.hpp"

#include <chrono>
#include <nlopt.hpp>

#include "base/error.hpp"
#include "quantum/qaoa/angles.hpp"

namespace entail::quantum {

namespace {

/// The optimiser works on gamma times the strength of the coefficients and on the cost per spin divided by
/// it: then all variables and the value are of order 1, whatever the units of the problem.
class Scaling {
 public:
  explicit Scaling(const IsingModel& model)
      : strength_(coefficient_strength(model)), offset_(model.offset), n_(model.n_spins()) {}

  LayerAngles angles(const std::vector<double>& x) const {
    const auto p = static_cast<std::ptrdiff_t>(x.size() / 2);
    LayerAngles angles{{x.begin(), x.begin() + p}, {x.begin() + p, x.end()}};
    for (auto& gamma : angles.gamma) gamma /= strength_;
    return angles;
  }
  std::vector<double> variables(const LayerAngles& angles) const {
    std::vector<double> x = angles.gamma;
    for (auto& gamma : x) gamma *= strength_;
    x.insert(x.end(), angles.beta.begin(), angles.beta.end());
    return x;
  }
  double value(double cost) const { return (cost - offset_) / (n_ * strength_); }
  std::vector<double> gradient(const LayerGradient& gradient) const {
    std::vector<double> result;
    for (const double g : gradient.gamma) result.push_back(g / (n_ * strength_ * strength_));
    for (const double b : gradient.beta) result.push_back(b / (n_ * strength_));
    return result;
  }

 private:
  double strength_, offset_;
  int n_;
};

/// The objective as NLopt calls it, and the best it has seen.
class Objective {
 public:
  Objective(Ansatz& ansatz, const OptimiseOptions& options, const Scaling& scaling)
      : ansatz_(ansatz), options_(options), scaling_(scaling) {}

  double operator()(const std::vector<double>& x, std::vector<double>& gradient) {
    const LayerAngles angles = scaling_.angles(x);
    CostObservable observable;
    if (options_.fraction < 1.0) {
      // The threshold may be held fixed in the derivative: the value is stationary in it.
      ansatz_.prepare(angles);
      observable = {ansatz_.quantile(options_.fraction), options_.fraction};
    }
    const LayerGradient result = ansatz_.gradient(angles, observable);
    if (!gradient.empty()) gradient = scaling_.gradient(result);
    ++best_.evaluations;
    if (best_.evaluations == 1 || result.value < best_.value) {
      best_.value = result.value;
      best_.angles = angles;
      if (options_.improved) options_.improved(result.value, best_.evaluations);
    }
    return scaling_.value(result.value);
  }

  const OptimisedAngles& best() const { return best_; }

  static double call(const std::vector<double>& x, std::vector<double>& gradient, void* self) {
    return (*static_cast<Objective*>(self))(x, gradient);
  }

 private:
  Ansatz& ansatz_;
  const OptimiseOptions& options_;
  const Scaling& scaling_;
  OptimisedAngles best_;
};

}  // namespace

OptimisedAngles optimise(Ansatz& ansatz, const LayerAngles& start, const OptimiseOptions& options) {
  if (!(options.fraction > 0 && options.fraction <= 1))
    throw UsageError("the fraction of the conditional value at risk lies above 0 and up to 1");
  const Scaling scaling(ansatz.model());
  Objective objective(ansatz, options, scaling);
  std::vector<double> x = scaling.variables(start);
  nlopt::opt solver(nlopt::LD_LBFGS, static_cast<unsigned>(x.size()));
  solver.set_min_objective(&Objective::call, &objective);
  solver.set_maxeval(options.most_evaluations);
  solver.set_ftol_rel(options.tolerance);
  solver.set_xtol_rel(options.tolerance);
  if (options.seconds > 0) solver.set_maxtime(options.seconds);
  double value = 0.0;
  try {
    solver.optimize(x, value);
  } catch (const nlopt::roundoff_limited&) {
    // As good as the arithmetic allows; the best point is kept.
  } catch (const std::runtime_error&) {
    // L-BFGS gives up where a line search finds nothing lower: the best point is kept likewise.
    if (objective.best().evaluations == 0) throw;
  }
  return objective.best();
}

std::string nlopt_version() {
  int major = 0, minor = 0, patch = 0;
  nlopt::version(major, minor, patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace entail::quantum
