#include "study/place_roads.hpp"

#include <algorithm>
#include <map>

namespace entail::study {

namespace {

using Size = std::size_t;

std::vector<Size> sites_with_options(const PlacementDesign& design) {
  std::vector<Size> sites;
  for (const auto& option : design.options)
    if (option.excluded.empty() && (sites.empty() || sites.back() != option.site))
      sites.push_back(option.site);
  return sites;
}

}  // namespace

void find_shared_roads(PlacementDesign& design, double price) {
  if (price <= 0.0) return;
  const auto sites = sites_with_options(design);
  std::map<std::int64_t, int> ways;  // through each cell
  for (const Size s : sites)
    for (const auto cell : design.sites[s].way) ++ways[cell];
  for (auto first = sites.begin(); first != sites.end(); ++first)
    for (auto second = std::next(first); second != sites.end(); ++second) {
      const CandidateSite &a = design.sites[*first], &b = design.sites[*second];
      SharedRoad road{*first, *second, 0.0, 0.0};
      const Size most = std::min(a.way.size(), b.way.size());
      for (Size i = 1; i < most && a.way[i] == b.way[i]; ++i) {
        const double stretch = a.way_length[i] - a.way_length[i - 1];
        road.length += stretch;
        road.saving += price * stretch * 2.0 / ways.at(a.way[i]);
      }
      if (road.length > 0.0) design.roads.push_back(road);
    }
}

}  // namespace entail::study
