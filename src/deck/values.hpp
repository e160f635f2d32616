/// Deck values that are more than a number: quantities that vary in space or time.
#pragma once

#include <string>
#include <vector>

namespace entail::deck {

/// A Gaussian random field, or the exponential of one.
struct RandomField {
  bool lognormal = false;
  double mean = 0.0;       ///< SI; of a lognormal field its geometric mean
  double deviation = 0.0;  ///< standard deviation; of a lognormal field that of its natural logarithm
  std::vector<double> correlation;  ///< [m], lengths in x, y and z
  bool gaussian = false;            ///< covariance exp(-r^2) instead of exp(-r)
  int seed = 0;
};

/// A quantity that is one number, a formula of place and time, a raster, a column of a time series, or a
/// random field. `scale` and `offset` turn what the formula or the raster gives into SI: si = scale * value +
/// offset.
struct Spatial {
  enum class Form { constant, expression, raster, series, random };
  Form form = Form::constant;
  double value = 0.0;  ///< of a constant, SI
  std::string source;  ///< the formula, or the path of the raster or series
  double scale = 1.0;
  double offset = 0.0;
  std::string column;  ///< of a series
  bool is_stepwise =
      false;         ///< of a series: a value holds until the next, instead of a straight line between them
  std::string unit;  ///< SI unit of the key
  bool varies_in_time = false;  ///< a series, or a formula of t
  RandomField random;

  static Spatial constant(double value) {
    Spatial spatial;
    spatial.value = value;
    return spatial;
  }
};

}  // namespace entail::deck
