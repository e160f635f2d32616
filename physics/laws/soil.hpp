/// One soil's law of retention and conductivity, whichever it is, behind one interface for kernels.
#pragma once

#include <cstdint>

#include "physics/laws/aquifer.hpp"
#include "physics/laws/retention.hpp"
#include "physics/laws/retention_table.hpp"

namespace entail::laws {

/// A retention law chosen at run time; trivially copyable. Pressure heads [m] at the centre of a cell of a
/// given height [m], which only aquifers without capillarity look at.
class Soil {
 public:
  enum class Kind : std::uint8_t {
    van_genuchten,
    brooks_corey,
    gardner,
    haverkamp,
    table,
    confined,
    unconfined
  };

  KOKKOS_FUNCTION Soil() : kind_(Kind::confined), confined_{} {}
  KOKKOS_FUNCTION Soil(const VanGenuchten& law) : kind_(Kind::van_genuchten), van_genuchten_(law) {}
  KOKKOS_FUNCTION Soil(const BrooksCorey& law) : kind_(Kind::brooks_corey), brooks_corey_(law) {}
  KOKKOS_FUNCTION Soil(const Gardner& law) : kind_(Kind::gardner), gardner_(law) {}
  KOKKOS_FUNCTION Soil(const Haverkamp& law) : kind_(Kind::haverkamp), haverkamp_(law) {}
  KOKKOS_FUNCTION Soil(const RetentionTable& law) : kind_(Kind::table), table_(law) {}
  KOKKOS_FUNCTION Soil(const Confined& law) : kind_(Kind::confined), confined_(law) {}
  KOKKOS_FUNCTION Soil(const Unconfined& law) : kind_(Kind::unconfined), unconfined_(law) {}

  KOKKOS_FUNCTION Kind kind() const { return kind_; }
  /// The table of a soil of kind table.
  KOKKOS_FUNCTION const RetentionTable& table() const { return table_; }

  KOKKOS_FUNCTION Retention operator()(double h, double height) const {
    switch (kind_) {
      case Kind::van_genuchten:
        return van_genuchten_(h);
      case Kind::brooks_corey:
        return brooks_corey_(h);
      case Kind::gardner:
        return gardner_(h);
      case Kind::haverkamp:
        return haverkamp_(h);
      case Kind::table:
        return table_(h);
      case Kind::unconfined:
        return unconfined_(h, height);
      default:
        return confined_(h);
    }
  }

  /// The pressure head at an effective saturation between 0 and 1, both excluded; 0 for what is always full.
  KOKKOS_FUNCTION double pressure_head(double saturation, double height) const {
    switch (kind_) {
      case Kind::van_genuchten:
        return van_genuchten_.pressure_head(saturation);
      case Kind::brooks_corey:
        return brooks_corey_.pressure_head(saturation);
      case Kind::gardner:
        return gardner_.pressure_head(saturation);
      case Kind::haverkamp:
        return haverkamp_.pressure_head(saturation);
      case Kind::table:
        return table_.pressure_head(saturation);
      case Kind::unconfined:
        return unconfined_.pressure_head(saturation, height);
      default:
        return 0.0;
    }
  }

  /// The pressure head from which on all pores are full, or nearly.
  KOKKOS_FUNCTION double entry(double height) const {
    switch (kind_) {
      case Kind::brooks_corey:
        return -brooks_corey_.entry_head;
      case Kind::table:
        return table_.entry();
      case Kind::unconfined:
        return 0.5 * height;
      default:
        return 0.0;
    }
  }

  /// True where water drains by gravity alone: cells are full up to the water table, so that the vertical
  /// conductivity is the saturated one.
  KOKKOS_FUNCTION bool is_aquifer() const { return kind_ == Kind::confined || kind_ == Kind::unconfined; }

 private:
  Kind kind_;
  union {
    VanGenuchten van_genuchten_;
    BrooksCorey brooks_corey_;
    Gardner gardner_;
    Haverkamp haverkamp_;
    RetentionTable table_;
    Confined confined_;
    Unconfined unconfined_;
  };
};

}  // namespace entail::laws
