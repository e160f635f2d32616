/// MPI communicator with the few collective operations that entail needs, and agreement on errors.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace entail {

/// A communicator. All member functions but rank(), size() and is_root() are collective.
class Comm {
 public:
  explicit Comm(MPI_Comm handle = MPI_COMM_WORLD);

  MPI_Comm handle() const { return handle_; }
  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }

  double sum(double value) const;
  std::int64_t sum(std::int64_t value) const;
  void sum(std::vector<double>& values) const;  ///< element by element, in place
  double max(double value) const;
  double min(double value) const;
  std::int64_t max(std::int64_t value) const;
  bool any(bool value) const;

  /// The sum of the values of all lower ranks (0 on rank 0).
  std::int64_t exclusive_sum(std::int64_t value) const;

  std::string broadcast(std::string text) const;  ///< from the root
  double broadcast(double value) const;           ///< from the root
  void broadcast(std::vector<double>& values) const;
  void broadcast(std::vector<std::int64_t>& values) const;

  /// Runs `work` on this rank; when it throws on any rank, all ranks throw the error of the lowest such rank.
  void agree(const std::function<void()>& work) const;

  /// Runs `work` on the root alone; all ranks throw what it throws.
  void on_root(const std::function<void()>& work) const;

 private:
  MPI_Comm handle_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace entail
