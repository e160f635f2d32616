#include "study/place_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace entail::study {

namespace {

using Size = std::size_t;
using Cell = std::int64_t;

double corridor_of(const Inputs& inputs, const meshes::Grid& grid) {
  const double keys = inputs.deck.place->breach.corridor;
  return keys > 0.0 ? keys : grid.cell;
}

double weight_of(const Inputs& inputs, const std::string& receptor) {
  for (const auto& [name, weight] : inputs.deck.place->weights.receptors)
    if (name == receptor) return weight;
  return 1.0;
}

/// How far a point lies from a receptor [m].
double distance_to(const SiteShape& receptor, double x, double y) {
  if (!receptor.region.parts.empty()) return meshes::distance(receptor.region, x, y);
  const auto& line = receptor.line;
  double nearest = std::hypot(line[0] - x, line[1] - y);
  for (Size i = 2; i + 1 < line.size(); i += 2) {
    const double dx = line[i] - line[i - 2], dy = line[i + 1] - line[i - 1];
    const double t =
        std::clamp(((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    nearest = std::min(nearest, std::hypot(line[i - 2] + t * dx - x, line[i - 1] + t * dy - y));
  }
  return nearest;
}

/// Where along a path the first point lies that `is_hit`; negative when none does.
template <class IsHit>
double first_hit(const meshes::Grid& grid, const meshes::FlowPath& path, const IsHit& is_hit) {
  for (Size i = 0; i < path.cells.size(); ++i)
    if (is_hit(grid.x(path.cells[i] % grid.nx), grid.y(path.cells[i] / grid.nx))) return path.distance[i];
  return -1.0;
}

/// The nearest cell to a site that drains at least what the deck calls a stream.
double stream_distance(const Inputs& inputs, const PlacementDesign& design, const SiteShape& site) {
  const auto& grid = design.ground;
  const double least = inputs.deck.terrain ? inputs.deck.terrain->stream_area : 1e6;
  double nearest = std::numeric_limits<double>::infinity();
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell)
    if (static_cast<double>(design.drainage.cells[static_cast<Size>(cell)]) * grid.cell * grid.cell >= least)
      nearest =
          std::min(nearest, meshes::distance(site.region, grid.x(cell % grid.nx), grid.y(cell / grid.nx)));
  return nearest;
}

/// The share of a site's cells whose way down passes within half a cell of a receptor.
double captured_share(const PlacementDesign& design, const SiteShape& site, const SiteShape& receptor) {
  const auto& grid = design.ground;
  double inside = 0.0, captured = 0.0;
  for (Cell cell = 0; cell < grid.nx * grid.ny; ++cell) {
    if (!meshes::contains(site.region, grid.x(cell % grid.nx), grid.y(cell / grid.nx))) continue;
    const auto path = meshes::follow_down(design.filled, design.drainage.receiver, cell,
                                          std::numeric_limits<double>::infinity());
    const double hit = first_hit(grid, path, [&](double x, double y) {
      return distance_to(receptor, x, y) <= std::sqrt(0.5) * grid.cell;
    });
    inside += 1.0;
    captured += hit >= 0.0 ? 1.0 : 0.0;
  }
  return inside > 0.0 ? captured / inside : 0.0;
}

}  // namespace

void follow_breaches(const Inputs& inputs, PlacementDesign& design) {
  const double corridor = corridor_of(inputs, design.ground);
  for (Size s = 0; s < design.sites.size(); ++s) {
    const auto& path = design.sites[s].path;
    std::vector<Hit> receptors, dams;
    for (const auto& receptor : inputs.receptors)
      if (const double d =
              first_hit(design.ground, path,
                        [&](double x, double y) { return distance_to(receptor, x, y) <= corridor; });
          d >= 0.0)
        receptors.push_back({receptor.name, d, 0.0});
    for (Size other = 0; other < design.sites.size(); ++other)
      if (const double d = other == s ? -1.0
                                      : first_hit(design.ground, path,
                                                  [&](double x, double y) {
                                                    return meshes::distance(inputs.candidates[other].region,
                                                                            x, y) <= corridor;
                                                  });
          d >= 0.0)
        dams.push_back({design.sites[other].name, d, 0.0});
    for (auto& option : design.options) {
      if (option.site != s) continue;
      option.hits = receptors;
      option.dams = dams;
      for (auto& hit : option.hits) {
        hit.probability = option.breach.reaches(hit.distance);
        option.consequence += hit.probability * weight_of(inputs, hit.name);
      }
      for (auto& hit : option.dams) hit.probability = option.breach.reaches(hit.distance);
    }
  }
}

void exclude_by_rules(const Inputs& inputs, PlacementDesign& design) {
  const auto& rules = inputs.deck.place->exclude;
  for (Size s = 0; s < design.sites.size(); ++s) {
    CandidateSite& site = design.sites[s];
    const SiteShape& shape = inputs.candidates[s];
    site.stream_distance = stream_distance(inputs, design, shape);
    if (rules.stream_distance && site.stream_distance < *rules.stream_distance)
      site.excluded = fmt::format("{:.0f} m from a stream, nearer than {:.0f} m (stream_distance)",
                                  site.stream_distance, *rules.stream_distance);
    else if (rules.slope && site.slope > *rules.slope)
      site.excluded = fmt::format("mean slope {:.0f} %, steeper than {:.0f} % (slope)", 100.0 * site.slope,
                                  100.0 * *rules.slope);
    else if (!inputs.protected_areas.parts.empty() && meshes::overlap(shape.region, inputs.protected_areas))
      site.excluded = "touches a protected area (protected)";
    for (const auto& rule : rules.capture)
      for (const auto& receptor : inputs.receptors) {
        if (receptor.name != rule.receptor) continue;
        site.captured.emplace_back(rule.receptor, captured_share(design, shape, receptor));
        if (site.excluded.empty() && site.captured.back().second > rule.share)
          site.excluded = fmt::format("{:.0f} % of it drains to {}, more than {:.0f} % (capture)",
                                      100.0 * site.captured.back().second, rule.receptor, 100.0 * rule.share);
      }
  }
  for (auto& option : design.options) {
    if (!option.excluded.empty()) continue;
    if (!design.sites[option.site].excluded.empty())
      option.excluded = design.sites[option.site].excluded;
    else if (rules.dam_height && option.pool.height > *rules.dam_height)
      option.excluded =
          fmt::format("{} {:.1f} m high, more than {:.0f} m (dam_height)",
                      option.is_filtered() ? "stack" : "dam", option.pool.height, *rules.dam_height);
  }
}

void find_cascades(PlacementDesign& design) {
  for (Size a = 0; a < design.options.size(); ++a)
    for (const auto& hit : design.options[a].dams)
      for (Size b = 0; b < design.options.size(); ++b) {
        const CandidateOption &first = design.options[a], &second = design.options[b];
        if (design.sites[second.site].name != hit.name || !first.excluded.empty() || !second.excluded.empty())
          continue;
        design.cascades.push_back(
            {a, b, hit.distance, hit.probability, first.probability * hit.probability * second.consequence});
      }
}

}  // namespace entail::study
