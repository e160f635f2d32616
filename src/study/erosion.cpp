#include "study/erosion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/constants.hpp"
#include "base/log.hpp"
#include "physics/laws/erosion.hpp"
#include "study/contaminants.hpp"
#include "study/selection.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;
constexpr double rounding = 1e-6;  // [s]
constexpr double least_slope = 1e-3;

}  // namespace

/// Makes what the process needs from the deck.
class ErosionDriver::Maker {
 public:
  Maker(const Inputs& inputs, const Domain& domain, const meshes::ColumnMesh& mesh, SpatialValues& values)
      : deck_(inputs.deck), erosion_(*inputs.deck.erosion), domain_(domain), mesh_(mesh), values_(values) {}

  /// The drainage on the root, and slopes and drained areas per own column.
  landscape::SedimentPath make_path(const flow::Flow& flow) {
    landscape::SedimentPath path;
    std::vector<double> outlet(own(), 0.0), bed(own(), 0.0);
    for (const auto& patch : flow.boundaries()) {
      if (patch.kind != flow::BoundaryKind::normal_depth && patch.kind != flow::BoundaryKind::critical_depth)
        continue;
      path.outlet_names.push_back(patch.name);
      for (const auto& face : patch.faces) {
        outlet[static_cast<Size>(face.column)] = static_cast<double>(path.outlet_names.size());
        if (patch.kind == flow::BoundaryKind::normal_depth) bed[static_cast<Size>(face.column)] = face.value;
      }
    }
    if (path.outlet_names.empty())
      log::warn(
          "erosion: surface water leaves nowhere, so that all sediment stays; give a boundary with "
          "normal_depth");
    const auto outlets = mesh_.gather(outlet), beds = mesh_.gather(bed);
    if (mesh_.comm().is_root()) {
      std::vector<meshes::Outlet> list;
      for (Size face = 0; face < outlets.size(); ++face) {
        path.outlet_of_face.push_back(static_cast<int>(outlets[face]) - 1);
        if (outlets[face] > 0.0) list.push_back({static_cast<std::int64_t>(face), 0.0, beds[face]});
      }
      path.drainage = meshes::find_drainage(*mesh_.surface(), list);
      path.passing = passing(path.drainage);
    }
    slope_ = mesh_.scatter(path.drainage.slope);
    drained_ = mesh_.scatter(path.drainage.drained_area);
    find_lengths();
    return path;
  }

  std::optional<landscape::RationalPeak> make_peak(const std::vector<double>& manning) const {
    if (!erosion_.half_hour_rain) return {};
    landscape::RationalPeak peak{*erosion_.half_hour_rain, {}};
    for (Size c = 0; c < own(); ++c)
      peak.concentration_time.push_back(
          laws::overland_time(above_[c] + length_[c], manning[c], std::max(least_slope, slope_[c])));
    return peak;
  }

  /// The contaminants that some soil on top holds. Collective.
  std::vector<landscape::SorbedSubstance> make_substances(const Inputs& inputs,
                                                          const flow::GroundData& ground) {
    std::vector<landscape::SorbedSubstance> substances;
    const auto layers = static_cast<Size>(mesh_.n_layers());
    for (Size i = 0; layers > 0 && i < deck_.contaminants.size(); ++i) {
      const Sorption sorption = make_sorption(inputs, i, ground, values_);
      landscape::SorbedSubstance substance{deck_.contaminants[i].name, sorption.isotherm, {}};
      for (Size c = 0; c < own(); ++c) substance.capacity.push_back(sorption.capacity[c * layers]);
      const auto& all = substance.capacity;
      if (mesh_.comm().any(std::any_of(all.begin(), all.end(), [](double held) { return held > 0.0; })))
        substances.push_back(std::move(substance));
    }
    return substances;
  }

  /// When some cover changes, the start first.
  std::vector<double> make_epochs() const {
    std::set<double> times{0.0};
    auto add = [&](const deck::Cover& cover) {
      for (const auto& change : cover.schedule) times.insert(seconds(*change.start));
    };
    add(*erosion_.cover);
    for (const auto& zone : erosion_.zones)
      if (zone.cover) add(*zone.cover);
    return {times.begin(), times.end()};
  }

  /// K C P LS CFRG per own column at a time. Zones count by the part of a column that lies in them.
  std::vector<double> make_factors(double time) {
    const auto erodibility = share(*erosion_.erodibility, "erosion.erodibility");
    auto practice = cover_factor(*erosion_.cover, "erosion.cover", time);
    std::vector<double> factors(own());
    for (Size c = 0; c < own(); ++c) factors[c] = erodibility[c] * practice[c];
    for (Size i = 0; i < erosion_.zones.size(); ++i) {
      const auto& zone = erosion_.zones[i];
      const std::string key = fmt::format("erosion.zones[{}]", i);
      const Selector selector(zone.where, key, mesh_, domain_);
      const auto soil = zone.erodibility ? share(*zone.erodibility, key + ".erodibility") : erodibility;
      const auto cover = zone.cover ? cover_factor(*zone.cover, key + ".cover", time) : practice;
      for (Index c = 0; c < mesh_.n_owned(); ++c) {
        const auto k = static_cast<Size>(c);
        const double part = selector.holds_place(c, mesh_.x()[k], mesh_.y()[k])
                                ? std::min(1.0, selector.amount(c) / mesh_.area()[k])
                                : 0.0;
        factors[k] += part * (soil[k] * cover[k] - factors[k]);
      }
    }
    if (ground_.empty()) ground_ = ground_factor();
    for (Size c = 0; c < own(); ++c) factors[c] *= ground_[c];
    return factors;
  }

  double seconds(Instant instant) const { return static_cast<double>((instant - deck_.start()).count()); }

 private:
  Size own() const { return static_cast<Size>(mesh_.n_owned()); }

  /// Values between 0 and 1 at own columns.
  std::vector<double> share(const deck::Spatial& value, const std::string& key) {
    return values_.at_columns(value, key,
                              {"must be from 0 to 1", [](double v) { return v >= 0.0 && v <= 1.0; }});
  }

  /// C times P of the state that holds at a time.
  std::vector<double> cover_factor(const deck::Cover& cover, const std::string& key, double time) {
    const auto *c = &*cover.c, *p = &*cover.p;
    std::string path = key;
    for (Size i = 0; i < cover.schedule.size(); ++i) {
      if (seconds(*cover.schedule[i].start) > time + rounding) break;
      c = &*cover.schedule[i].c;
      p = &*cover.schedule[i].p;
      path = fmt::format("{}.schedule[{}]", key, i);
    }
    auto result = share(*c, path + ".c");
    const auto practice = share(*p, path + ".p");
    for (Size i = 0; i < result.size(); ++i) result[i] *= practice[i];
    return result;
  }

  /// Where each column's piece of the slope begins below the slope's top, and how long it is [m]. A slope of
  /// the terrain has the drained area per width of the face for its length.
  void find_lengths() {
    for (Size c = 0; c < own(); ++c) {
      const double width = std::sqrt(mesh_.area()[c]), longest = erosion_.longest_slope;
      length_.push_back(std::min(width, longest));
      above_.push_back(std::clamp((drained_[c] - mesh_.area()[c]) / width, 0.0, longest - length_[c]));
    }
    if (!erosion_.slope_length) return;
    length_ = values_.at_columns(*erosion_.slope_length, "erosion.slope_length",
                                 {"must be above 0 m", [](double l) { return l > 0.0; }});
    above_.assign(own(), 0.0);
  }

  /// LS times what rocks leave.
  std::vector<double> ground_factor() {
    std::vector<double> factor, rocks(own(), 0.0);
    if (erosion_.coarse_fragments) rocks = share(*erosion_.coarse_fragments, "erosion.coarse_fragments");
    for (Size c = 0; c < own(); ++c) {
      const double ls = erosion_.slope_factor == "usle"
                            ? laws::slope_factor_of_piece<laws::UsleSlope>(above_[c], length_[c], slope_[c])
                            : laws::slope_factor_of_piece<laws::RusleSlope>(above_[c], length_[c], slope_[c]);
      factor.push_back(ls * laws::coarse_fragment_factor(rocks[c]));
    }
    return factor;
  }

  std::vector<double> passing(const meshes::FaceDrainage& drainage) const {
    std::vector<double> parts(drainage.receiver.size(), 1.0);
    if (!erosion_.delivery) return parts;
    for (Size face = 0; face < parts.size(); ++face)
      if (drainage.drained_area[face] < erosion_.delivery->channel_area)
        parts[face] = laws::sediment_delivery(erosion_.delivery->coefficient, drainage.length[face],
                                              drainage.descent[face]);
    return parts;
  }

  const deck::Deck& deck_;
  const deck::Erosion& erosion_;
  const Domain& domain_;
  const meshes::ColumnMesh& mesh_;
  SpatialValues& values_;
  std::vector<double> slope_, drained_, above_, length_, ground_;  // per own column
};

ErosionDriver::ErosionDriver(const Inputs& inputs, const Domain& domain, const meshes::ColumnMesh& mesh,
                             field::Fields& fields, const flow::GroundData& ground, SpatialValues& values,
                             const std::vector<double>& manning, const flow::Flow& flow) {
  const auto& erosion = *inputs.deck.erosion;
  Maker maker(inputs, domain, mesh, values);
  begin_ = erosion.start ? maker.seconds(*erosion.start) : 0.0;
  end_ = erosion.end ? maker.seconds(*erosion.end) : inputs.deck.duration();
  note_ = fmt::format(
      "computed day by day from {} to {} and missing outside; a year of it stands for other years as far as "
      "their weather, cover and facilities are alike",
      format_instant(inputs.deck.instant(begin_)), format_instant(inputs.deck.instant(end_)));
  auto path = maker.make_path(flow);
  process_ = std::make_unique<landscape::Erosion>(
      fields, std::move(path), maker.make_substances(inputs, ground), maker.make_peak(manning));
  epochs_ = maker.make_epochs();
  for (double time : epochs_) factors_.push_back(maker.make_factors(time));
  process_->set_factors(factors_[0]);
}

void ErosionDriver::drive(double time) {
  Size now = epoch_;
  while (now + 1 < epochs_.size() && epochs_[now + 1] <= time + rounding) ++now;
  if (now != epoch_) process_->set_factors(factors_[now]);
  epoch_ = now;
}

/// The end of the day that holds at `time`: days last 24 hours from the start of the window, the last may be
/// shorter. Infinite outside the window.
double ErosionDriver::day_end(double time) const {
  if (time < begin_ - rounding || time >= end_ - rounding) return std::numeric_limits<double>::infinity();
  const double day = std::floor((time - begin_ + rounding) / constants::seconds_per_day);
  return std::min(end_, begin_ + (day + 1.0) * constants::seconds_per_day);
}

double ErosionDriver::next_change(double time) const {
  double next = time < begin_ - rounding ? begin_ : day_end(time);
  if (epoch_ + 1 < epochs_.size()) next = std::min(next, epochs_[epoch_ + 1]);
  return next;
}

void ErosionDriver::follow(const process::TimeStep& step) {
  const double end_of_day = day_end(step.time);
  if (!std::isfinite(end_of_day)) return;
  process_->accumulate(step.length);
  if (step.time + step.length >= end_of_day - rounding) process_->end_day();
}

double ErosionDriver::covered(double begin, double end) const {
  return std::max(0.0, std::min(end, end_) - std::max(begin, begin_));
}

}  // namespace entail::study
