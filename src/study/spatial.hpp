/// Deck values that vary in space, evaluated on the mesh.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "deck/values.hpp"
#include "io/projection.hpp"
#include "meshes/column_mesh.hpp"
#include "meshes/grid.hpp"

namespace entail::study {

/// Evaluates spatial values at own columns and cells. Rasters are read by the root once and handed out.
class SpatialValues {
 public:
  SpatialValues(const meshes::ColumnMesh& mesh, const io::Projection* projection)
      : mesh_(mesh), projection_(projection) {}

  /// One value per own column, at its centre on the ground. `key` names the value in messages. Collective;
  /// throws DataError on all ranks where the value is no number.
  std::vector<double> at_columns(const deck::Spatial& value, const std::string& key);

  /// One value per own cell, at its centre. Collective.
  std::vector<double> at_cells(const deck::Spatial& value, const std::string& key);

  /// The value at a place in an own column; rasters know columns only. Not collective, but at_columns() must
  /// have read the raster before.
  double at(const deck::Spatial& value, Index column, double x, double y, double z);

 private:
  const std::vector<double>& raster(const std::string& path, const std::string& key);
  void require_finite(const std::vector<double>& values, int per_column, const std::string& key) const;

  const meshes::ColumnMesh& mesh_;
  const io::Projection* projection_;
  std::map<std::string, std::vector<double>> rasters_;  // by path, at own columns
};

/// Throws DataError on all ranks where a value lies outside what `permitted` accepts; names key, place and
/// value.
void require(const meshes::ColumnMesh& mesh, const std::vector<double>& values, int per_column,
             const std::string& key, const std::string& words, const std::function<bool(double)>& permitted);

}  // namespace entail::study
