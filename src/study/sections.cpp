#include "study/sections.hpp"

#include <fmt/format.h>

#include "study/sampling.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

/// Twice the area of the triangle p, q, r: positive when r lies left of the way from p to q.
double side(double px, double py, double qx, double qy, double rx, double ry) {
  return (qx - px) * (ry - py) - (qy - py) * (rx - px);
}

}  // namespace

Sections::Sections(const deck::Deck& deck, const field::Fields& fields) : fields_(fields) {
  const auto& mesh = fields.mesh();
  for (Size number = 0; number < deck.sections.size(); ++number) {
    const auto& section = deck.sections[number];
    names_.push_back(section.name);
    auto& crossings = crossings_.emplace_back();
    const auto& p = section.line;
    for (Size i = 2; i + 1 < p.size(); i += 2)
      for (Index link = 0; link < mesh.n_links(); ++link) {
        const auto a = static_cast<Size>(mesh.link_a()[static_cast<Size>(link)]),
                   b = static_cast<Size>(mesh.link_b()[static_cast<Size>(link)]);
        // Each link counts on the rank that owns its first column.
        if (static_cast<Index>(a) >= mesh.n_owned()) continue;
        const double ax = mesh.x()[a], ay = mesh.y()[a], bx = mesh.x()[b], by = mesh.y()[b];
        const bool a_left = side(p[i - 2], p[i - 1], p[i], p[i + 1], ax, ay) >= 0.0,
                   b_left = side(p[i - 2], p[i - 1], p[i], p[i + 1], bx, by) >= 0.0;
        const bool from_left = side(ax, ay, bx, by, p[i - 2], p[i - 1]) >= 0.0,
                   to_left = side(ax, ay, bx, by, p[i], p[i + 1]) >= 0.0;
        if (a_left != b_left && from_left != to_left) crossings.push_back({link, a_left ? 1.0 : -1.0});
      }
    if (mesh.comm().sum(static_cast<std::int64_t>(crossings.size())) == 0)
      deck::fail(
          deck, fmt::format("sections[{}].line", number),
          fmt::format("\"{}\" passes between no two columns of the model: it must lead across it, from "
                      "outside or from one column to another",
                      section.name));
  }
  totals_.resize(size());
}

void Sections::accumulate(double step_length) {
  if (size() == 0) return;
  const auto now = flows();
  for (Size s = 0; s < size(); ++s) {
    totals_[s].surface += step_length * now[s].surface;
    totals_[s].ground += step_length * now[s].ground;
  }
}

std::vector<SectionFlow> Sections::flows() const {
  const auto flux = host_values(fields_, "lateral_flux");
  const auto slots = static_cast<Size>(fields_.slots());
  std::vector<double> sums(2 * size(), 0.0);
  for (Size s = 0; s < size(); ++s)
    for (const auto& crossing : crossings_[s])
      for (Size slot = 0; slot < slots; ++slot)
        sums[2 * s + (static_cast<int>(slot) < fields_.first_cell() ? 0 : 1)] +=
            crossing.sign * flux(static_cast<Size>(crossing.link) * slots + slot);
  fields_.mesh().comm().sum(sums);
  std::vector<SectionFlow> flows;
  for (Size s = 0; s < size(); ++s) flows.push_back({sums[2 * s], sums[2 * s + 1]});
  return flows;
}

}  // namespace entail::study
