// What a step of the transport process books: what enters, leaves and decays, and how far off the step is.
#include <algorithm>

#include "physics/transport/decay_chain.hpp"
#include "physics/transport/masses.hpp"
#include "physics/transport/transport_state.hpp"

namespace entail::transport {

namespace {

using Size = std::size_t;

/// A profile at rest decays too slowly by the part decay * length * (theta - 1/2). That does not add up from
/// step to step as errors of masses do, and may be so many times as large.
constexpr double bias_over_error = 20.0;

}  // namespace

void Transport::book(State& state, const Array<double>& leaving, double length) {
  const ExecutionSpace space;
  const double left = dot(space, geometry_.n_owned * geometry_.slots, carrier_->outflow, leaving);
  Array<double> entering("entering", carrier_->faces.extent(0));
  entering_masses(space, geometry_, *carrier_, state.solute, leaving, entering);
  const auto each = to_host(entering), taken = to_host(work_->taken);
  std::vector<double> sums{-left};
  for (const auto& input : state.inputs) {
    sums.push_back(0.0);
    for (double r : input.rates) sums.back() += r;
  }
  Size face = 0;
  for (const auto& patch : patches_) {
    sums.push_back(0.0);
    for (Size k = 0; k < patch.faces.size(); ++k, ++face)
      sums.back() += each[carrier_->place[face]] + taken[carrier_->place[face]] / length;
  }
  fields_.mesh().comm().sum(sums);
  auto add = [&](const std::string& name, double rate) {
    auto& term = state.balance.term(name);
    term.rate = rate;
    term.total += rate * length;
  };
  Size k = 1;
  for (const auto& input : state.inputs) add(input.name, sums[k++]);
  for (const auto& patch : patches_) {
    if (sums[k] != 0.0) add(patch.name, sums[k]);
    ++k;
  }
  add("outflow", sums[0]);
}

void Transport::estimate_error(State& state, const Array<double>& start, double length) {
  const Drift found =
      drift(ExecutionSpace(), geometry_.n_owned * geometry_.slots, start, state.mass, state.rate, length);
  std::vector<double> sums{found.off, found.stored};
  fields_.mesh().comm().sum(sums);
  if (sums[1] > 0.0) error_ = std::max(error_, sums[0] / sums[1]);
}

void Transport::split_decay(double length) {
  const auto fastest = std::max_element(
      data_.begin(), data_.end(), [](const SoluteData& a, const SoluteData& b) { return a.decay < b.decay; });
  if (fastest == data_.end() || fastest->decay <= 0.0) return;
  const State* state = states_[static_cast<Size>(fastest - data_.begin())].get();
  Group& group = *std::find_if(groups().begin(), groups().end(), [&](const Group& some) {
    return std::find(some.members.begin(), some.members.end(), state) != some.members.end();
  });
  const ExecutionSpace space;
  Work& w = *work_;
  gather_concentrations(group);
  set_transfer(group, length);
  const Index own = geometry_.n_owned * geometry_.slots;
  split_by(space, own, w.theta, w.split);
  const Implicit held = implicit_mass(space, own, w.theta, state->mass);
  std::vector<double> sums{held.excess, held.mass};
  fields_.mesh().comm().sum(sums);
  if (sums[1] > 0.0) error_ = std::max(error_, fastest->decay * length * sums[0] / sums[1] / bias_over_error);
}

/// Decay is exact for all solutes together.
void Transport::react(double length, bool before_transport) {
  std::vector<double> shares;
  for (int level = 0; level <= split_levels; ++level) {
    const double first = 0.5 + 0.5 * level / split_levels;
    const auto some = decay_shares(data_, (before_transport ? first : 1.0 - first) * length);
    shares.insert(shares.end(), some.begin(), some.end());
  }
  if (shares.empty()) return;
  const ExecutionSpace space;
  const auto n = static_cast<int>(data_.size());
  const Index own = geometry_.n_owned * geometry_.slots;
  const auto on_device = to_device("decay shares", shares);
  Array<double> before(Kokkos::view_alloc("masses before", Kokkos::WithoutInitializing), masses_.extent(0));
  Kokkos::deep_copy(before, masses_);
  decay_masses(space, n, own, work_->split, on_device, before, masses_);
  std::vector<double> sums;
  for (int s = 0; s < n; ++s) {
    const Decayed of = decayed(space, n, own, s, work_->split, on_device, before);
    sums.insert(sums.end(), {of.lost, of.made});
  }
  fields_.mesh().comm().sum(sums);
  for (int s = 0; s < n; ++s) {
    auto add = [&](const char* name, double amount) {
      auto& term = states_[static_cast<Size>(s)]->balance.term(name);
      term.rate = amount / length;
      term.total += amount;
    };
    const bool is_made = std::any_of(data_.begin(), data_.end(), [&](const SoluteData& parent) {
      return std::any_of(parent.products.begin(), parent.products.end(),
                         [&](const auto& product) { return product.solute == static_cast<Size>(s); });
    });
    if (data_[static_cast<Size>(s)].decay > 0.0) add("decay", 0.0 - sums[static_cast<Size>(2 * s)]);
    if (is_made) add("production", sums[static_cast<Size>(2 * s + 1)]);
  }
}

}  // namespace entail::transport
