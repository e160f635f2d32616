# Sourced by the other scripts: MPI as root and on few cores, one thread per rank, and how to build.
cores=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)  # which nproc would otherwise return
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} OMP_PROC_BIND=${OMP_PROC_BIND:-false}

# configure PRESET [CMake options]: without options, only what was not configured yet.
configure() {
  local preset=$1 log
  shift
  [ $# -gt 0 ] || [ ! -e "$root/build/$preset/build.ninja" ] || return 0
  log=$(mktemp)
  cmake --preset "$preset" -S "$root" "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
}

# build PRESET TARGET: quiet, but for what went wrong.
build() {
  local log=$root/build/$1/build.log
  [ -e "$log" ] || echo "building (preset $1), some minutes the first time"
  cmake --build "$root/build/$1" --target "$2" >"$log" 2>&1 || {
    grep -E 'error|warning|FAILED|ninja' "$log" >&2 || tail -40 "$log" >&2
    exit 1
  }
}
