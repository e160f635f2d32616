/// The water that carries solutes, on average over many steps.
///
/// A solute that moves little in the time in which the flow changes is carried by the mean of its fluxes
/// (averaging of dC/dt = A(t) C). Each coefficient of the step is averaged as what it is: fluxes, dispersion
/// (whose mean is more than that of the mean flow, and stays where flow alternates), and stored water, for a
/// discrete balance of the mean that is the sum of the steps' balances. Between surface and ground water goes
/// down in one hour and up in another; both take along what they find, and so the mean is a net flux and an
/// exchange of as much as goes both ways. What the stored water gains in the span is taken out, what it
/// loses given back, without solute, as evaporation and rain do: no solute is lost or made.
#pragma once

#include "physics/transport/carrier.hpp"

namespace entail::transport {

/// Sums up steps.
class MeanCarrier {
 public:
  MeanCarrier(const Geometry& geometry, const Carrier& carrier);

  /// Adds `length` seconds of the step that the carrier holds.
  void add(const Carrier& carrier, double length);

  double length() const { return length_; }  ///< [s], of all steps

  /// The mean, in arrays of its own. Stored water is the same before and after; its `content` is of no use. A
  /// bug before the first step.
  Carrier mean() const;

  /// What surface and top cell exchange besides the net flux [m3/s], per own column; 0 without a surface.
  Array<double> exchange() const;

 private:
  Geometry geometry_;
  Carrier sum_;              // of value times length
  Array<double> both_ways_;  // of |flux| between surface and top cell, per own column
  double length_ = 0.0;
};

}  // namespace entail::transport
