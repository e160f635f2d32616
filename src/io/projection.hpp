/// Coordinate reference systems, by PROJ.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace entail::io {

/// A projected coordinate reference system in metres.
class Projection {
 public:
  /// From "EPSG:32616" or WKT. Throws UsageError when PROJ does not know it, or when it is not projected or
  /// not in metres.
  explicit Projection(const std::string& definition);
  ~Projection();
  /// Made again from the definition.
  Projection(const Projection& other) : Projection(other.definition_) {}
  Projection& operator=(const Projection&) = delete;
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;

  const std::string& definition() const { return definition_; }
  const std::string& wkt() const { return wkt_; }  ///< WKT 2:2019 on one line
  int epsg() const { return epsg_; }               ///< 0 when it has no code

  /// Longitude and latitude [degrees] of x, y.
  std::pair<double, double> to_lon_lat(double x, double y) const;
  std::pair<double, double> from_lon_lat(double longitude, double latitude) const;

  /// True when `other` (a definition or WKT) is the same system, names and axis order aside.
  bool same_as(const std::string& other) const;

  /// CF's grid_mapping_name and its parameters; the name is empty for projections that CF has no name for.
  struct GridMapping {
    std::string name;
    std::vector<std::pair<std::string, double>> parameters;
  };
  GridMapping grid_mapping() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::string definition_, wkt_;
  int epsg_ = 0;
};

}  // namespace entail::io
