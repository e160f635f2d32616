/// Which water a receptor sees: the slots whose concentrations mix in it, and with what weight.
#pragma once

#include <string>
#include <vector>

#include "study/domain.hpp"
#include "study/model.hpp"

namespace entail::study {

/// The part of a receptor in an own column.
struct ReceptorPart {
  Index column;
  double weight;  ///< [m2] of a region, [m] of a line, 1 of a point
  double share;   ///< of its column's area; 1 for a point or a line
};

/// A receptor on this rank's columns.
struct ReceptorPlace {
  std::string name, kind;
  std::vector<ReceptorPart> parts;
  std::vector<double> screen;  ///< [m], depths
};

/// The receptors of a deck in their order.
std::vector<ReceptorPlace> place_receptors(const meshes::ColumnMesh& mesh, const Inputs& inputs,
                                           const Domain& domain);

/// Water that leaves the ground of a column by itself: up to the surface, over seepage faces and into drains.
class Emergence {
 public:
  explicit Emergence(const Model& model);

  /// Calls `found(slot, rate)` for every way out of a column, with rates [m3/s].
  template <class Found>
  void for_each(Index column, const Found& found) const {
    if (slots_ > 0) found(1, rise(column));
    for (const auto& face : faces_)
      if (face.column == column && face.rate > 0.0) found(face.slot, face.rate);
  }

 private:
  struct Face {
    Index column;
    int slot;
    double rate;
  };
  double rise(Index column) const;

  Kokkos::View<const double*, Kokkos::HostSpace> vertical_;
  int slots_ = 0;  // 0 without a surface
  std::vector<Face> faces_;
};

/// An own slot that a receptor sees.
struct SlotWeight {
  std::size_t slot;
  double weight;
};

/// Of a well: cells that the screen passes count by the length in them [m]; without a screen all cells count.
/// A point is a screen without length: it takes the cell it lies in.
std::vector<SlotWeight> screen_weights(const field::Fields& fields, const ReceptorPlace& place);

/// Of a stream reach: surface water by what flows [m3/s] times the length.
std::vector<SlotWeight> stream_weights(const field::Fields& fields, const ReceptorPlace& place);

/// Of a spring: the water that emerges [m3/s], ways out without any included.
std::vector<SlotWeight> spring_weights(const Emergence& emergence, const field::Fields& fields,
                                       const ReceptorPlace& place);

/// Of the ground below a region: its cells by their volume in it [m3].
std::vector<SlotWeight> region_weights(const field::Fields& fields, const ReceptorPlace& place);

}  // namespace entail::study
