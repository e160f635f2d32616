#include "study/place_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/constants.hpp"
#include "io/raster.hpp"
#include "study/place_roads.hpp"
#include "study/place_rules.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using Cell = std::int64_t;

constexpr double hectare = 1e4, year = constants::seconds_per_year;

meshes::DamShape dam_shape(const deck::DamKeys& keys, bool filtered) {
  // A stack of filtered tailings holds itself: its face rises inwards from the rim.
  if (filtered) return {0.0, keys.downstream_slope, 0.0, 0.0};
  return {keys.crest_width, keys.upstream_slope, keys.downstream_slope, keys.freeboard};
}

meshes::HaulCost haul_cost(const deck::PriceKeys& prices) {
  return {prices.rise, prices.fall, prices.steepest};
}

Cell cell_of(const meshes::Grid& grid, double x, double y) {
  const Cell column = grid.column_of(x), row = grid.row_of(y);
  return grid.contains(column, row) ? row * grid.nx + column : -1;
}

class Designer {
 public:
  Designer(const Inputs& inputs, PlacementDesign& design, Diagnostics& diagnostics)
      : inputs_(inputs),
        candidates_(*inputs.deck.candidates),
        place_(*inputs.deck.place),
        design_(design),
        diagnostics_(diagnostics) {}

  void make() {
    design_.demand =
        place_.demand ? *place_.demand
                      : place_.demand_volume.value_or(0.0) * dry_density_of(candidates_, deck::OptionKeys{});
    const auto& plant = candidates_.plant;
    const Cell start = plant.size() == 2 ? cell_of(design_.ground, plant[0], plant[1]) : -1;
    if (start < 0 || std::isnan(design_.ground.values[static_cast<Size>(start)]))
      return error("candidates.plant", "lies outside the elevations");
    ways_ = meshes::find_haul_ways(design_.ground, start, haul_cost(place_.prices));
    for (Size i = 0; i < inputs_.candidates.size(); ++i) {
      const std::string key = "candidates.file " + inputs_.candidates[i].name;
      try {
        make_site(i);
      } catch (const DataError& problem) {
        diagnostics_.error(ExitCode::data, inputs_.deck.path, deck::mark_of(inputs_.deck, "candidates.file"),
                           key, problem.what());
        design_.sites.resize(i + 1);
      }
    }
  }

 private:
  void error(const std::string& key, const std::string& message) {
    deck::report(inputs_.deck, diagnostics_, key, message);
  }

  void make_site(Size number) {
    const SiteShape& shape = inputs_.candidates[number];
    const meshes::SiteGround ground(design_.ground, shape.region);
    CandidateSite site;
    site.name = shape.name;
    site.area = ground.area();
    site.slope = ground.slope();
    site.toe_x = ground.toe_x();
    site.toe_y = ground.toe_y();
    site.toe = ground.lowest();
    const Cell toe = cell_of(design_.ground, site.toe_x, site.toe_y);
    site.haul_length = ways_.length[static_cast<Size>(toe)];
    site.haul_effort = ways_.effort[static_cast<Size>(toe)];
    if (std::isinf(site.haul_effort))
      throw DataError("no way leads there from the plant: there are cells without elevations between");
    site.way = ways_.way_to(toe);
    for (const Cell cell : site.way) site.way_length.push_back(ways_.length[static_cast<Size>(cell)]);
    const SiteKeys special = find_special(shape.name);
    const auto& list =
        special.keys && !special.keys->options.empty() ? special.keys->options : candidates_.options;
    const std::string path = special.keys && !special.keys->options.empty()
                                 ? "candidates.sites." + shape.name + ".options"
                                 : std::string("candidates.options");
    double farthest = 0.0;
    for (Size i = 0; i < list.size(); ++i) {
      CandidateOption option = make_option(number, list[i], ground, site);
      option.key_path = fmt::format("{}[{}]", path, i);
      if (!option.keys.delay) option.keys.delay = special.keys ? special.keys->delay.value_or(0.0) : 0.0;
      option.delay = (candidates_.filling + *option.keys.delay) / year * site.area / hectare;
      farthest = std::max(farthest, option.breach.distance_quantile(ninety_percent));
      design_.options.push_back(std::move(option));
    }
    site.path = meshes::follow_down(design_.filled, design_.drainage.receiver, toe, farthest);
    design_.sites.push_back(std::move(site));
  }

  struct SiteKeys {
    const deck::SiteKeys* keys = nullptr;
  };
  SiteKeys find_special(const std::string& name) const {
    for (const auto& [key, site] : candidates_.sites)
      if (key == name) return {&site};
    return {};
  }

  CandidateOption make_option(Size number, const deck::OptionKeys& keys, const meshes::SiteGround& ground,
                              const CandidateSite& site) {
    CandidateOption option;
    option.site = number;
    option.keys = keys;
    option.dry_density = dry_density_of(candidates_, keys);
    const meshes::DamShape dam = dam_shape(candidates_.dam, option.is_filtered());
    option.pool = keys.volume ? ground.impound_volume(*keys.volume, dam)
                              : ground.impound(ground.lowest() + keys.crest_height.value_or(0.0), dam);
    if (option.is_filtered()) option.pool.dam_volume = option.pool.dam_length = 0.0;
    if (option.pool.storage <= 0.0)
      option.excluded = keys.volume ? fmt::format("no {} there holds {:.4g} m3",
                                                  option.is_filtered() ? "stack" : "dam", *keys.volume)
                                    : "its crest encloses nothing there";
    option.mass = option.pool.storage * option.dry_density;
    option.costs = costs_of(option, site);
    option.breach = {option.pool.storage, option.pool.height};
    option.probability = keys.breach_probability.value_or(
        place_.breach.probability * (option.is_filtered() ? place_.breach.filtered : 1.0));
    return option;
  }

  CostParts costs_of(const CandidateOption& option, const CandidateSite& site) const {
    const auto& prices = place_.prices;
    const double years = candidates_.filling / year;
    const double spread = spread_discount(prices.discount, years),
                 last = std::pow(1.0 + prices.discount, -years);
    const bool lined = option.keys.liner && option.keys.liner->type != "none";
    CostParts costs;
    costs.haul =
        option.mass * site.haul_effort * (option.is_filtered() ? prices.trucking : prices.pumping) * spread;
    costs.filtration = option.is_filtered() ? option.mass * prices.filtration * spread : 0.0;
    costs.stacking = option.is_filtered() ? option.pool.storage * prices.stacking * spread : 0.0;
    costs.dam = option.pool.dam_volume * prices.dam;
    costs.liner = lined ? site.area * prices.liner : 0.0;
    costs.closure = site.area * prices.closure * last;
    costs.road = site.haul_length * prices.road;
    costs.site = prices.site;
    return costs;
  }

  static constexpr double ninety_percent = 1.2815515655446004;  // quantile of the normal distribution

  const Inputs& inputs_;
  const deck::Candidates& candidates_;
  const deck::Place& place_;
  PlacementDesign& design_;
  Diagnostics& diagnostics_;
  meshes::HaulWays ways_;
};

/// The mesh's elevations on square cells as large as a mean face; NaN outside.
meshes::Grid grid_of(const meshes::SurfaceMesh& mesh) {
  double area = 0.0;
  for (const double a : mesh.face_area) area += a;
  meshes::Grid grid;
  grid.cell = std::sqrt(area / static_cast<double>(mesh.n_faces()));
  const auto [west, east] = std::minmax_element(mesh.node_x.begin(), mesh.node_x.end());
  const auto [south, north] = std::minmax_element(mesh.node_y.begin(), mesh.node_y.end());
  grid.west = *west;
  grid.north = *north;
  grid.nx = static_cast<Cell>(std::lround((*east - *west) / grid.cell));
  grid.ny = static_cast<Cell>(std::lround((*north - *south) / grid.cell));
  for (Cell row = 0; row < grid.ny; ++row)
    for (Cell column = 0; column < grid.nx; ++column) {
      const Cell face = meshes::find_face(mesh, grid.x(column), grid.y(row));
      grid.values.push_back(face < 0 ? std::numeric_limits<double>::quiet_NaN()
                                     : mesh.ground[static_cast<Size>(face)]);
    }
  return grid;
}

}  // namespace

double dry_density_of(const deck::Candidates& candidates, const deck::OptionKeys& option) {
  if (option.dry_density) return *option.dry_density;
  const deck::Tailings& t = candidates.tailings;
  const double porosity = t.beach.share * t.beach.porosity + (1.0 - t.beach.share) * t.slimes.porosity;
  return (1.0 - porosity) * t.grain_density;
}

double spread_discount(double rate, double years) {
  double sum = 0.0;
  for (int y = 1; y - 1 < years; ++y) sum += std::min(1.0, years - (y - 1)) * std::pow(1.0 + rate, -y);
  return sum / years;
}

meshes::Grid elevation_grid(const Comm& comm, const Inputs& inputs, const Domain& domain) {
  meshes::Grid grid;
  comm.on_root([&] {
    grid = inputs.deck.terrain ? io::read_raster(inputs.deck.terrain->elevation, *inputs.projection)
                               : grid_of(*domain.surface);
  });
  std::vector<double> shape{static_cast<double>(grid.nx), static_cast<double>(grid.ny), grid.west, grid.north,
                            grid.cell};
  comm.broadcast(shape);
  grid.nx = static_cast<Cell>(shape[0]);
  grid.ny = static_cast<Cell>(shape[1]);
  grid.west = shape[2];
  grid.north = shape[3];
  grid.cell = shape[4];
  comm.broadcast(grid.values);
  return grid;
}

PlacementDesign design_placement(const Inputs& inputs, meshes::Grid ground, Diagnostics& diagnostics) {
  PlacementDesign design;
  design.ground = std::move(ground);
  design.filled = design.ground;
  meshes::fill_pits(design.filled);
  design.drainage = meshes::find_drainage(design.filled);
  Designer(inputs, design, diagnostics).make();
  if (!diagnostics.ok()) return design;
  follow_breaches(inputs, design);
  exclude_by_rules(inputs, design);
  find_cascades(design);
  find_shared_roads(design, inputs.deck.place->prices.road);
  return design;
}

}  // namespace entail::study
