/// Which own slots a pass over a model has still to look at.
#pragma once

#include "base/array.hpp"
#include "physics/transport/carrier.hpp"

namespace entail::transport {

/// A list of own slots, and marks of those that belong to the next one.
struct ActiveSlots {
  Array<Index> slots;  ///< the first `count` of them are listed
  Index count = 0;
  Array<int> marks;    ///< per own slot: 1 when it belongs to the next list
  Array<int> borders;  ///< per own slot: 1 beside ghost columns, whose changes leave no marks here
};

ActiveSlots make_active_slots(const Geometry& geometry);

/// Lists the own slots of whose gains or losses (2 parts per slot, side by side for so many lanes) something
/// is permitted, and those at borders; marks none.
void list_open(const ExecutionSpace& space, int lanes, const Array<double>& parts, ActiveSlots& active);

/// Lists the marked slots and those at borders; marks none.
void list_marked(const ExecutionSpace& space, ActiveSlots& active);

}  // namespace entail::transport
