/// Boundaries and wells of a deck on the distributed mesh, and how they change in time.
#pragma once

#include <string>
#include <vector>

#include "physics/flow/flow.hpp"
#include "physics/transport/transport.hpp"
#include "study/domain.hpp"
#include "study/spatial.hpp"

namespace entail::study {

/// The faces of this rank with what their values are computed from.
class Boundaries {
 public:
  /// Finds the faces of the deck's boundaries and wells and of the terrain's outlets. Collective; throws
  /// UsageError for a boundary that holds on no face, two conditions on one face, and a well outside its
  /// layers.
  Boundaries(const Inputs& inputs, const Domain& domain, const meshes::ColumnMesh& mesh,
             const flow::GroundData& ground, const field::Fields& fields, SpatialValues& values);

  /// All patches with the values at time 0.
  std::vector<flow::BoundaryPatch> take_patches() { return std::move(patches_); }

  /// The same faces as transport sees them. Not after take_patches().
  std::vector<transport::OpenPatch> open_patches() const;
  /// The parts of a well's rate that its faces have, in their order.
  std::vector<double> shares(std::size_t patch) const;

  /// A value [in its unit] at the faces of a boundary or well at a time [s], in their order. Rasters must
  /// have been read.
  std::vector<double> at_faces(std::size_t patch, const deck::Spatial& value, double time) const;

  /// Counts a step of `length` [s], taken with the values that hold now.
  void follow(double length);
  /// The water [m3] that a well was to bring, less than 0 when it pumps, in all steps counted. Collective.
  double asked_of_well(std::size_t patch) const;

  /// Sets the values of a step: of stepwise series those that hold from its beginning, of all else those at
  /// its end. Those that do not change are left alone.
  void drive(flow::Flow& flow, double begin, double end);
  /// The next time after `time` [s] at which a series has a row; infinite without.
  double next_row(double time) const;

 private:
  struct FacePlace {
    double x, y, z;  ///< [m]
    double factor;   ///< value = factor * what the deck gives + offset
    double offset;
    double area = 0.0;      ///< [m2]; 0 where a well or what else has no side
    double least = -1e300;  ///< the value is at least this: the bottom of a river's bed
  };
  struct Driver {
    const deck::Spatial* value;
    std::vector<FacePlace> faces;
  };
  class Maker;

  double value(const Driver& driver, Index column, std::size_t face, double time) const;

  const meshes::ColumnMesh& mesh_;
  int first_cell_;
  SpatialValues& values_;
  std::vector<flow::BoundaryPatch> patches_;
  std::vector<Driver> drivers_;  // per patch; null value where nothing can change
  std::vector<std::vector<Index>> columns_;
  std::vector<double> rates_, asked_;  // per patch, of the own faces of wells [m3/s], [m3]
};

}  // namespace entail::study
