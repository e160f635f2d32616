/// The water that carries solutes: its velocity and how it mixes, the same for all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/array.hpp"
#include "field/fields.hpp"
#include "process/column_geometry.hpp"

namespace entail::transport {

using Geometry = process::ColumnGeometry;

/// A face of an own slot through which water enters or leaves the model. (x, y, z) leads from the slot's
/// centre to the face [m]; all 0 for a well, or what else has no side.
struct OpenFace {
  Index column = 0;
  int slot = 0;
  double x = 0.0, y = 0.0, z = 0.0;
  double area = 0.0;  ///< [m2]
};

/// Whether solute may pass a face by dispersion over a distance.
KOKKOS_INLINE_FUNCTION bool has_side(const Geometry& geometry, const OpenFace& face) {
  return face.slot >= geometry.first_cell && face.area > 0.0;
}

/// Dispersivities and pores per own and ghost cell.
struct Matrix {
  Array<double> porosity;      ///< [-]
  Array<double> longitudinal;  ///< [m]
  Array<double> transverse;    ///< [m], horizontal
  Array<double> vertical;      ///< [m], transverse vertical
};

/// Dispersion through a face, from a cell to the one behind it.
struct Mixing {
  double mechanical = 0.0;  ///< [m3/s], conductance by mechanical dispersion along the normal
  double pores = 0.0;       ///< [m], conductance by molecular diffusion per diffusion coefficient
  double cross_1 = 0.0;     ///< [m4/s], area times D by the gradient along the first direction of the face
  double cross_2 = 0.0;     ///< the same by the second
  double alike = 1.0;       ///< 1 where both sides disperse alike, near 0 where they differ much
};

/// Fields of the flow process at the end of a step, and what follows from them for all solutes (see
/// dispersion.hpp). The directions of a face between columns are along the layer and up; those of a face
/// between layers are x and y.
class Carrier {
 public:
  Carrier(field::Fields& fields, const Geometry& geometry, const Matrix& matrix,
          const std::vector<OpenFace>& open_faces);

  /// Takes the fluxes of the step just committed; `inflow` [m3/s] through the open faces, in their order.
  /// Collective.
  void update(const std::vector<double>& inflow);

  /// Counts how often the water has changed by more than rounding: what follows from it alone may be kept
  /// while this stays.
  std::int64_t version() const { return version_; }
  /// For whoever gives it other volumes.
  void count_change() { ++version_; }

  // Fields of the flow process.
  Array<double> volume, volume_before;  ///< [m3] per slot
  Array<double> lateral_flux;           ///< [m3/s] per link and slot, a to b
  Array<double> vertical_flux;          ///< [m3/s] per own column, slots + 1, downwards
  Array<double> outflow;                ///< [m3/s] per slot, leaves the model with what it carries
  Array<double> content;                ///< [-] per cell

  Array<double> velocity;          ///< [m/s], three components per cell
  Array<Mixing> lateral;           ///< per link and layer
  Array<Mixing> vertical;          ///< per own cell, through its bottom
  Array<Mixing> open;              ///< per open face, from outside; conductances alone
  Array<double> inflow;            ///< [m3/s] per open face
  Array<OpenFace> faces;           ///< the open faces, ordered by slot
  Array<Index> first_face;         ///< per slot with open faces and one more
  std::vector<std::size_t> place;  ///< of the caller's open faces among `faces`

 private:
  const meshes::ColumnMesh& mesh_;
  Geometry geometry_;
  Matrix matrix_;
  Array<double> pores_;  // theta tau per cell

  /// The water that the coefficients belong to.
  struct Seen {
    Array<double> volume, volume_before, lateral_flux, vertical_flux, outflow, content, inflow;
  };
  bool has_changed() const;
  void remember();
  Seen seen_;
  std::int64_t version_ = 0;
};

}  // namespace entail::transport
