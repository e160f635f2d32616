#include "process/balance.hpp"

#include <algorithm>
#include <cmath>

namespace entail::process {

double Balance::error() const {
  double in = 0.0;
  for (const auto& term : terms) in += term.total;
  return gained() - in;
}

double Balance::throughput() const {
  double in = 0.0, out = 0.0;
  auto add = [&](double amount) { (amount > 0.0 ? in : out) += std::fabs(amount); };
  for (const auto& term : terms) add(term.total);
  add(-gained());
  const double drawn = std::max(0.0, -gained()), built_up = std::max(0.0, gained());
  return std::max({in, out, came_in + drawn, went_out + built_up});
}

double Balance::scale() const {
  constexpr double least = 1e-7;  // rounding, 2e-16 of the storage, is then some 1e-9
  return std::max(throughput(), least * std::max(std::fabs(initial_storage), std::fabs(storage)));
}

double Balance::relative_error() const {
  const double all = scale();
  return all > 0.0 ? std::fabs(error()) / all : 0.0;
}

void Balance::set_gained(double amount) {
  storage = initial_storage + amount;
  storage_remainder = amount - (storage - initial_storage);
}

BalanceTerm& Balance::term(const std::string& name) {
  for (auto& term : terms)
    if (term.name == name) return term;
  terms.push_back({name, 0.0, 0.0});
  return terms.back();
}

}  // namespace entail::process
