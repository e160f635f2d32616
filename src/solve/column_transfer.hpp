/// The way between two levels of a hierarchy of columns.
#pragma once

#include "base/array.hpp"
#include "solve/column_level.hpp"

namespace entail::solve {

/// Merges columns slot by slot: P gives every fine column the values of its aggregate, R = P^T sums. The
/// coarse matrix is R A P, but for links between aggregates: they are shortened by the distance of fine
/// centres over that of the coarse ones, as a discretisation on the coarse columns has them; R A P alone
/// makes fluxes of smooth heads that much too large (Braess 1995, doi:10.1007/BF02238488, corrects all of it
/// by one factor). Shortenings of 1 leave R A P.
class ColumnTransfer {
 public:
  explicit ColumnTransfer(const Aggregation& aggregation);

  /// The values of the coarse matrix, own columns.
  void coarsen(const process::ColumnMatrix& fine, const process::ColumnMatrix& coarse) const;

  /// sums = R (r - A z) for the z that relax() made of r, own coarse slots.
  void restrict_residual(const ColumnLevel& level, const Array<double>& z, const Array<double>& sums) const;

  /// z += P correction where relax_back() looks at z. `ghosts` are the corrections of coarse ghosts.
  void prolong(const Array<double>& correction, const Array<double>& ghosts, const ColumnLevel& level,
               const Array<double>& z) const;

 private:
  Array<Index> aggregate_;              // per fine column, own and ghost
  Array<Index> first_member_, member_;  // own fine columns of each own coarse column
  Array<Index> link_;                   // per fine link: which of the coarse column's, or -1
  Array<double> shortening_;            // per coarse link
};

}  // namespace entail::solve
