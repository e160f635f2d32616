// Which solutes of the transport process are solved side by side, and the arrays of their lanes.
#include <algorithm>

#include "physics/transport/transport_state.hpp"

namespace entail::transport {

namespace {

using field::Location;
using Size = std::size_t;

/// An array, and how many places of the mesh it has per lane.
struct Sized {
  Array<double>* array;
  Size places;
};

/// All arrays of lanes; without those that a single solute has itself.
std::vector<Sized> arrays_of(LaneArrays& a, const field::Fields& fields, const Geometry& g, Size lanes) {
  const Size slots = fields.extent(Location::slot), own = g.own_slots();
  std::vector<Sized> all{{&a.fluxes.lateral, fields.extent(Location::lateral)},
                         {&a.fluxes.vertical, own},
                         {&a.gradient, gradient_components * fields.extent(Location::cell)},
                         {&a.range, 2 * slots},
                         {&a.parts, 2 * slots},
                         {&a.lowered, 2 * own}};
  for (auto* array : {&a.low, &a.high, &a.previous, &a.guess, &a.mean, &a.smooth})
    all.push_back({array, slots});
  for (auto* array : {&a.start, &a.input, &a.gain, &a.right_side, &a.corrected_side, &a.diagonals, &a.product,
                      &a.brought, &a.leaving, &a.line.capacity, &a.line.offset})
    all.push_back({array, own});
  if (lanes == 1) return all;
  all.push_back({&a.before, slots});
  for (auto* array : {&a.mass, &a.rate}) all.push_back({array, own});
  return all;
}

}  // namespace

/// Whether two solutes differ in what holds them alone, along lines.
bool Transport::share_paths(Size a, Size b) const {
  const bool same = states_[a]->storage.is_linear() && states_[b]->storage.is_linear() &&
                    data_[a].molecular_diffusion == data_[b].molecular_diffusion &&
                    states_[a]->held == states_[b]->held;
  return !fields_.mesh().comm().any(!same);
}

/// Solutes that share their paths, in groups of about the same size.
std::vector<Transport::Group>& Transport::groups() {
  Work& w = *work_;
  if (!w.groups.empty()) return w.groups;
  std::vector<std::vector<State*>> alike;
  for (const auto& state : states_) {
    const auto same = std::find_if(alike.begin(), alike.end(), [&](const auto& some) {
      return share_paths(some.front()->number, state->number);
    });
    if (same == alike.end())
      alike.push_back({state.get()});
    else
      same->push_back(state.get());
  }
  for (const auto& some : alike) {
    const Size n_groups = (some.size() + most_lanes - 1) / most_lanes;
    for (Size k = 0; k < n_groups; ++k)
      w.groups.push_back(
          make_group({some.begin() + static_cast<std::ptrdiff_t>(some.size() * k / n_groups),
                      some.begin() + static_cast<std::ptrdiff_t>(some.size() * (k + 1) / n_groups)}));
  }
  give_arrays();
  return w.groups;
}

Transport::Group Transport::make_group(std::vector<State*> members) const {
  Group group;
  group.members = std::move(members);
  group.storages.lanes = group.lanes();
  for (Size l = 0; l < group.members.size(); ++l) {
    group.storages.at[l] = group.members[l]->storage;
    group.kept.at[l] = kept_implicit(*group.members[l]);
  }
  return group;
}

/// Groups work in the first part of arrays that are long enough for the largest. What a solute has itself, it
/// lends to a group of its own.
void Transport::give_arrays() {
  Work& w = *work_;
  Size most = 0;
  for (const Group& group : w.groups) most = std::max(most, group.members.size());
  for (const Sized& one : arrays_of(w.lanes, fields_, geometry_, most))
    if (one.array->extent(0) < most * one.places) *one.array = Array<double>("lanes", most * one.places);
  for (Group& group : w.groups) {
    const Size lanes = group.members.size();
    group.of = w.lanes;
    for (const Sized& one : arrays_of(group.of, fields_, geometry_, lanes))
      *one.array = Kokkos::subview(*one.array, std::pair<Size, Size>(0, lanes * one.places));
    if (lanes > 1) continue;
    const State& state = *group.members.front();
    group.of.before = state.concentration;
    group.of.mass = state.mass;
    group.of.rate = state.rate;
  }
}

/// Which solutes go together has to be found anew.
void Transport::forget_groups() {
  work_->made_for = {};
  work_->groups.clear();
}

}  // namespace entail::transport
