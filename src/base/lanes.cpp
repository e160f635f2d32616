#include "base/lanes.hpp"

namespace entail {

void put_lane(const ExecutionSpace& space, Index n, int width, int lane, const Array<double>& single,
              const Array<double>& joint) {
  Kokkos::parallel_for(
      "entail::put_lane", range(space, n),
      KOKKOS_LAMBDA(Index i) { joint(static_cast<std::size_t>(i) * width + lane) = single(i); });
}

void take_lane(const ExecutionSpace& space, Index n, int width, int lane, const Array<double>& joint,
               const Array<double>& single) {
  Kokkos::parallel_for(
      "entail::take_lane", range(space, n),
      KOKKOS_LAMBDA(Index i) { single(i) = joint(static_cast<std::size_t>(i) * width + lane); });
}

}  // namespace entail
