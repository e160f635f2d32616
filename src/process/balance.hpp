/// What came in, what went out, what is there: of water or of a solute.
#pragma once

#include <string>
#include <vector>

namespace entail::process {

/// One way in or out of the model; amounts are positive when they add to the storage.
struct BalanceTerm {
  std::string name;
  double rate = 0.0;   ///< mean over the last step, per second
  double total = 0.0;  ///< since the start
};

/// The balance of one substance over the whole model, the same on all ranks.
struct Balance {
  std::string substance;  ///< "water" or a contaminant's name
  std::string unit;       ///< "m3" or "kg"
  double initial_storage = 0.0;
  double storage = 0.0;
  std::vector<BalanceTerm> terms;
  /// All that came in and all that went out since the start, face by face and step by step: a term's total is
  /// small where one boundary both takes and gives.
  double came_in = 0.0, went_out = 0.0;
  /// What rounding took from `storage`, which can be large beside all that moves.
  double storage_remainder = 0.0;

  /// What the storage has gained beyond what came in: 0 but for rounding and the solver's tolerance.
  double error() const;
  /// The larger of all that came in and all that went out, storage drawn down or built up included; by single
  /// faces and steps where these are known, else by terms.
  double throughput() const;
  /// |error| over the throughput, or over a ten-millionth of what is stored where less than that moved: that
  /// is what rounding of the stored amounts leaves to tell errors by. 0 where there is nothing.
  double relative_error() const;
  /// What relative errors are relative to.
  double scale() const;

  /// What the storage has gained since the start.
  double gained() const { return storage - initial_storage + storage_remainder; }
  /// Sets the storage by what it has gained since the start.
  void set_gained(double amount);

  BalanceTerm& term(const std::string& name);
};

}  // namespace entail::process
