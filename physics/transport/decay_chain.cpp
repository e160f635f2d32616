#include "physics/transport/decay_chain.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <unsupported/Eigen/MatrixFunctions>

namespace entail::transport {

std::vector<double> decay_shares(const std::vector<SoluteData>& solutes, double length) {
  if (std::none_of(solutes.begin(), solutes.end(), [](const SoluteData& s) { return s.decay > 0.0; }))
    return {};
  const auto n = static_cast<Eigen::Index>(solutes.size());
  Eigen::MatrixXd rates = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index p = 0; p < n; ++p) {
    const SoluteData& parent = solutes[static_cast<std::size_t>(p)];
    rates(p, p) -= parent.decay * length;
    for (const auto& product : parent.products)
      rates(static_cast<Eigen::Index>(product.solute), p) += parent.decay * length * product.yield;
  }
  const Eigen::MatrixXd shares = rates.exp();
  std::vector<double> result;
  for (Eigen::Index s = 0; s < n; ++s)
    for (Eigen::Index p = 0; p < n; ++p) result.push_back(shares(s, p));
  return result;
}

}  // namespace entail::transport
