#include "study/spatial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
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

std::string series_key(const Spatial& value) { return value.source + "|" + value.column; }

double interpolate(const io::Series& series, bool stepwise, double time) {
  const auto& t = series.times;
  // A time within rounding of a row belongs to it.
  const auto after = std::upper_bound(t.begin(), t.end(), time + 1e-6);
  if (after == t.begin()) return series.values.front();
  const auto i = static_cast<Size>(after - t.begin()) - 1;
  if (stepwise || after == t.end()) return series.values[i];
  const double part = std::max(0.0, (time - t[i]) / (t[i + 1] - t[i]));
  return series.values[i] + part * (series.values[i + 1] - series.values[i]);
}

const Expression& SpatialValues::formula(const std::string& text) {
  const auto known = formulas_.find(text);
  return known != formulas_.end() ? known->second : formulas_.emplace(text, Expression(text)).first->second;
}

const GaussianField& SpatialValues::field(const deck::RandomField& random) {
  const auto& l = random.correlation;
  const std::string key = fmt::format("{} {} {} {} {}", random.gaussian, random.seed, l[0], l[1], l[2]);
  const auto known = fields_.find(key);
  if (known != fields_.end()) return known->second;
  const auto covariance =
      random.gaussian ? GaussianField::Covariance::gaussian : GaussianField::Covariance::exponential;
  return fields_
      .emplace(key, GaussianField(covariance, {l[0], l[1], l[2]}, static_cast<std::uint32_t>(random.seed)))
      .first->second;
}

double SpatialValues::evaluate(const Spatial& value, Index column, const Place& place) {
  switch (value.form) {
    case Spatial::Form::expression:
      return formula(value.source)(place) * value.scale + value.offset;
    case Spatial::Form::raster:
      return rasters_.at(value.source)[static_cast<Size>(column)] * value.scale + value.offset;
    case Spatial::Form::series:
      return interpolate(series_->at(series_key(value)), value.is_stepwise, place.t);
    case Spatial::Form::random: {
      const double f = value.random.deviation * field(value.random)(place.x, place.y, place.z);
      return value.random.lognormal ? value.random.mean * std::exp(f) : value.random.mean + f;
    }
    default:
      return value.value;
  }
}

SpatialValues::Permitted SpatialValues::any_number() {
  return {"must be a number everywhere", [](double) { return true; }};
}

std::vector<double> SpatialValues::at_columns(const Spatial& value, const std::string& key,
                                              const Permitted& permitted) {
  const auto n = static_cast<Size>(mesh_.n_owned());
  std::vector<double> values(n);
  if (value.form == Spatial::Form::raster) raster(value.source, key);
  for (Size c = 0; c < n; ++c)
    values[c] =
        evaluate(value, static_cast<Index>(c), {mesh_.x()[c], mesh_.y()[c], mesh_.ground()[c], 0.0, 0.0});
  require(value, values, 1, key, permitted, {});
  return values;
}

std::vector<double> SpatialValues::at_cells(const Spatial& value, const std::string& key,
                                            const Permitted& permitted,
                                            const std::function<bool(Size)>& counts) {
  const int layers = mesh_.n_layers();
  std::vector<double> values;
  values.reserve(static_cast<Size>(mesh_.n_owned()) * static_cast<Size>(layers));
  if (value.form == Spatial::Form::raster) raster(value.source, key);
  for (Index c = 0; c < mesh_.n_owned(); ++c)
    for (int k = 0; k < layers; ++k) {
      const auto i = static_cast<Size>(c);
      const double z = mesh_.cell_centre(c, k);
      values.push_back(evaluate(value, c, {mesh_.x()[i], mesh_.y()[i], z, mesh_.ground()[i] - z, 0.0}));
    }
  require(value, values, layers, key, permitted, counts);
  return values;
}

double SpatialValues::at(const Spatial& value, Index column, double x, double y, double z, double time) {
  return evaluate(value, column, {x, y, z, mesh_.ground()[static_cast<Size>(column)] - z, time});
}

double SpatialValues::next_row(const Spatial& value, double time) const {
  if (value.form != Spatial::Form::series) return std::numeric_limits<double>::infinity();
  const auto& t = series_->at(series_key(value)).times;
  const auto after = std::upper_bound(t.begin(), t.end(), time + 1e-6);
  return after == t.end() ? std::numeric_limits<double>::infinity() : *after;
}

void SpatialValues::require(const Spatial& value, const std::vector<double>& values, int per_column,
                            const std::string& key, const Permitted& permitted,
                            const std::function<bool(Size)>& counts) const {
  const bool of_file = value.form == Spatial::Form::raster;
  mesh_.comm().agree([&] {
    for (Size i = 0; i < values.size(); ++i) {
      if (counts && !counts(i)) continue;
      if (std::isfinite(values[i]) && permitted.holds(values[i])) continue;
      const auto c = i / static_cast<Size>(per_column);
      std::string place = fmt::format("x {:.1f}, y {:.1f}", mesh_.x()[c], mesh_.y()[c]);
      if (per_column > 1)
        place += fmt::format(
            ", z {:.2f}",
            mesh_.cell_centre(static_cast<Index>(c), static_cast<int>(i % static_cast<Size>(per_column))));
      const std::string what =
          std::isfinite(values[i])
              ? fmt::format("{:.6g}{}{}", values[i], value.unit.empty() ? "" : " ", value.unit)
              : "no number";
      deck::fail(deck_, key,
                 fmt::format("is {} at {}{}, but {}", what, place,
                             of_file ? fmt::format(" in {}", value.source) : "",
                             std::isfinite(values[i]) ? permitted.words : any_number().words),
                 of_file ? ExitCode::data : ExitCode::usage);
    }
  });
}

}  // namespace entail::study
