#include "study/boundaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "study/selection.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
using deck::Spatial;

/// True for an edge on the named side of the model.
bool on_side(const std::string& side, const meshes::BoundaryEdge& edge) {
  if (side == "west") return edge.normal_x < -0.7;
  if (side == "east") return edge.normal_x > 0.7;
  if (side == "south") return edge.normal_y < -0.7;
  if (side == "north") return edge.normal_y > 0.7;
  return side == "sides";
}

/// Faces of the outside: an edge of the map and a layer, or the top or bottom of a column; and the cells of a
/// column where a head is held inside, downwards from first_inside.
using FaceId = std::array<Index, 2>;
constexpr Index top_face = -1, bottom_face = -2, first_inside = -3;

}  // namespace

/// Makes the patches one after the other.
class Boundaries::Maker {
 public:
  Maker(Boundaries& owner, const Inputs& inputs, const Domain& domain, const flow::GroundData& ground,
        const field::Fields& fields)
      : owner_(owner),
        inputs_(inputs),
        domain_(domain),
        mesh_(owner.mesh_),
        ground_(ground),
        fields_(fields),
        values_(owner.values_) {}

  void add_boundary(Size number) {
    const auto& b = inputs_.deck.boundaries[number];
    key_ = fmt::format("boundaries[{}]", number);
    boundary_ = &b;
    begin(b.name, kind_of(b), value_of(b));
    read_rasters(b);
    const Selector selector(b.part, key_, mesh_, domain_);
    if (b.where == "top" || b.where == "bottom")
      for (Index c = 0; c < mesh_.n_owned(); ++c) add_horizontal(selector, c);
    else if (b.where == "inside")
      for (Index c = 0; c < mesh_.n_owned(); ++c) add_inside(selector, c);
    else
      add_sides(selector);
    finish_weights();
    if (mesh_.comm().sum(static_cast<std::int64_t>(patch_.faces.size())) == 0)
      deck::fail(
          inputs_.deck, key_,
          fmt::format("\"{}\" holds on no face of the model, which is {}; check its x, y, z, polygon or line",
                      b.name, domain_.extent));
    require_no_conflict(number);
    end();
  }

  void add_well(Size number) {
    const auto& w = inputs_.deck.wells[number];
    key_ = fmt::format("wells[{}]", number);
    begin(w.name, flow::BoundaryKind::well, &*w.rate);
    double face = -1.0;
    if (const auto* surface = mesh_.surface())
      face = static_cast<double>(meshes::find_face(*surface, w.at[0], w.at[1]));
    face = mesh_.comm().broadcast(face);
    if (face < 0.0)
      deck::fail(inputs_.deck, key_ + ".at",
                 fmt::format("{}, {} lies outside the model, which is {}", w.at[0], w.at[1], domain_.extent));
    const Index column = mesh_.find_owned(static_cast<std::int64_t>(face));
    if (column >= 0) add_screen(w, column);
    const double bottom = mesh_.comm().sum(column >= 0 ? total_depth(column) : 0.0);
    if (w.screen.size() == 2 && w.screen[1] > bottom * (1.0 + 1e-9))
      deck::fail(
          inputs_.deck, key_ + ".screen",
          fmt::format("reaches down to {} m, but the layers end at {} m there; it must lie between 0 m and "
                      "that depth",
                      w.screen[1], bottom));
    finish_weights();
    end();
  }

  void add_outlets() {
    if (!fields_.has_surface() || mesh_.outlets().empty()) return;
    begin("outlet", flow::BoundaryKind::normal_depth, nullptr);
    for (const auto& o : mesh_.outlets())
      if (const Index c = mesh_.find_owned(o.face); c >= 0)
        patch_.faces.push_back({c, 0, 0.0, 0.0, o.slope, o.width});
    end();
  }

 private:
  static flow::BoundaryKind kind_of(const deck::Boundary& b) {
    using flow::BoundaryKind;
    if (b.normal_depth) return BoundaryKind::normal_depth;
    if (b.critical_depth) return BoundaryKind::critical_depth;
    if (b.flux || b.rate) return BoundaryKind::flux;
    if (b.seepage_face) return BoundaryKind::seepage;
    if (b.river) return BoundaryKind::river;
    if (b.drain) return BoundaryKind::drain;
    if (b.general_head) return BoundaryKind::general_head;
    return b.where == "inside" ? BoundaryKind::held : BoundaryKind::head;
  }

  static const Spatial* value_of(const deck::Boundary& b) {
    for (const auto* value : {&b.head, &b.pressure_head, &b.flux, &b.rate})
      if (*value) return &**value;
    if (b.general_head) return &*b.general_head->head;
    if (b.river) return &*b.river->stage;
    return b.drain ? &*b.drain->level : nullptr;
  }

  void begin(const std::string& name, flow::BoundaryKind kind, const Spatial* value) {
    patch_ = {name, kind, {}};
    driver_ = {value, {}};
    weights_.clear();
  }

  void end() {
    mesh_.comm().agree([&] {
      for (Size i = 0; i < driver_.faces.size(); ++i) {
        patch_.faces[i].value = owner_.value(driver_, patch_.faces[i].column, i, 0.0);
        if (!std::isfinite(patch_.faces[i].value))
          deck::fail(inputs_.deck, key_,
                     fmt::format("the value of \"{}\" is no number at x {:.10g}, y {:.10g}, z {:.6g}",
                                 patch_.name, driver_.faces[i].x, driver_.faces[i].y, driver_.faces[i].z));
        if (patch_.kind == flow::BoundaryKind::river) require_stage(i);
      }
    });
    owner_.patches_.push_back(std::move(patch_));
    owner_.drivers_.push_back(std::move(driver_));
  }

  /// A river whose stage does not change has water above its bed. One that changes may fall dry.
  void require_stage(Size face) {
    if (driver_.value->varies_in_time) return;
    const FacePlace& place = driver_.faces[face];
    const double stage =
        values_.at(*driver_.value, patch_.faces[face].column, place.x, place.y, place.z, 0.0);
    if (stage < place.least)
      deck::fail(
          inputs_.deck, key_ + ".river.bottom",
          fmt::format("is {:.6g} m at x {:.10g}, y {:.10g}, above the stage of {:.6g} m; it must be at "
                      "most the stage",
                      place.least, place.x, place.y, stage));
  }

  void read_rasters(const deck::Boundary& b) {
    if (driver_.value && driver_.value->form == Spatial::Form::raster)
      values_.at_columns(*driver_.value, key_);
    if (b.river && b.river->bottom->form == Spatial::Form::raster)
      values_.at_columns(*b.river->bottom, key_ + ".river.bottom");
  }

  double thickness(Index c, int k) const { return mesh_.cell_top(c, k) - mesh_.cell_bottom(c, k); }
  double total_depth(Index c) const {
    return mesh_.ground()[static_cast<Size>(c)] - mesh_.cell_bottom(c, mesh_.n_layers() - 1);
  }
  Size cell(Index column, int layer) const {
    return static_cast<Size>(column) * static_cast<Size>(mesh_.n_layers()) + static_cast<Size>(layer);
  }

  /// The plan area that a boundary takes of a column [m2].
  double plan_area(const Selector& selector, Index c) const {
    return selector.amount(c) * (selector.is_line() ? boundary_->width.value_or(1.0) : 1.0);
  }

  void add_horizontal(const Selector& selector, Index c) {
    const auto i = static_cast<Size>(c);
    if (!selector.holds_place(c, mesh_.x()[i], mesh_.y()[i])) return;
    const bool is_top = boundary_->where == "top";
    const double area = plan_area(selector, c), x = mesh_.x()[i], y = mesh_.y()[i];
    if (is_top && fields_.has_surface())
      return add(c, 0, area, 0.0, 0.0, {x, y, mesh_.ground()[i], 1.0, 0.0});
    const int layer = is_top ? 0 : mesh_.n_layers() - 1;
    const double z = is_top ? mesh_.cell_top(c, layer) : mesh_.cell_bottom(c, layer);
    const double k = ground_.vertical_conductivity[cell(c, layer)];
    add(c, layer + fields_.first_cell(), area, 0.5 * thickness(c, layer), k, {x, y, z, 1.0, 0.0});
    ids_.push_back({is_top ? top_face : bottom_face, c});
  }

  void add_sides(const Selector& selector) {
    const auto& edges = mesh_.boundary_edges();
    for (Size e = 0; e < edges.size(); ++e) {
      const auto& edge = edges[e];
      if (!on_side(boundary_->where, edge) || !selector.holds_place(edge.column, edge.x, edge.y)) continue;
      if (boundary_->normal_depth || boundary_->critical_depth) {
        const double slope = boundary_->normal_depth ? boundary_->normal_depth->slope : 0.0;
        patch_.faces.push_back({edge.column, 0, 0.0, 0.0, slope, edge.length});
        continue;
      }
      for (int k = 0; k < mesh_.n_layers(); ++k) {
        const double z = mesh_.cell_centre(edge.column, k);
        if (!selector.holds_height(z)) continue;
        add(edge.column, k + fields_.first_cell(), edge.length * thickness(edge.column, k), edge.distance,
            ground_.conductivity[cell(edge.column, k)], {edge.x, edge.y, z, 1.0, 0.0});
        ids_.push_back({static_cast<Index>(e), k});
      }
    }
  }

  void add_inside(const Selector& selector, Index c) {
    const auto i = static_cast<Size>(c);
    if (!selector.holds_place(c, mesh_.x()[i], mesh_.y()[i])) return;
    for (int k = 0; k < mesh_.n_layers(); ++k) {
      const double z = mesh_.cell_centre(c, k);
      if (!selector.holds_height(z)) continue;
      const double area = plan_area(selector, c);
      // Of the order of all conductances of the cell: down over half its height, and around.
      const double own =
          ground_.vertical_conductivity[cell(c, k)] * mesh_.area()[i] / (0.5 * thickness(c, k)) +
          4.0 * ground_.conductivity[cell(c, k)] * thickness(c, k);
      add(c, k + fields_.first_cell(), area, area / own, 1.0, {mesh_.x()[i], mesh_.y()[i], z, 1.0, 0.0});
      if (boundary_->head) ids_.push_back({first_inside - k, c});
    }
  }

  /// A face of an area [m2]; `conductivity` over `distance` leads to the centre of the cell.
  void add(Index column, int slot, double area, double distance, double conductivity, FacePlace place) {
    const auto& b = *boundary_;
    flow::BoundaryFace face{column,  slot, distance > 0.0 ? conductivity * area / distance : 0.0,
                            place.z, 0.0,  0.0};
    double weight = area;
    place.area = b.where == "inside" ? 0.0 : area;
    if (b.flux) place.factor = area;
    if (b.rate) weight = conductivity > 0.0 ? area * conductivity : area;
    if (b.pressure_head) place.offset = place.z;
    if (b.seepage_face) {
      place.factor = 0.0;
      place.offset = place.z;
    }
    if (b.general_head) face.conductance = b.general_head->leakance.value_or(0.0) * area;
    if (b.drain) face.conductance = b.drain->leakance.value_or(0.0) * area;
    if (b.river) {
      face.conductance = b.river->leakance.value_or(0.0) * area;
      face.elevation = values_.at(*b.river->bottom, column, place.x, place.y, place.z);
      place.least = face.elevation;
    }
    patch_.faces.push_back(face);
    driver_.faces.push_back(place);
    weights_.push_back(weight);
  }

  void add_screen(const deck::Well& w, Index c) {
    const auto i = static_cast<Size>(c);
    const double ground = mesh_.ground()[i];
    const double from = w.screen.size() == 2 ? w.screen[0] : 0.0;
    const double to = w.screen.size() == 2 ? w.screen[1] : total_depth(c);
    for (int k = 0; k < mesh_.n_layers(); ++k) {
      const double length =
          std::min(to, ground - mesh_.cell_bottom(c, k)) - std::max(from, ground - mesh_.cell_top(c, k));
      if (length <= 0.0) continue;
      patch_.faces.push_back({c, k + fields_.first_cell(), 0.0, 0.0, 0.0, 0.0});
      driver_.faces.push_back({w.at[0], w.at[1], mesh_.cell_centre(c, k), 1.0, 0.0});
      weights_.push_back(length * ground_.conductivity[cell(c, k)]);
    }
  }

  /// Shares rates and conductances of the whole boundary among its faces by their weights.
  void finish_weights() {
    double sum = 0.0;
    for (double weight : weights_) sum += weight;
    sum = mesh_.comm().sum(sum);
    if (sum <= 0.0) return;
    const bool is_well = patch_.kind == flow::BoundaryKind::well;
    double whole = 0.0;
    if (!is_well) {
      const auto& b = *boundary_;
      if (b.general_head) whole = b.general_head->conductance.value_or(0.0);
      if (b.river) whole = b.river->conductance.value_or(0.0);
      if (b.drain) whole = b.drain->conductance.value_or(0.0);
    }
    for (Size i = 0; i < weights_.size(); ++i) {
      if (is_well || boundary_->rate) driver_.faces[i].factor = weights_[i] / sum;
      if (whole > 0.0) patch_.faces[i].conductance = whole * weights_[i] / sum;
    }
  }

  /// A face may have one head, and no flux or seepage beside it.
  void require_no_conflict(Size number) {
    const bool is_head = patch_.kind == flow::BoundaryKind::head || boundary_->head.has_value();
    const bool counts =
        is_head || patch_.kind == flow::BoundaryKind::flux || patch_.kind == flow::BoundaryKind::seepage;
    mesh_.comm().agree([&] {
      for (Size i = 0; counts && i < ids_.size(); ++i) {
        auto& holders = holders_[ids_[i]];
        for (const auto& [other, other_is_head] : holders)
          if (is_head || other_is_head)
            deck::fail(
                inputs_.deck, key_,
                fmt::format(
                    "\"{}\" and \"{}\" (boundaries[{}]) both hold at x {:.10g}, y {:.10g}, z "
                    "{:.6g}; a head permits no other head, flux or seepage face beside it: limit one of "
                    "them by x, y, z or polygon",
                    patch_.name, inputs_.deck.boundaries[other].name, other, driver_.faces[i].x,
                    driver_.faces[i].y, driver_.faces[i].z));
        holders.emplace_back(number, is_head);
      }
    });
    ids_.clear();
  }

  Boundaries& owner_;
  const Inputs& inputs_;
  const Domain& domain_;
  const meshes::ColumnMesh& mesh_;
  const flow::GroundData& ground_;
  const field::Fields& fields_;
  SpatialValues& values_;
  const deck::Boundary* boundary_ = nullptr;
  std::string key_;
  flow::BoundaryPatch patch_;
  Driver driver_{};
  std::vector<double> weights_;
  std::vector<FaceId> ids_;
  std::map<FaceId, std::vector<std::pair<Size, bool>>> holders_;
};

Boundaries::Boundaries(const Inputs& inputs, const Domain& domain, const meshes::ColumnMesh& mesh,
                       const flow::GroundData& ground, const field::Fields& fields, SpatialValues& values)
    : mesh_(mesh), first_cell_(fields.first_cell()), values_(values) {
  Maker maker(*this, inputs, domain, ground, fields);
  for (Size i = 0; i < inputs.deck.boundaries.size(); ++i) maker.add_boundary(i);
  for (Size i = 0; i < inputs.deck.wells.size(); ++i) maker.add_well(i);
  maker.add_outlets();
  asked_.assign(patches_.size(), 0.0);
  for (const auto& patch : patches_) {
    columns_.emplace_back();
    for (const auto& face : patch.faces) columns_.back().push_back(face.column);
    rates_.push_back(0.0);
    for (const auto& face : patch.faces) rates_.back() += face.value;
  }
}

std::vector<transport::OpenPatch> Boundaries::open_patches() const {
  std::vector<transport::OpenPatch> all;
  for (Size p = 0; p < patches_.size(); ++p) {
    transport::OpenPatch open{patches_[p].name, {}};
    for (Size i = 0; i < patches_[p].faces.size(); ++i) {
      const auto& face = patches_[p].faces[i];
      transport::OpenFace f{face.column, face.slot};
      if (const auto& places = drivers_[p].faces; i < places.size() && places[i].area > 0.0) {
        const int layer = face.slot - first_cell_;
        const auto c = static_cast<Size>(face.column);
        f.area = places[i].area;
        f.x = places[i].x - mesh_.x()[c];
        f.y = places[i].y - mesh_.y()[c];
        if (layer >= 0 && layer < mesh_.n_layers()) f.z = places[i].z - mesh_.cell_centre(face.column, layer);
      }
      open.faces.push_back(f);
    }
    all.push_back(std::move(open));
  }
  return all;
}

std::vector<double> Boundaries::shares(Size patch) const {
  std::vector<double> all;
  for (const auto& face : drivers_[patch].faces) all.push_back(face.factor);
  return all;
}

std::vector<double> Boundaries::at_faces(Size patch, const Spatial& value, double time) const {
  std::vector<double> all;
  for (Size i = 0; i < drivers_[patch].faces.size(); ++i) {
    const FacePlace& p = drivers_[patch].faces[i];
    all.push_back(values_.at(value, columns_[patch][i], p.x, p.y, p.z, time));
  }
  return all;
}

double Boundaries::value(const Driver& driver, Index column, Size face, double time) const {
  const FacePlace& p = driver.faces[face];
  if (!driver.value) return p.offset;
  const double v = p.factor * values_.at(*driver.value, column, p.x, p.y, p.z, time) + p.offset;
  return v < p.least ? p.least : v;
}

void Boundaries::follow(double length) {
  for (Size p = 0; p < rates_.size(); ++p) asked_[p] += length * rates_[p];
}

double Boundaries::asked_of_well(Size patch) const { return mesh_.comm().sum(asked_[patch]); }

void Boundaries::drive(flow::Flow& flow, double begin, double end) {
  for (Size p = 0; p < drivers_.size(); ++p) {
    if (!drivers_[p].value || !drivers_[p].value->varies_in_time) continue;
    const double time = drivers_[p].value->is_stepwise ? begin : end;
    std::vector<double> now;
    for (Size i = 0; i < drivers_[p].faces.size(); ++i)
      now.push_back(value(drivers_[p], columns_[p][i], i, time));
    flow.set_boundary_values(p, now);
    rates_[p] = std::accumulate(now.begin(), now.end(), 0.0);
  }
}

double Boundaries::next_row(double time) const {
  double next = std::numeric_limits<double>::infinity();
  for (const auto& driver : drivers_)
    if (driver.value) next = std::min(next, values_.next_row(*driver.value, time));
  return next;
}

}  // namespace entail::study
