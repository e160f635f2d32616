#include "base/parallel.hpp"

#include "base/error.hpp"

namespace entail {

Comm::Comm(MPI_Comm handle) : handle_(handle) {
  MPI_Comm_rank(handle_, &rank_);
  MPI_Comm_size(handle_, &size_);
}

namespace {

template <class T>
T reduce(T value, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  T result{};
  MPI_Allreduce(&value, &result, 1, type, op, comm);
  return result;
}

}  // namespace

double Comm::sum(double value) const { return reduce(value, MPI_DOUBLE, MPI_SUM, handle_); }
std::int64_t Comm::sum(std::int64_t value) const { return reduce(value, MPI_INT64_T, MPI_SUM, handle_); }
double Comm::max(double value) const { return reduce(value, MPI_DOUBLE, MPI_MAX, handle_); }
double Comm::min(double value) const { return reduce(value, MPI_DOUBLE, MPI_MIN, handle_); }
std::int64_t Comm::max(std::int64_t value) const { return reduce(value, MPI_INT64_T, MPI_MAX, handle_); }
bool Comm::any(bool value) const { return reduce(value ? 1 : 0, MPI_INT, MPI_MAX, handle_) != 0; }

void Comm::sum(std::vector<double>& values) const {
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, MPI_SUM, handle_);
}

std::int64_t Comm::exclusive_sum(std::int64_t value) const {
  std::int64_t before = 0;
  MPI_Exscan(&value, &before, 1, MPI_INT64_T, MPI_SUM, handle_);
  return rank_ == 0 ? 0 : before;
}

std::string Comm::broadcast(std::string text) const {
  auto size = static_cast<std::int64_t>(text.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, 0, handle_);
  text.resize(static_cast<std::size_t>(size));
  MPI_Bcast(text.data(), static_cast<int>(size), MPI_CHAR, 0, handle_);
  return text;
}

double Comm::broadcast(double value) const {
  MPI_Bcast(&value, 1, MPI_DOUBLE, 0, handle_);
  return value;
}

void Comm::broadcast(std::vector<double>& values) const {
  auto size = static_cast<std::int64_t>(values.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, 0, handle_);
  values.resize(static_cast<std::size_t>(size));
  MPI_Bcast(values.data(), static_cast<int>(size), MPI_DOUBLE, 0, handle_);
}

void Comm::broadcast(std::vector<std::int64_t>& values) const {
  auto size = static_cast<std::int64_t>(values.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, 0, handle_);
  values.resize(static_cast<std::size_t>(size));
  MPI_Bcast(values.data(), static_cast<int>(size), MPI_INT64_T, 0, handle_);
}

void Comm::agree(const std::function<void()>& work) const {
  std::string message;
  int code = 0;
  try {
    work();
  } catch (const Error& error) {
    message = error.what();
    code = static_cast<int>(error.code());
  } catch (const std::exception& error) {
    message = error.what();
    code = static_cast<int>(ExitCode::internal);
  }
  int first_failed = reduce(code == 0 ? size_ : rank_, MPI_INT, MPI_MIN, handle_);
  if (first_failed == size_) return;
  MPI_Bcast(&code, 1, MPI_INT, first_failed, handle_);
  auto size = static_cast<std::int64_t>(message.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, first_failed, handle_);
  message.resize(static_cast<std::size_t>(size));
  MPI_Bcast(message.data(), static_cast<int>(size), MPI_CHAR, first_failed, handle_);
  throw Error(static_cast<ExitCode>(code), message);
}

void Comm::on_root(const std::function<void()>& work) const {
  agree([&] {
    if (is_root()) work();
  });
}

}  // namespace entail
