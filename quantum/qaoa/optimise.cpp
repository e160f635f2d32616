#include "quantum/qaoa/optimise.hpp"

#include <chrono>
#include <nlopt.hpp>

#include "base/error.hpp"

namespace entail::quantum {

namespace {

LayerAngles angles_of(const std::vector<double>& x) {
  const auto p = static_cast<std::ptrdiff_t>(x.size() / 2);
  return {{x.begin(), x.begin() + p}, {x.begin() + p, x.end()}};
}

std::vector<double> vector_of(const LayerAngles& angles) {
  std::vector<double> x = angles.gamma;
  x.insert(x.end(), angles.beta.begin(), angles.beta.end());
  return x;
}

/// The objective as NLopt calls it, and the best it has seen.
class Objective {
 public:
  Objective(Ansatz& ansatz, const OptimiseOptions& options) : ansatz_(ansatz), options_(options) {}

  double operator()(const std::vector<double>& x, std::vector<double>& gradient) {
    const LayerAngles angles = angles_of(x);
    CostObservable observable;
    if (options_.fraction < 1.0) {
      // The threshold may be held fixed in the derivative: the value is stationary in it.
      ansatz_.prepare(angles);
      observable = {ansatz_.quantile(options_.fraction), options_.fraction};
    }
    const LayerGradient result = ansatz_.gradient(angles, observable);
    if (!gradient.empty()) {
      gradient = result.gamma;
      gradient.insert(gradient.end(), result.beta.begin(), result.beta.end());
    }
    ++best_.evaluations;
    if (best_.evaluations == 1 || result.value < best_.value) {
      best_.value = result.value;
      best_.angles = angles;
      if (options_.improved) options_.improved(result.value, best_.evaluations);
    }
    return result.value;
  }

  const OptimisedAngles& best() const { return best_; }

  static double call(const std::vector<double>& x, std::vector<double>& gradient, void* self) {
    return (*static_cast<Objective*>(self))(x, gradient);
  }

 private:
  Ansatz& ansatz_;
  const OptimiseOptions& options_;
  OptimisedAngles best_;
};

}  // namespace

OptimisedAngles optimise(Ansatz& ansatz, const LayerAngles& start, const OptimiseOptions& options) {
  if (!(options.fraction > 0 && options.fraction <= 1))
    throw UsageError("the fraction of the conditional value at risk lies above 0 and up to 1");
  Objective objective(ansatz, options);
  std::vector<double> x = vector_of(start);
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

}  // namespace entail::quantum
