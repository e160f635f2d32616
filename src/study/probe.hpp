/// Values between cells: linear in the vertical, and with the gradient of the neighbouring columns in the
/// horizontal.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "field/fields.hpp"

namespace entail::study {

/// A place of the model and the rank that owns its column.
class Probe {
 public:
  /// True for a place within the model; the same on all ranks. Collective.
  static bool lies_within(const meshes::ColumnMesh& mesh, double x, double y);
  /// Collective. Throws UsageError when the place lies outside.
  Probe(const meshes::ColumnMesh& mesh, double x, double y);

  /// Hydraulic head at elevation z from pressure heads per slot (own and ghost columns), constant beyond the
  /// outermost centres; the same on all ranks. Collective.
  double head(const field::Fields& fields, const std::vector<double>& pressure_head, double z) const;
  /// A field per slot at elevation z; the same on all ranks. Collective.
  double cell_value(const field::Fields& fields, const std::string& slot_field, double z) const;
  /// A field per cell at elevation z. Collective.
  double cell_field(const field::Fields& fields, const std::string& cell_field, double z) const;
  /// A field of the surface slot. Collective.
  double surface_value(const field::Fields& fields, const std::string& slot_field) const;
  /// Elevation of the water table: the top of what is saturated up from the bottom; NaN without. Collective.
  double water_table(const field::Fields& fields) const;
  /// The highest elevation at which the pressure head has `value`; NaN where it has not. Collective.
  double level(const field::Fields& fields, double value) const;

 private:
  double at_place(const std::function<double(Index)>& value_of_column) const;
  double from_owner(double value) const;

  const meshes::ColumnMesh& mesh_;
  Index column_ = -1;  // own, or -1 elsewhere
  double x_, y_;
};

}  // namespace entail::study
