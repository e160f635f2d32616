/// Kernels whose loops over the slots of a column have a length that the compiler knows.
#pragma once

#include <type_traits>

namespace entail::process {

/// Calls run(std::integral_constant<int, n>) with the number of slots when it is usual, else with 0, for
/// loops of any length: loops as short as these are several times faster when unrolled.
template <class Run>
void with_known_slots(int slots, const Run& run) {
  switch (slots) {
#define ENTAIL_KNOWN(n) \
  case n:               \
    return run(std::integral_constant<int, n>())
    ENTAIL_KNOWN(1);
    ENTAIL_KNOWN(2);
    ENTAIL_KNOWN(3);
    ENTAIL_KNOWN(4);
    ENTAIL_KNOWN(5);
    ENTAIL_KNOWN(6);
    ENTAIL_KNOWN(7);
    ENTAIL_KNOWN(8);
    ENTAIL_KNOWN(9);
    ENTAIL_KNOWN(10);
    ENTAIL_KNOWN(11);
    ENTAIL_KNOWN(12);
#undef ENTAIL_KNOWN
    default:
      return run(std::integral_constant<int, 0>());
  }
}

}  // namespace entail::process
