/// What an embankment on the rim of a site holds, and what it takes to build it: from the ground alone.
#pragma once

#include <vector>

#include "meshes/grid.hpp"
#include "meshes/overlay.hpp"

namespace entail::meshes {

/// Cross-section of an embankment: crest width [m], slopes as horizontal to 1 vertical, and the height of the
/// crest over what it holds [m].
struct DamShape {
  double crest_width = 8.0, upstream_slope = 2.0, downstream_slope = 2.5, freeboard = 2.0;

  /// Area [m2] of the section where the crest stands `height` above level ground.
  double section(double height) const {
    return height > 0.0 ? crest_width * height + 0.5 * (upstream_slope + downstream_slope) * height * height
                        : 0.0;
  }
};

/// What a crest at one level gives.
struct Impoundment {
  double crest = 0.0;         ///< [m], elevation
  double height = 0.0;        ///< [m], of the crest above the lowest ground on the rim
  double storage = 0.0;       ///< [m3], below the freeboard, less the dam's upstream body
  double dam_volume = 0.0;    ///< [m3]
  double dam_length = 0.0;    ///< [m], of the rim that needs a dam
  double flooded_area = 0.0;  ///< [m2], of the site below the freeboard
};

/// A site's ground, sampled: its area on a fine grid, its rim at short steps. The polygon is the inner edge
/// of the dam's crest; the dam stands along the rim wherever the ground there lies below the crest, each
/// piece of the rim a straight dam over level ground across it. Bends and abutments are not modelled.
class SiteGround {
 public:
  /// Samples the elevations bilinearly, about `samples` across the site. Throws DataError when the site has
  /// no area or the elevations do not cover it.
  SiteGround(const Grid& elevation, const Region& site, int samples = 60);

  double area() const { return area_; }      ///< [m2]
  double slope() const { return slope_; }    ///< mean steepness of the ground
  double lowest() const { return lowest_; }  ///< [m], of the rim: where the dam is highest
  double toe_x() const { return toe_x_; }    ///< [m], of that place
  double toe_y() const { return toe_y_; }

  Impoundment impound(double crest, const DamShape& dam) const;

  /// The lowest crest that stores `volume` [m3], to 1 part in 1e9; none when 1000 m of dam do not.
  Impoundment impound_volume(double volume, const DamShape& dam) const;

 private:
  double area_ = 0.0, slope_ = 0.0, lowest_ = 0.0, toe_x_ = 0.0, toe_y_ = 0.0;
  double patch_ = 0.0;                // [m2], of one sample of the area
  std::vector<double> ground_;        // [m], of the samples
  std::vector<double> rim_, pieces_;  // [m], elevations and lengths
};

/// True when a point lies in the region; on its boundary either may be the answer.
bool contains(const Region& region, double x, double y);

/// Whether two regions share area, and how far apart they are [m]; 0 when they touch.
bool overlap(const Region& a, const Region& b);
double distance(const Region& region, double x, double y);

}  // namespace entail::meshes
