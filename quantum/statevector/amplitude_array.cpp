#include "quantum/statevector/amplitude_array.hpp"

#include <cstdlib>
#include <new>

#include "quantum/statevector/host_work.hpp"

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace entail::quantum {

namespace {

constexpr std::size_t huge_page = std::size_t{1} << 21;

std::shared_ptr<void> allocate_huge(std::size_t bytes) {
  const std::size_t rounded = (bytes + huge_page - 1) / huge_page * huge_page;
  void* memory = std::aligned_alloc(huge_page, rounded);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef __linux__
  madvise(memory, rounded, MADV_HUGEPAGE);  // a wish: the system may decline
#endif
  return {memory, std::free};
}

}  // namespace

template <class T>
AmplitudeArray<T>::AmplitudeArray(const std::string& label, std::int64_t size, std::size_t offset_bytes) {
  const auto count = static_cast<std::size_t>(size);
  if constexpr (tuned_for_host) {
    const std::size_t bytes = count * sizeof(T) + offset_bytes;
    if (bytes >= huge_page) {
      owner_ = allocate_huge(bytes);
      view = Array<T>(reinterpret_cast<T*>(static_cast<char*>(owner_.get()) + offset_bytes), count);
      return;
    }
  }
  view = Array<T>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), count);
}

template class AmplitudeArray<double>;
template class AmplitudeArray<float>;
template class AmplitudeArray<std::uint16_t>;

}  // namespace entail::quantum
