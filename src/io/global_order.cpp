#include "io/global_order.hpp"

#include <numeric>

namespace entail::io {

GlobalOrder::GlobalOrder(const meshes::ColumnMesh& mesh) : mesh_(mesh) {
  const auto ranks = static_cast<std::size_t>(mesh.comm().size());
  const auto n = static_cast<std::size_t>(mesh.n_global());
  auto first_of = [&](std::size_t rank) { return n * rank / ranks; };
  start_ = first_of(static_cast<std::size_t>(mesh.comm().rank()));
  count_ = first_of(static_cast<std::size_t>(mesh.comm().rank()) + 1) - start_;

  // Own columns ascend in their global numbers, so they are in the order of their holders already.
  send_counts_.assign(ranks, 0);
  receive_counts_.assign(ranks, 0);
  std::vector<std::int64_t> numbers;
  std::size_t holder = 0;
  for (Index c = 0; c < mesh.n_owned(); ++c) {
    const auto number = static_cast<std::size_t>(mesh.global()[static_cast<std::size_t>(c)]);
    while (number >= first_of(holder + 1)) ++holder;
    ++send_counts_[holder];
    numbers.push_back(static_cast<std::int64_t>(number));
  }
  MPI_Alltoall(send_counts_.data(), 1, MPI_INT, receive_counts_.data(), 1, MPI_INT, mesh.comm().handle());
  send_offsets_.assign(ranks, 0);
  receive_offsets_.assign(ranks, 0);
  std::partial_sum(send_counts_.begin(), send_counts_.end() - 1, send_offsets_.begin() + 1);
  std::partial_sum(receive_counts_.begin(), receive_counts_.end() - 1, receive_offsets_.begin() + 1);
  std::vector<std::int64_t> received(count_);
  MPI_Alltoallv(numbers.data(), send_counts_.data(), send_offsets_.data(), MPI_INT64_T, received.data(),
                receive_counts_.data(), receive_offsets_.data(), MPI_INT64_T, mesh.comm().handle());
  for (std::int64_t number : received) receive_place_.push_back(static_cast<std::size_t>(number) - start_);
}

std::vector<double> GlobalOrder::operator()(const std::vector<double>& own) const {
  std::vector<double> received(count_), ordered(count_);
  MPI_Alltoallv(own.data(), send_counts_.data(), send_offsets_.data(), MPI_DOUBLE, received.data(),
                receive_counts_.data(), receive_offsets_.data(), MPI_DOUBLE, mesh_.comm().handle());
  for (std::size_t i = 0; i < count_; ++i) ordered[receive_place_[i]] = received[i];
  return ordered;
}

}  // namespace entail::io
