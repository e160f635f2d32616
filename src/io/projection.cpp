#include "io/projection.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <cmath>
#include <cstring>

#include "base/error.hpp"

namespace entail::io {

namespace {

using Handle = std::unique_ptr<PJ, decltype(&proj_destroy)>;

Handle own(PJ* object) { return {object, &proj_destroy}; }

}  // namespace

struct Projection::Impl {
  std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context{proj_context_create(),
                                                                       &proj_context_destroy};
  Handle crs{nullptr, &proj_destroy}, to_geographic{nullptr, &proj_destroy};
};

namespace {

/// True when both axes are in metres.
bool in_metres(PJ_CONTEXT* context, PJ* crs) {
  const Handle axes = own(proj_crs_get_coordinate_system(context, crs));
  if (!axes) return false;
  for (int i = 0; i < 2; ++i) {
    double factor = 0.0;
    if (!proj_cs_get_axis_info(context, axes.get(), i, nullptr, nullptr, nullptr, &factor, nullptr, nullptr,
                               nullptr) ||
        std::fabs(factor - 1.0) > 1e-12)
      return false;
  }
  return true;
}

}  // namespace

Projection::Projection(const std::string& definition)
    : impl_(std::make_unique<Impl>()), definition_(definition) {
  PJ_CONTEXT* context = impl_->context.get();
  proj_log_level(context, PJ_LOG_NONE);
  impl_->crs = own(proj_create(context, definition.c_str()));
  if (!impl_->crs || !proj_is_crs(impl_->crs.get()))
    throw UsageError(
        fmt::format("\"{}\" is no coordinate reference system that PROJ knows; write one such as EPSG:32616",
                    definition));
  if (proj_get_type(impl_->crs.get()) != PJ_TYPE_PROJECTED_CRS || !in_metres(context, impl_->crs.get()))
    throw UsageError(
        fmt::format("{} ({}) is not a projected system in metres; choose the UTM zone of your site, for "
                    "example EPSG:32616",
                    definition, proj_get_name(impl_->crs.get())));
  const char* options[] = {"MULTILINE=NO", nullptr};
  if (const char* wkt = proj_as_wkt(context, impl_->crs.get(), PJ_WKT2_2019, options)) wkt_ = wkt;
  if (const char* authority = proj_get_id_auth_name(impl_->crs.get(), 0);
      authority && std::strcmp(authority, "EPSG") == 0)
    epsg_ = std::atoi(proj_get_id_code(impl_->crs.get(), 0));
  const Handle transform = own(proj_create_crs_to_crs(context, definition.c_str(), "OGC:CRS84", nullptr));
  if (transform) impl_->to_geographic = own(proj_normalize_for_visualization(context, transform.get()));
  if (!impl_->to_geographic)
    throw UsageError(fmt::format("PROJ cannot transform {} to longitude and latitude", definition));
}

Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

std::pair<double, double> Projection::to_lon_lat(double x, double y) const {
  const PJ_COORD result = proj_trans(impl_->to_geographic.get(), PJ_FWD, proj_coord(x, y, 0.0, 0.0));
  return {result.xy.x, result.xy.y};
}

std::pair<double, double> Projection::from_lon_lat(double longitude, double latitude) const {
  const PJ_COORD result =
      proj_trans(impl_->to_geographic.get(), PJ_INV, proj_coord(longitude, latitude, 0.0, 0.0));
  return {result.xy.x, result.xy.y};
}

bool Projection::same_as(const std::string& other) const {
  PJ_CONTEXT* context = impl_->context.get();
  const Handle that = own(proj_create(context, other.c_str()));
  if (!that) return false;
  if (proj_is_equivalent_to_with_ctx(context, impl_->crs.get(), that.get(),
                                     PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS))
    return true;
  // Rasters often carry the definition without its names and codes: what counts is where points come to lie.
  const Handle transform = own(proj_create_crs_to_crs(context, definition_.c_str(), other.c_str(), nullptr));
  if (!transform || proj_get_type(that.get()) != PJ_TYPE_PROJECTED_CRS) return false;
  const Handle visual = own(proj_normalize_for_visualization(context, transform.get()));
  if (!visual) return false;
  const PJ_COORD there = proj_trans(visual.get(), PJ_FWD, proj_coord(510000.0, 4010000.0, 0.0, 0.0));
  return std::hypot(there.xy.x - 510000.0, there.xy.y - 4010000.0) < 1e-3;
}

namespace {

struct ParameterName {
  const char* proj;
  const char* cf;
};
struct MethodName {
  const char* proj;
  const char* cf;
  std::vector<ParameterName> parameters;
};

/// CF conventions 1.11, appendix F, against the names of EPSG's methods and parameters.
const std::vector<MethodName>& known_methods() {
  static const std::vector<MethodName> methods{
      {"Transverse Mercator",
       "transverse_mercator",
       {{"Longitude of natural origin", "longitude_of_central_meridian"},
        {"Latitude of natural origin", "latitude_of_projection_origin"},
        {"Scale factor at natural origin", "scale_factor_at_central_meridian"},
        {"False easting", "false_easting"},
        {"False northing", "false_northing"}}},
      {"Lambert Conic Conformal (2SP)",
       "lambert_conformal_conic",
       {{"Latitude of 1st standard parallel", "standard_parallel"},
        {"Latitude of 2nd standard parallel", "standard_parallel"},
        {"Longitude of false origin", "longitude_of_central_meridian"},
        {"Latitude of false origin", "latitude_of_projection_origin"},
        {"Easting at false origin", "false_easting"},
        {"Northing at false origin", "false_northing"}}},
      {"Albers Equal Area",
       "albers_conical_equal_area",
       {{"Latitude of 1st standard parallel", "standard_parallel"},
        {"Latitude of 2nd standard parallel", "standard_parallel"},
        {"Longitude of false origin", "longitude_of_central_meridian"},
        {"Latitude of false origin", "latitude_of_projection_origin"},
        {"Easting at false origin", "false_easting"},
        {"Northing at false origin", "false_northing"}}},
      {"Lambert Azimuthal Equal Area",
       "lambert_azimuthal_equal_area",
       {{"Longitude of natural origin", "longitude_of_projection_origin"},
        {"Latitude of natural origin", "latitude_of_projection_origin"},
        {"False easting", "false_easting"},
        {"False northing", "false_northing"}}},
  };
  return methods;
}

}  // namespace

Projection::GridMapping Projection::grid_mapping() const {
  PJ_CONTEXT* context = impl_->context.get();
  GridMapping mapping;
  const Handle conversion = own(proj_crs_get_coordoperation(context, impl_->crs.get()));
  const char* method_name = nullptr;
  if (!conversion ||
      !proj_coordoperation_get_method_info(context, conversion.get(), &method_name, nullptr, nullptr) ||
      !method_name)
    return mapping;
  for (const auto& method : known_methods()) {
    if (std::strcmp(method.proj, method_name) != 0) continue;
    mapping.name = method.cf;
    for (int i = 0; i < proj_coordoperation_get_param_count(context, conversion.get()); ++i) {
      const char *name = nullptr, *unit = nullptr;
      double value = 0.0, factor = 1.0;
      proj_coordoperation_get_param(context, conversion.get(), i, &name, nullptr, nullptr, &value, nullptr,
                                    &factor, &unit, nullptr, nullptr, nullptr);
      for (const auto& parameter : method.parameters)
        if (name && std::strcmp(parameter.proj, name) == 0)
          mapping.parameters.emplace_back(parameter.cf, value);
    }
  }
  if (mapping.name.empty()) return mapping;
  const Handle ellipsoid = own(proj_get_ellipsoid(context, impl_->crs.get()));
  double axis = 0.0, flattening = 0.0;
  if (ellipsoid &&
      proj_ellipsoid_get_parameters(context, ellipsoid.get(), &axis, nullptr, nullptr, &flattening)) {
    mapping.parameters.emplace_back("semi_major_axis", axis);
    mapping.parameters.emplace_back("inverse_flattening", flattening);
  }
  return mapping;
}

}  // namespace entail::io
