/// Which columns, cells and faces a zone or boundary of the deck holds on.
#pragma once

#include <string>
#include <vector>

#include "study/domain.hpp"

namespace entail::study {

/// A selection laid over this rank's columns.
class Selector {
 public:
  /// `key` is where the selection stands in the deck.
  Selector(const deck::Selection& selection, const std::string& key, const meshes::ColumnMesh& mesh,
           const Domain& domain);

  /// The part of a column's area [m2] inside the polygon, or the length [m] of the line in it; the whole area
  /// without either.
  double amount(Index column) const;

  /// True where the selected part of a cell's column is at least half and its centre lies in all ranges.
  bool holds_cell(Index column, double z) const;

  /// True where the column is selected at all and a place lies in all ranges.
  bool holds_place(Index column, double x, double y) const;
  bool holds_height(double z) const;

  bool is_line() const { return is_line_; }

 private:
  const deck::Selection& selection_;
  const meshes::ColumnMesh& mesh_;
  bool is_limited_ = false, is_line_ = false;
  std::vector<double> amount_;  // per own column, when limited
};

}  // namespace entail::study
