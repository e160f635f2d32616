/// Storage for arrays as long as a state: amplitudes, costs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/array.hpp"

namespace entail::quantum {

/// Allocates `size` values in the memory of the default execution space, not initialised. On the host they
/// start `offset_bytes` behind a 2 MiB boundary and lie in huge pages where the system has them.
template <class T>
class AmplitudeArray {
 public:
  AmplitudeArray() = default;
  AmplitudeArray(const std::string& label, std::int64_t size, std::size_t offset_bytes);

  Array<T> view;

 private:
  std::shared_ptr<void> owner_;
};

}  // namespace entail::quantum
