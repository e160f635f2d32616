#include "study/selection.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

bool inside(const std::vector<double>& range, double value) {
  return range.size() != 2 || (value >= range[0] - 1e-9 && value <= range[1] + 1e-9);
}

}  // namespace

Selector::Selector(const deck::Selection& selection, const std::string& key, const meshes::ColumnMesh& mesh,
                   const Domain& domain)
    : selection_(selection), mesh_(mesh) {
  const auto found = domain.selections.find(key);
  if (found == domain.selections.end()) return;
  is_limited_ = true;
  is_line_ = found->second.is_line;
  amount_.assign(static_cast<Size>(mesh.n_owned()), 0.0);
  for (const auto& share : found->second.shares)
    if (const Index column = mesh.find_owned(share.face); column >= 0)
      amount_[static_cast<Size>(column)] += share.amount;
}

double Selector::amount(Index column) const {
  return is_limited_ ? amount_[static_cast<Size>(column)] : mesh_.area()[static_cast<Size>(column)];
}

bool Selector::holds_cell(Index column, double z) const {
  const auto c = static_cast<Size>(column);
  const bool in_map = !is_limited_ || (is_line_ ? amount_[c] > 0.0 : amount_[c] >= 0.5 * mesh_.area()[c]);
  return in_map && holds_height(z) && inside(selection_.x, mesh_.x()[c]) &&
         inside(selection_.y, mesh_.y()[c]);
}

bool Selector::holds_place(Index column, double x, double y) const {
  return amount(column) > 0.0 && inside(selection_.x, x) && inside(selection_.y, y);
}

bool Selector::holds_height(double z) const { return inside(selection_.z, z); }

}  // namespace entail::study
