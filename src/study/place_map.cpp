#include "study/place_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "meshes/overlay.hpp"
#include "study/place_report.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using Cell = std::int64_t;

/// Draws with y to the north.
class Canvas {
 public:
  Canvas(double west, double south, double east, double north) : west_(west), north_(north) {
    scale_ = width / (east - west);
    height_ = (north - south) * scale_;
    svg_ = fmt::format(
        "<svg viewBox=\"0 0 {:.0f} {:.0f}\" width=\"{:.0f}\" role=\"img\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n",
        width, height_, width);
  }

  double x(double value) const { return (value - west_) * scale_; }
  double y(double value) const { return (north_ - value) * scale_; }
  double scale() const { return scale_; }

  void add(const std::string& element) { svg_ += element + "\n"; }

  void line(const meshes::Path& path, const std::string& style, bool closed = false) {
    std::string points;
    for (Size i = 0; i + 1 < path.size(); i += 2)
      points += fmt::format("{:.1f},{:.1f} ", x(path[i]), y(path[i + 1]));
    add(fmt::format("<{} points=\"{}\" {}/>", closed ? "polygon" : "polyline", points, style));
  }

  void text(double at_x, double at_y, const std::string& words) {
    add(
        fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" stroke=\"#fff\" stroke-width=\"3\" "
                    "paint-order=\"stroke\">{}</text>",
                    x(at_x) + 7.0, y(at_y) + 4.0, words));
  }

  std::string end() const { return svg_ + "</svg>\n"; }
  double height() const { return height_; }

  static constexpr double width = 900.0;

 private:
  double west_, north_, scale_, height_;
  std::string svg_;
};

/// All sites and receptors, the plant, and some room around.
meshes::Extent window_of(const PlacementResult& result) {
  meshes::Extent w;
  for (const auto& site : result.inputs->candidates)
    for (const auto& part : site.region.parts)
      for (Size i = 0; i + 1 < part.shell.size(); i += 2) w.add(part.shell[i], part.shell[i + 1]);
  for (const auto& receptor : result.domain->receptors) w.add(receptor.x, receptor.y);
  const auto& plant = result.inputs->deck.candidates->plant;
  w.add(plant[0], plant[1]);
  const double room = 0.08 * std::max(w.east - w.west, w.north - w.south);
  return {w.west - room, w.east + room, w.south - room, w.north + room};
}

/// Light from the north-west on the terrain (Horn 1981, doi:10.1109/PROC.1981.11918), by cell; flat ground
/// shows .7.
double shade(const meshes::Grid& grid, Cell column, Cell row) {
  const Cell w = std::max<Cell>(0, column - 1), e = std::min(grid.nx - 1, column + 1),
             n = std::max<Cell>(0, row - 1), s = std::min(grid.ny - 1, row + 1);
  const double dx = (grid.at(e, row) - grid.at(w, row)) / (static_cast<double>(e - w) * grid.cell),
               dy = (grid.at(column, n) - grid.at(column, s)) / (static_cast<double>(s - n) * grid.cell);
  const double light = (1.0 + dx - dy) / std::sqrt(2.0) / std::sqrt(1.0 + dx * dx + dy * dy);
  return std::isnan(light) ? 1.0 : std::clamp(light, 0.0, 1.0);
}

void draw_terrain(const meshes::Grid& grid, const meshes::Extent& window, Canvas& canvas) {
  const Cell first = std::max<Cell>(0, grid.row_of(window.north)),
             last = std::min(grid.ny - 1, grid.row_of(window.south)),
             from = std::max<Cell>(0, grid.column_of(window.west)),
             to = std::min(grid.nx - 1, grid.column_of(window.east));
  const double side = grid.cell * canvas.scale();
  for (Cell row = first; row <= last; ++row)
    for (Cell column = from; column <= to;) {
      const auto level = static_cast<int>(std::lround(16.0 * shade(grid, column, row)));
      Cell end = column + 1;
      while (end <= to && static_cast<int>(std::lround(16.0 * shade(grid, end, row))) == level) ++end;
      const int grey = 120 + level * 135 / 16;
      canvas.add(
          fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                      "fill=\"rgb({},{},{})\"/>",
                      canvas.x(grid.x(column)) - side / 2, canvas.y(grid.y(row)) - side / 2,
                      side * static_cast<double>(end - column) + 0.3, side + 0.3, grey, grey, grey - 8));
      column = end;
    }
}

void draw_streams(const PlacementResult& result, const meshes::Extent& window, Canvas& canvas) {
  const auto& grid = result.design->ground;
  const auto& drainage = result.design->drainage;
  const double least = result.inputs->deck.terrain ? result.inputs->deck.terrain->stream_area : 1e6;
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell) {
    const double area = static_cast<double>(drainage.cells[static_cast<Size>(cell)]) * grid.cell * grid.cell;
    const double x = grid.x(cell % grid.nx), y = grid.y(cell / grid.nx);
    if (area < least || x < window.west || x > window.east || y < window.south || y > window.north) continue;
    const Cell next = drainage.receiver[static_cast<Size>(cell)];
    if (next != cell)
      canvas.line(path_of(grid, {cell, next}), "fill=\"none\" stroke=\"#0072b2\" stroke-width=\"2\"");
  }
}

/// A path as far as `length` [m].
meshes::Path part_of(const meshes::Grid& grid, const meshes::FlowPath& path, double length) {
  std::vector<Cell> cells;
  for (Size i = 0; i < path.cells.size() && path.distance[i] <= length; ++i) cells.push_back(path.cells[i]);
  return path_of(grid, cells);
}

void draw_plan(const PlacementResult& result, Canvas& canvas) {
  const auto& design = *result.design;
  for (Size s = 0; s < design.sites.size(); ++s) {
    const auto& site = design.sites[s];
    const int option = chosen_option(result, s);
    const char* fill = option >= 0 ? "#d55e00" : site.excluded.empty() ? "#ffffff" : "#999999";
    for (const auto& part : result.inputs->candidates[s].region.parts)
      canvas.line(
          part.shell,
          fmt::format("fill=\"{}\" fill-opacity=\"{}\" stroke=\"#000\" stroke-width=\"1.2\"{}", fill,
                      option >= 0 ? 0.75 : 0.35, site.excluded.empty() ? "" : " stroke-dasharray=\"4 3\""),
          true);
    if (option >= 0) {
      const auto& chosen = design.options[result.choice->variables[static_cast<Size>(option)]];
      canvas.line(path_of(design.ground, site.way),
                  "fill=\"none\" stroke=\"#e69f00\" stroke-width=\"2.5\" stroke-dasharray=\"7 4\"");
      canvas.line(part_of(design.ground, site.path, chosen.breach.distance()),
                  "fill=\"none\" stroke=\"#cc79a7\" stroke-width=\"3.5\" stroke-opacity=\"0.8\"");
    }
    canvas.text(
        site.toe_x, site.toe_y,
        site.name +
            (option >= 0
                 ? ": " + design.options[result.choice->variables[static_cast<Size>(option)]].keys.name
                 : ""));
  }
}

void draw_receptors(const PlacementResult& result, Canvas& canvas) {
  for (const auto& receptor : result.inputs->receptors) {
    if (receptor.line.size() > 2)
      canvas.line(receptor.line,
                  "fill=\"none\" stroke=\"#009e73\" stroke-width=\"5\" stroke-opacity=\"0.7\"");
    for (const auto& part : receptor.region.parts)
      canvas.line(part.shell, "fill=\"#009e73\" fill-opacity=\"0.3\" stroke=\"#009e73\"", true);
  }
  for (const auto& receptor : result.domain->receptors) {
    canvas.add(fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" fill=\"#009e73\" stroke=\"#000\"/>",
                           canvas.x(receptor.x), canvas.y(receptor.y)));
    canvas.text(receptor.x, receptor.y, receptor.name);
  }
  const auto& plant = result.inputs->deck.candidates->plant;
  canvas.add(
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"11\" height=\"11\" fill=\"#f0e442\" "
                  "stroke=\"#000\"/>",
                  canvas.x(plant[0]) - 5.5, canvas.y(plant[1]) - 5.5));
  canvas.text(plant[0], plant[1], "plant");
}

void draw_scale(Canvas& canvas) {
  double length = 1.0;
  for (const double next : {10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4})
    if (next * canvas.scale() <= 220.0) length = next;
  const double y = canvas.height() - 14.0;
  canvas.add(
      fmt::format("<rect x=\"12\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"5\" fill=\"#000\"/>"
                  "<text x=\"12\" y=\"{:.1f}\" stroke=\"#fff\" stroke-width=\"3\" "
                  "paint-order=\"stroke\">{:g} m, north up</text>",
                  y, length * canvas.scale(), y - 5.0, length));
}

nlohmann::json feature(const std::string& type, nlohmann::json coordinates, nlohmann::json properties) {
  return {{"type", "Feature"},
          {"properties", std::move(properties)},
          {"geometry", {{"type", type}, {"coordinates", std::move(coordinates)}}}};
}

nlohmann::json positions(const meshes::Path& path, bool closed) {
  auto list = nlohmann::json::array();
  for (Size i = 0; i + 1 < path.size(); i += 2) list.push_back({path[i], path[i + 1]});
  if (closed && list.front() != list.back()) list.push_back(list.front());
  return list;
}

nlohmann::json positions(const meshes::Region& region) {
  auto parts = nlohmann::json::array();
  for (const auto& part : region.parts) {
    auto rings = nlohmann::json::array({positions(part.shell, true)});
    for (const auto& hole : part.holes) rings.push_back(positions(hole, true));
    parts.push_back(std::move(rings));
  }
  return parts;
}

/// "urn:ogc:def:crs:EPSG::32616" from "EPSG:32616"; other definitions as they are.
std::string crs_name(const std::string& crs) {
  return crs.rfind("EPSG:", 0) == 0 ? "urn:ogc:def:crs:EPSG::" + crs.substr(5) : crs;
}

}  // namespace

int chosen_option(const PlacementResult& result, Size site) {
  const auto& plan = result.best();
  for (Size v = 0; v < plan.size(); ++v)
    if (plan[v] && result.design->options[result.choice->variables[v]].site == site)
      return static_cast<int>(v);
  return -1;
}

meshes::Path path_of(const meshes::Grid& grid, const std::vector<Cell>& cells) {
  meshes::Path path;
  for (const Cell cell : cells) {
    path.push_back(grid.x(cell % grid.nx));
    path.push_back(grid.y(cell / grid.nx));
  }
  return path;
}

std::string placement_map(const PlacementResult& result) {
  const meshes::Extent window = window_of(result);
  Canvas canvas(window.west, window.south, window.east, window.north);
  draw_terrain(result.design->ground, window, canvas);
  draw_streams(result, window, canvas);
  draw_plan(result, canvas);
  draw_receptors(result, canvas);
  draw_scale(canvas);
  return canvas.end() +
         "<p class=\"note\">Orange: chosen sites with their haul (dashed) and the way of a breach as far as "
         "the "
         "median runout (pink). White: other candidates; grey: left out by rule. Green: receptors. Blue: "
         "streams. Shading: the terrain under light from the north-west.</p>\n";
}

std::string placement_geojson(const PlacementResult& result) {
  const auto& design = *result.design;
  auto features = nlohmann::json::array();
  for (Size s = 0; s < design.sites.size(); ++s) {
    const int variable = chosen_option(result, s);
    if (variable < 0) continue;
    const auto& option = design.options[result.choice->variables[static_cast<Size>(variable)]];
    const auto& site = design.sites[s];
    features.push_back(feature("MultiPolygon", positions(result.inputs->candidates[s].region),
                               {{"kind", "site"},
                                {"name", site.name},
                                {"option", option.keys.name},
                                {"capacity_t", option.mass / 1000.0},
                                {"crest_m", option.pool.crest},
                                {"dam_height_m", option.pool.height},
                                {"dam_volume_m3", option.pool.dam_volume},
                                {"cost", option.costs.total()},
                                {"currency", result.inputs->deck.place->prices.currency}}));
    if (site.way.size() > 1)
      features.push_back(feature("LineString", positions(path_of(design.ground, site.way), false),
                                 {{"kind", "haul"}, {"name", site.name}, {"length_m", site.haul_length}}));
    const auto runout = part_of(design.ground, site.path, option.breach.distance());
    if (runout.size() > 2)
      features.push_back(
          feature("LineString", positions(runout, false),
                  {{"kind", "runout, median"}, {"name", site.name}, {"length_m", option.breach.distance()}}));
  }
  nlohmann::json root{{"type", "FeatureCollection"},
                      {"name", result.inputs->deck.run_name() + "_plan"},
                      {"features", features}};
  if (!result.inputs->deck.crs.empty())
    root["crs"] = {{"type", "name"}, {"properties", {{"name", crs_name(result.inputs->deck.crs)}}}};
  return root.dump(1) + "\n";
}

}  // namespace entail::study
