/// Physical constants, each with its source. SI.
#pragma once

namespace entail::constants {

/// Standard acceleration of free fall [m/s2]. CGPM 1901, exact by convention.
inline constexpr double gravity = 9.80665;

/// Density of water [kg/m3] at 15 degC. Tanaka et al. 2001, doi:10.1088/0026-1394/38/4/301, rounded.
inline constexpr double water_density = 999.1;

/// Solar constant [W/m2]. Allen et al. 1998 (FAO 56), eq. 21: 0.0820 MJ m-2 min-1.
inline constexpr double solar_constant = 0.0820e6 / 60.0;

inline constexpr double seconds_per_day = 86400.0;

/// Mass in a volume of water, [kg/m3] inside and [mg/L] in files.
inline constexpr double mg_per_litre = 1000.0;

}  // namespace entail::constants
