#include "study/spatial.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "io/raster.hpp"

namespace entail::study {

namespace {

using deck::Spatial;
using Size = std::size_t;

}  // namespace

const std::vector<double>& SpatialValues::raster(const std::string& path, const std::string& key) {
  if (const auto known = rasters_.find(path); known != rasters_.end()) return known->second;
  std::vector<double> all;
  mesh_.comm().on_root([&] {
    if (!projection_) throw UsageError(fmt::format("{} is a raster, so the deck needs crs:", key));
    const meshes::Grid grid = io::read_raster(path, *projection_);
    const auto& surface = *mesh_.surface();
    for (Size f = 0; f < surface.face_x.size(); ++f)
      all.push_back(meshes::sample(grid, surface.face_x[f], surface.face_y[f]));
  });
  return rasters_[path] = mesh_.scatter(all);
}

std::vector<double> SpatialValues::at_columns(const Spatial& value, const std::string& key) {
  const auto n = static_cast<Size>(mesh_.n_owned());
  std::vector<double> values(n, value.value);
  if (value.form == Spatial::Form::raster) {
    values = raster(value.source, key);
    for (double& v : values) v = v * value.scale + value.offset;
  } else if (value.form == Spatial::Form::expression) {
    const Expression formula(value.source);
    for (Size c = 0; c < n; ++c)
      values[c] =
          formula({mesh_.x()[c], mesh_.y()[c], mesh_.ground()[c], 0.0, 0.0}) * value.scale + value.offset;
  }
  require_finite(values, 1, key);
  return values;
}

std::vector<double> SpatialValues::at_cells(const Spatial& value, const std::string& key) {
  const auto n = static_cast<Size>(mesh_.n_owned());
  const int layers = mesh_.n_layers();
  std::vector<double> values(n * static_cast<Size>(layers), value.value);
  if (value.form == Spatial::Form::expression) {
    const Expression formula(value.source);
    for (Size c = 0; c < n; ++c)
      for (int k = 0; k < layers; ++k) {
        const double z = mesh_.cell_centre(static_cast<Index>(c), k);
        values[c * static_cast<Size>(layers) + static_cast<Size>(k)] =
            formula({mesh_.x()[c], mesh_.y()[c], z, mesh_.ground()[c] - z, 0.0}) * value.scale + value.offset;
      }
  } else if (value.form == Spatial::Form::raster) {
    const auto columns = at_columns(value, key);
    for (Size i = 0; i < values.size(); ++i) values[i] = columns[i / static_cast<Size>(layers)];
  }
  require_finite(values, layers, key);
  return values;
}

double SpatialValues::at(const Spatial& value, Index column, double x, double y, double z) {
  if (value.form == Spatial::Form::constant) return value.value;
  if (value.form == Spatial::Form::raster)
    return rasters_.at(value.source)[static_cast<Size>(column)] * value.scale + value.offset;
  return Expression(value.source)({x, y, z, mesh_.ground()[static_cast<Size>(column)] - z, 0.0}) *
             value.scale +
         value.offset;
}

void SpatialValues::require_finite(const std::vector<double>& values, int per_column,
                                   const std::string& key) const {
  require(mesh_, values, per_column, key, "must be a number everywhere",
          [](double v) { return std::isfinite(v); });
}

void require(const meshes::ColumnMesh& mesh, const std::vector<double>& values, int per_column,
             const std::string& key, const std::string& words, const std::function<bool(double)>& permitted) {
  mesh.comm().agree([&] {
    for (Size i = 0; i < values.size(); ++i) {
      if (permitted(values[i])) continue;
      const auto c = i / static_cast<Size>(per_column);
      std::string place = fmt::format("x {:.1f}, y {:.1f}", mesh.x()[c], mesh.y()[c]);
      if (per_column > 1 && per_column == mesh.n_layers())
        place += fmt::format(
            ", z {:.2f}",
            mesh.cell_centre(static_cast<Index>(c), static_cast<int>(i % static_cast<Size>(per_column))));
      throw DataError(fmt::format("{} is {} at {}; it {}", key, values[i], place, words));
    }
  });
}

}  // namespace entail::study
