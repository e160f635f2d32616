// Recursive QAOA: the elimination of spins (see one_layer.hpp).
#include <algorithm>
#include <cmath>
#include <map>

#include "base/parallel.hpp"
#include "quantum/exact/enumeration.hpp"
#include "quantum/qaoa/one_layer.hpp"

namespace entail::quantum {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// A model whose spins are taken out one by one.
class ShrinkingModel {
 public:
  explicit ShrinkingModel(const IsingModel& model)
      : offset_(model.offset),
        field_(model.fields),
        couplings_(model.fields.size()),
        parent_(field_.size(), -1),
        sign_(field_.size(), 1.0) {
    for (int i = 0; i < model.n_spins(); ++i) left_.push_back(i);
    for (const auto& [i, j, value] : model.couplings) couplings_[at(i)][j] = couplings_[at(j)][i] = value;
  }

  int size() const { return static_cast<int>(left_.size()); }

  /// The model of the spins that are left, numbered in their order.
  IsingModel model() const {
    std::vector<int> number(field_.size(), -1);
    std::vector<double> fields;
    for (std::size_t k = 0; k < left_.size(); ++k) {
      number[at(left_[k])] = static_cast<int>(k);
      fields.push_back(field_[at(left_[k])]);
    }
    std::vector<PairTerm> pairs;
    for (const int i : left_)
      for (const auto& [j, value] : couplings_[at(i)])
        if (i < j) pairs.push_back({number[at(i)], number[at(j)], value});
    return {offset_, std::move(fields), std::move(pairs)};
  }

  /// Sets the k-th spin that is left to z.
  void fix(int k, double z) {
    const int i = left_[at(k)];
    offset_ += z * field_[at(i)];
    for (const auto& [j, value] : couplings_[at(i)]) {
      field_[at(j)] += z * value;
      couplings_[at(j)].erase(i);
    }
    remove(k, -1, z);
  }

  /// Replaces the spin number b of those left by z times the spin number a.
  void tie(int a, int b, double z) {
    const int i = left_[at(a)], j = left_[at(b)];
    field_[at(i)] += z * field_[at(j)];
    for (const auto& [k, value] : couplings_[at(j)]) {
      couplings_[at(k)].erase(j);
      if (k == i) {
        offset_ += z * value;
        continue;
      }
      const double sum = couplings_[at(i)][k] + z * value;
      if (std::abs(sum) > 1e-12 * std::abs(value)) {
        couplings_[at(i)][k] = couplings_[at(k)][i] = sum;
      } else {
        couplings_[at(i)].erase(k);
        couplings_[at(k)].erase(i);
      }
    }
    remove(b, i, z);
  }

  /// All bits from those of the spins that are left.
  std::vector<std::uint8_t> bits(const std::vector<std::uint8_t>& of_left) const {
    std::vector<double> z(field_.size(), 1.0);
    for (std::size_t k = 0; k < left_.size(); ++k) z[at(left_[k])] = of_left[k] ? -1.0 : 1.0;
    for (auto spin = removed_.rbegin(); spin != removed_.rend(); ++spin)
      z[at(*spin)] = sign_[at(*spin)] * (parent_[at(*spin)] < 0 ? 1.0 : z[at(parent_[at(*spin)])]);
    std::vector<std::uint8_t> result;
    for (const double value : z) result.push_back(value < 0 ? 1 : 0);
    return result;
  }

 private:
  void remove(int k, int parent, double sign) {
    const int i = left_[at(k)];
    couplings_[at(i)].clear();
    parent_[at(i)] = parent;
    sign_[at(i)] = sign;
    removed_.push_back(i);
    left_.erase(left_.begin() + k);
  }

  double offset_;
  std::vector<double> field_;
  std::vector<std::map<int, double>> couplings_;
  std::vector<int> parent_;  ///< the spin it is tied to, -1 when it is fixed
  std::vector<double> sign_;
  std::vector<int> left_, removed_;
};

/// Takes out the spin that the averages say most about.
void eliminate(const IsingModel& model, const OneLayer& layer, ShrinkingModel& shrinking) {
  double strongest = 0.0;
  int spin = 0, coupling = -1;
  for (std::size_t i = 0; i < layer.z.size(); ++i)
    if (std::abs(layer.z[i]) > strongest) {
      strongest = std::abs(layer.z[i]);
      spin = static_cast<int>(i);
    }
  for (std::size_t c = 0; c < layer.zz.size(); ++c)
    if (std::abs(layer.zz[c]) > strongest * (1 + 1e-12)) {
      strongest = std::abs(layer.zz[c]);
      coupling = static_cast<int>(c);
    }
  if (coupling < 0) return shrinking.fix(spin, layer.z[at(spin)] < 0 ? -1.0 : 1.0);
  const auto& term = model.couplings[at(coupling)];
  shrinking.tie(term.i, term.j, layer.zz[at(coupling)] < 0 ? -1.0 : 1.0);
}

}  // namespace

RecursiveResult recursive_qaoa(const IsingModel& model, int cutoff) {
  RecursiveResult result;
  ShrinkingModel shrinking(model);
  double gamma = 0.0;
  for (; shrinking.size() > std::max(cutoff, 1); ++result.rounds) {
    const IsingModel now = shrinking.model();
    // The angles drift slowly; a full scan now and then keeps them from getting stuck.
    const OneLayer layer = best_one_layer(now, result.rounds % 50 == 0 ? 0.0 : gamma);
    if (result.rounds == 0) result.one_layer_energy = layer.energy;
    gamma = layer.gamma;
    eliminate(now, layer, shrinking);
  }
  const auto rest = enumerate(Comm(MPI_COMM_SELF), shrinking.model());
  result.solution.bits = shrinking.bits(rest.best.bits);
  result.solution.energy = energy(model, result.solution.bits);
  return result;
}

}  // namespace entail::quantum
