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
  for (const auto& term : terms) (term.total > 0.0 ? in : out) += std::fabs(term.total);
  in = std::max(in, came_in);
  out = std::max(out, went_out);
  const double drawn = initial_storage - storage;
  (drawn > 0.0 ? in : out) += std::fabs(drawn);
  return std::max(in, out);
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
