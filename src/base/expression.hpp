/// Formulas that users write in decks, as functions of place and time, by muParser.
#pragma once

#include <memory>
#include <string>

namespace entail {

/// Where and when a formula is evaluated.
struct Place {
  double x = 0.0;      ///< [m], easting in the deck's CRS
  double y = 0.0;      ///< [m], northing
  double z = 0.0;      ///< [m], elevation
  double depth = 0.0;  ///< [m], below the ground
  double t = 0.0;      ///< [s], since the start of the period
};

/// A formula of x, y, z, depth, t and pi. Evaluation changes internal variables: not for concurrent use.
class Expression {
 public:
  /// Throws std::invalid_argument with the parser's message and position when `text` is no formula.
  explicit Expression(const std::string& text);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  double operator()(const Place& place) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entail
