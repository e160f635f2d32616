# entail_library(<name> [HEADERS …] [SOURCES …] [USES …] [USES_PRIVATELY …])
# One static library per folder with the alias entail::<name>. Headers are a file set, so that the target
# all_verify_interface_header_sets compiles each of them alone.

add_library(entail_options INTERFACE)
target_compile_features(entail_options INTERFACE cxx_std_20)
target_compile_options(entail_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor
  $<$<BOOL:${ENTAIL_WERROR}>:-Werror> $<$<BOOL:${ENTAIL_NATIVE}>:-march=native>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC's warnings from data flow come and go with the target processor, and -Wrestrict is false on
  # std::string (GCC bug 105329): they inform, they do not fail a build.
  target_compile_options(entail_options INTERFACE -Wno-restrict -Wno-error=array-bounds -Wno-error=maybe-uninitialized
    -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()
# PETSc on Debian loads a Kokkos of its own: ours stays invisible to it.
target_link_options(entail_options INTERFACE -Wl,--exclude-libs,ALL)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

function(entail_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "HEADERS;SOURCES;USES;USES_PRIVATELY")
  if(ARG_SOURCES)
    add_library(entail_${name} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(entail_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(entail::${name} ALIAS entail_${name})
  # Headers are included as "base/error.hpp" and "meshes/halo.hpp": from src/ or from the root.
  set(base ${CMAKE_SOURCE_DIR})
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "^${CMAKE_SOURCE_DIR}/(src|tests)")
    set(base ${CMAKE_SOURCE_DIR}/${CMAKE_MATCH_1})
  endif()
  target_sources(entail_${name} ${scope} FILE_SET HEADERS BASE_DIRS ${base} FILES ${ARG_HEADERS})
  target_link_libraries(entail_${name} ${scope} entail_options ${ARG_USES})
  if(ARG_USES_PRIVATELY)
    target_link_libraries(entail_${name} PRIVATE ${ARG_USES_PRIVATELY})
  endif()
endfunction()
