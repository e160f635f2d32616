/// Deck values that are more than a number: quantities that vary in space.
#pragma once

#include <string>

namespace entail::deck {

/// A quantity that is one number, a formula of place, or a raster. `scale` and `offset` turn what the formula
/// or the raster gives into SI: si = scale * value + offset.
struct Spatial {
  enum class Form { constant, expression, raster };
  Form form = Form::constant;
  double value = 0.0;  ///< of a constant, SI
  std::string source;  ///< the formula, or the raster's path
  double scale = 1.0;
  double offset = 0.0;

  static Spatial constant(double value) {
    Spatial spatial;
    spatial.value = value;
    return spatial;
  }
};

}  // namespace entail::deck
