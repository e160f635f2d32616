#include "study/response_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/constants.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

constexpr double year = constants::seconds_per_year;

/// Ground counts when its response is above this part of the largest.
constexpr double counts = 0.01;

/// The ground [m2] whose value is above a threshold.
double ground_above(const std::vector<double>& values, const meshes::SurfaceMesh& surface, double threshold) {
  double area = 0.0;
  for (Size face = 0; face < values.size(); ++face)
    if (values[face] > threshold) area += surface.face_area[face];
  return area;
}

}  // namespace

std::string describe_responses(const Responses& responses, const deck::Deck& deck,
                               const meshes::ColumnMesh& mesh) {
  const meshes::SurfaceMesh* surface = mesh.surface();
  if (!surface) return "";
  double all = 0.0;
  for (double area : surface->face_area) all += area;
  const double release = deck.responses->release;
  std::string text = fmt::format(
      "\nresponses: a lasting release of {:.4g} t/yr into the {}, after {:.4g} yr; over the limit besides "
      "what "
      "is there already\n  {:24} {:14} {:>22} {:>14} {:>13} {:>12} {:>12}\n",
      release * year * 1e-3, responses.into, responses.lags.back() / year, "receptor", "contaminant",
      "worst place x, y", "there [mg/L]", "peak after", "above 1 %", "over limit");
  for (Size r = 0; r < responses.receptors.size(); ++r)
    for (Size c = 0; c < responses.contaminants.size(); ++c) {
      const auto integrated = responses.integrated(r, c);
      const auto worst =
          static_cast<Size>(std::max_element(integrated.begin(), integrated.end()) - integrated.begin());
      const double most = integrated[worst];
      text += fmt::format("  {:24} {:14} ", responses.receptors[r], responses.contaminants[c]);
      if (!(most > 0.0)) {
        text += "no release reaches it\n";
        continue;
      }
      const auto& limit = deck.contaminants[c].limit;
      const double lag = responses.kernel(r, c, {{static_cast<std::int64_t>(worst), 1.0}}).pulse_peak().time;
      text += fmt::format(
          "{:>22} {:>14.4g} {:>10.3g} yr {:>10.3g} % {:>12}\n",
          fmt::format("{:.0f}, {:.0f}", surface->face_x[worst], surface->face_y[worst]),
          most * release * constants::mg_per_litre, lag / year,
          100.0 * ground_above(integrated, *surface, counts * most) / all,
          limit ? fmt::format("{:.3g} %", 100.0 * ground_above(integrated, *surface, *limit / release) / all)
                : "");
    }
  return text;
}

}  // namespace entail::study
