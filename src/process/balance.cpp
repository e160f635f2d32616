#include "process/balance.hpp"

#include <algorithm>
#include <cmath>

namespace entail::process {

double Balance::error() const {
  double in = 0.0;
  for (const auto& term : terms) in += term.total;
  return storage - initial_storage - in;
}

double Balance::throughput() const {
  double in = 0.0, out = 0.0;
  auto add = [&](double amount) { (amount > 0.0 ? in : out) += std::fabs(amount); };
  for (const auto& term : terms) add(term.total);
  add(initial_storage - storage);
  const double drawn = std::max(0.0, initial_storage - storage),
               built_up = std::max(0.0, storage - initial_storage);
  return std::max({in, out, came_in + drawn, went_out + built_up});
}

double Balance::relative_error() const {
  const double moved = throughput();
  return moved > 0.0 ? std::fabs(error()) / moved : 0.0;
}

BalanceTerm& Balance::term(const std::string& name) {
  for (auto& term : terms)
    if (term.name == name) return term;
  terms.push_back({name, 0.0, 0.0});
  return terms.back();
}

}  // namespace entail::process
