#include "study/facility_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "study/facilities.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// Finds and reports what is wrong with the place of one facility.
class FacilityPlace {
 public:
  FacilityPlace(const Inputs& inputs, const meshes::SurfaceMesh& mesh, Site& site, Diagnostics& diagnostics)
      : inputs_(inputs), mesh_(mesh), site_(site), diagnostics_(diagnostics) {
    const auto& list = inputs.deck.facilities;
    index_ = static_cast<Size>(
        std::find_if(list.begin(), list.end(), [&](const auto& f) { return f.name == site.name; }) -
        list.begin());
  }

  void fill() {
    double area = 0.0, moment = 0.0, lowest = std::numeric_limits<double>::infinity();
    for (const auto& share : site_.shares) {
      const double ground = mesh_.ground[static_cast<Size>(share.face)];
      area += share.amount;
      moment += share.amount * ground;
      if (ground < lowest) {
        lowest = ground;
        site_.overflow_face = share.face;
      }
    }
    site_.ground = moment / area;
    area_ = area;
    const auto& at = keys().overflow_at;
    if (at.size() != 2) return;
    site_.overflow_face = meshes::find_face(mesh_, at[0], at[1]);
    if (site_.overflow_face < 0)
      error(".overflow_at", fmt::format("{}, {} lies outside the model", at[0], at[1]));
  }

  /// On a stream lies what covers half of a column that a stream or river passes, or lies there by half.
  void check_stream(const Domain& domain) {
    const auto streams = stream_faces(domain);
    for (const auto& share : site_.shares) {
      const auto face = static_cast<Size>(share.face);
      const auto stream = streams.find(share.face);
      if (stream == streams.end() || share.amount < 0.5 * std::min(mesh_.face_area[face], area_)) continue;
      return error("", fmt::format("lies over a stream: at {:.0f}, {:.0f} {}", mesh_.face_x[face],
                                   mesh_.face_y[face], stream->second));
    }
  }

  /// Until the next stage begins, tailings rise under the crest of the stage before.
  void check_crest() {
    if (!keys().is_staged()) return;
    const auto p = facility_properties(inputs_.deck, keys(), area_, site_.ground);
    for (Size i = 0; i < p.stages.size(); ++i) {
      const double solids = p.stages[std::min(i + 1, p.stages.size() - 1)].solids;
      const double surface = p.floor + solids / p.deposit.dry_density() / p.area;
      if (surface > p.stages[i].crest)
        error(fmt::format(".stages[{}].crest", i),
              fmt::format("is {:.2f} m, but the tailings stored until the next stage fill the footprint of "
                          "{:.1f} ha from its floor at {:.2f} m to {:.2f} m",
                          p.stages[i].crest, p.area / 1e4, p.floor, surface));
    }
    const double surface = p.floor + p.stages[0].solids / p.deposit.dry_density() / p.area;
    const double room = (p.stages[0].crest - surface) * p.slimes_share * p.area;
    if (p.initial_pond > room * (1.0 + 1e-9) && room >= 0.0)
      error(".pond.initial", fmt::format("is {:.0f} m3, but between the slimes at {:.2f} m and the crest at "
                                         "{:.2f} m there is room for {:.0f} m3",
                                         p.initial_pond, surface, p.stages[0].crest, room));
  }

 private:
  /// What passes each column of a stream: a drained area large enough, or a river of the deck.
  std::map<std::int64_t, std::string> stream_faces(const Domain& domain) const {
    std::map<std::int64_t, std::string> streams;
    const auto& deck = inputs_.deck;
    const double least = deck.terrain ? deck.terrain->stream_area : 0.0;
    for (Size face = 0; deck.terrain && face < mesh_.drained_area.size(); ++face)
      if (mesh_.drained_area[face] >= least)
        streams[static_cast<std::int64_t>(face)] = fmt::format(
            "{:.2f} km2 drain through it; terrain.stream_area sets what counts as a stream, now "
            "{:.2f} km2",
            mesh_.drained_area[face] / 1e6, least / 1e6);
    for (Size i = 0; i < deck.boundaries.size(); ++i) {
      const auto place = domain.selections.find(fmt::format("boundaries[{}]", i));
      if (!deck.boundaries[i].river || place == domain.selections.end()) continue;
      for (const auto& share : place->second.shares)
        streams[share.face] =
            fmt::format("runs the river \"{}\" (boundaries[{}])", deck.boundaries[i].name, i);
    }
    return streams;
  }

  const deck::Facility& keys() const { return inputs_.deck.facilities[index_]; }
  void error(const std::string& key, const std::string& message) {
    const std::string path = fmt::format("facilities[{}]{}", index_, key);
    diagnostics_.error(ExitCode::data, inputs_.deck.path, deck::mark_of(inputs_.deck, path),
                       key.empty() ? path + " " + site_.name : path, message);
  }

  const Inputs& inputs_;
  const meshes::SurfaceMesh& mesh_;
  Site& site_;
  Diagnostics& diagnostics_;
  Size index_ = 0;
  double area_ = 0.0;
};

/// Rain cannot be caught twice: where footprints fill more than a face, they lie over each other.
void check_overlap(const Inputs& inputs, const Domain& domain, Diagnostics& diagnostics) {
  std::vector<double> covered(static_cast<Size>(domain.surface->n_faces()), 0.0);
  std::map<Size, Size> holder;  // the last facility over a face
  for (Size i = 0; i < domain.facilities.size(); ++i)
    for (const auto& share : domain.facilities[i].shares) {
      const auto face = static_cast<Size>(share.face);
      covered[face] += share.amount;
      if (covered[face] <= domain.surface->face_area[face] * (1.0 + 1e-6)) {
        holder[face] = i;
        continue;
      }
      const std::string path = fmt::format("facilities[{}]", i);
      const std::string other = holder.count(face) > 0 ? domain.facilities[holder[face]].name : "itself";
      diagnostics.error(ExitCode::data, inputs.deck.path, deck::mark_of(inputs.deck, path),
                        path + " " + domain.facilities[i].name,
                        fmt::format("lies over {} at {:.0f}, {:.0f}; facilities must lie side by side", other,
                                    domain.surface->face_x[face], domain.surface->face_y[face]));
      break;
    }
}

}  // namespace

void place_facilities(const Inputs& inputs, Domain& domain, Diagnostics& diagnostics) {
  // What is wrong in the deck itself would only be said twice.
  if (!diagnostics.ok()) return;
  for (auto& site : domain.facilities) {
    FacilityPlace place(inputs, *domain.surface, site, diagnostics);
    place.fill();
    place.check_stream(domain);
    place.check_crest();
  }
  check_overlap(inputs, domain, diagnostics);
}

}  // namespace entail::study
