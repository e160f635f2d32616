/// Soil that runoff washes off, day by day, and its way to the outlets.
///
/// Soil loss of a column and day by MUSLE (Williams 1975), from the runoff that the column itself makes:
///
///     soil [t] = 11.8 (V q)^0.56 K C P LS CFRG        V [m3] volume and q [m3/s] peak rate of the runoff
///
/// V is in cubic metres: laws/erosion.hpp says why. Under a facility nothing runs off but from its cover.
/// It moves down the drainage of the ground within the day. Of what enters a column and is eroded there a
/// given part goes on, the rest is deposited; what reaches an outlet leaves. Substances sorbed to the soil of
/// the top cell go with it; a cover's soil is clean. Not modelled: gullies and banks, deposits that move
/// again, the sorting of grains, a ground that wears down, and the loss of what is carried away to the
/// transport of solutes, which is small against what it holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "field/fields.hpp"
#include "meshes/drainage.hpp"
#include "physics/landscape/kernels.hpp"
#include "process/process.hpp"

namespace entail::landscape {

/// The way of the sediment; on the root, empty elsewhere, but for the names.
struct SedimentPath {
  meshes::FaceDrainage drainage;
  std::vector<double> passing;      ///< per face: the part that goes on
  std::vector<int> outlet_of_face;  ///< index into outlet_names, or -1
  std::vector<std::string> outlet_names;
};

/// A substance on the soil's grains, which hold `capacity` times the shape of `isotherm` per mass [kg/kg].
struct SorbedSubstance {
  std::string name;  ///< of its field of concentrations
  laws::Isotherm isotherm;
  std::vector<double> capacity;  ///< per own column, of the soil on top
};

/// When the peak of runoff is at least that of the modified rational formula.
struct RationalPeak {
  double half_hour = 0.0;                  ///< share of a day's rain in its heaviest half hour
  std::vector<double> concentration_time;  ///< [h] per own column
};

/// The erosion process. Requires vertical_flux and evaporated_water of the flow process with a surface, and
/// the concentrations of the substances; provides eroded_soil and deposited_soil (column) and the state of
/// the day.
class Erosion {
 public:
  Erosion(field::Fields& fields, SedimentPath path, std::vector<SorbedSubstance> substances,
          const std::optional<RationalPeak>& rational);

  /// K C P LS CFRG per own column for the coming days.
  void set_factors(const std::vector<double>& factors) { factor_ = to_device("erosion factor", factors); }

  /// The share of each own column that no facility covers, and the runoff from covers [m3/s].
  void set_covers(const std::vector<double>& exposed, const std::vector<double>& runoff);

  /// Takes in the runoff of a step [s] just committed.
  void accumulate(double length);

  /// Erodes by the runoff since the last call, and moves the soil to where it goes. Collective.
  void end_day();

  /// "sediment" [t] first, then what each substance went with it [kg]: eroded = deposited + what left over
  /// each outlet. The same on all ranks.
  const std::vector<process::Balance>& balances() const { return balances_; }

 private:
  void move(const Array<double>& amounts, process::Balance& balance, const Array<double>* deposited);

  field::Fields& fields_;
  Geometry geometry_;
  SedimentPath path_;
  std::vector<SorbedSubstance> substances_;
  std::vector<Array<double>> capacity_;  // by substance, per own column
  double half_hour_ = 0.0;
  Array<double> concentration_time_, factor_;
  Array<double> exposed_, cover_runoff_;  // per own column
  Array<double> volume_, peak_;           // of the day, per column
  Array<double> eroded_, deposited_;      // [t] since the start, per column
  Array<double> soil_, load_;             // of the day, per own column
  std::vector<process::Balance> balances_;
};

}  // namespace entail::landscape
