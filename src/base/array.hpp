/// The array types of the whole program: Kokkos views in the memory of the default execution space.
#pragma once

#include <Kokkos_Core.hpp>
#include <string>
#include <vector>

namespace entail {

using ExecutionSpace = Kokkos::DefaultExecutionSpace;
using Index = int;  ///< local index of a column, cell, link or unknown; global numbers are std::int64_t

template <class T>
using Array = Kokkos::View<T*, ExecutionSpace>;
template <class T>
using ConstArray = Kokkos::View<const T*, ExecutionSpace>;

/// A loop over [0, n) on the default execution space.
inline auto range(const ExecutionSpace& space, Index n) {
  return Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<Index>>(space, 0, n);
}
inline auto range(Index n) { return range(ExecutionSpace(), n); }

/// Copies host values to a new device array with the given label.
template <class T>
Array<T> to_device(const std::string& label, const std::vector<T>& values) {
  Array<T> array(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), values.size());
  Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(values.data(), values.size());
  Kokkos::deep_copy(array, host);
  return array;
}

/// Copies a device array to the host.
template <class ViewType>
auto to_host(const ViewType& array) {
  std::vector<typename ViewType::non_const_value_type> values(array.extent(0));
  Kokkos::View<typename ViewType::non_const_value_type*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(
      values.data(), values.size());
  Kokkos::deep_copy(host, array);
  return values;
}

}  // namespace entail
