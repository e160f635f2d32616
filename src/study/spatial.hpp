/// Deck values that vary in space, evaluated on the mesh.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/expression.hpp"
#include "base/random_field.hpp"
#include "deck/deck.hpp"
#include "io/projection.hpp"
#include "io/series.hpp"
#include "meshes/column_mesh.hpp"
#include "meshes/grid.hpp"

namespace entail::study {

/// The time series of a deck by file and column, as series_key() writes it.
using SeriesTable = std::map<std::string, io::Series>;

std::string series_key(const deck::Spatial& value);

/// A series' value at a time [s]; the first before it begins, the last after it ends.
double interpolate(const io::Series& series, bool stepwise, double time);

/// Evaluates spatial values at own columns and cells. Rasters are read by the root once and handed out.
class SpatialValues {
 public:
  SpatialValues(const meshes::ColumnMesh& mesh, const deck::Deck& deck, const io::Projection* projection,
                const SeriesTable* series = nullptr)
      : mesh_(mesh), deck_(deck), projection_(projection), series_(series) {}

  /// What a value may be, with words for a message: "must be above 0 m/s".
  struct Permitted {
    std::string words;
    std::function<bool(double)> holds;
  };
  static Permitted any_number();

  /// One value per own column, at its centre on the ground. `key` is that of the deck. Collective; throws on
  /// all ranks where the value is not permitted: DataError when a file gave it, else UsageError.
  std::vector<double> at_columns(const deck::Spatial& value, const std::string& key,
                                 const Permitted& permitted = any_number());

  /// One value per own cell, at its centre. Only cells that `counts` names must have a permitted value.
  /// Collective.
  std::vector<double> at_cells(const deck::Spatial& value, const std::string& key,
                               const Permitted& permitted = any_number(),
                               const std::function<bool(std::size_t)>& counts = {});

  /// The value at a place in an own column and a time; rasters know columns only. Not collective, but
  /// at_columns() must have read the raster before.
  double at(const deck::Spatial& value, Index column, double x, double y, double z, double time = 0.0);

  /// The next time after `time` [s] at which a series has a row; infinite without.
  double next_row(const deck::Spatial& value, double time) const;

 private:
  double evaluate(const deck::Spatial& value, Index column, const Place& place);
  const Expression& formula(const std::string& text);
  const GaussianField& field(const deck::RandomField& random);
  const std::vector<double>& raster(const std::string& path, const std::string& key);
  void require(const deck::Spatial& value, const std::vector<double>& values, int per_column,
               const std::string& key, const Permitted& permitted,
               const std::function<bool(std::size_t)>& counts) const;

  const meshes::ColumnMesh& mesh_;
  const deck::Deck& deck_;
  const io::Projection* projection_;
  const SeriesTable* series_;
  std::map<std::string, Expression> formulas_;
  std::map<std::string, GaussianField> fields_;
  std::map<std::string, std::vector<double>> rasters_;  // by path, at own columns
};

}  // namespace entail::study
