# Finds a Kokkos with a parallel backend: the user's own first (Kokkos_ROOT, CMAKE_PREFIX_PATH), else the one
# that scripts/setup built into the cache. Sets PARALLEL_KOKKOS_FOUND.
# A Serial-only Kokkos, such as Debian's, does not count.

macro(_probe_kokkos)
  find_package(Kokkos QUIET CONFIG ${ARGN})
  set(PARALLEL_KOKKOS_FOUND FALSE)
  if(Kokkos_FOUND AND NOT Kokkos_VERSION VERSION_LESS 3.4)
    foreach(_device IN LISTS Kokkos_DEVICES)
      if(NOT _device MATCHES "^(SERIAL|Serial)$")
        set(PARALLEL_KOKKOS_FOUND TRUE)
      endif()
    endforeach()
  endif()
endmacro()

_probe_kokkos()
if(NOT PARALLEL_KOKKOS_FOUND)
  set(_cache "$ENV{ENTAIL_CACHE}")
  if(NOT _cache)
    set(_cache "$ENV{XDG_CACHE_HOME}")
    if(NOT _cache)
      set(_cache "$ENV{HOME}/.cache")
    endif()
    string(APPEND _cache "/entail")
  endif()
  unset(Kokkos_DIR CACHE)
  _probe_kokkos(PATHS "${_cache}/kokkos-3.4.1" NO_DEFAULT_PATH)
endif()
