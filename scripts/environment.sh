# Sourced by the other scripts: MPI as root and on few cores, one thread per rank.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} OMP_PROC_BIND=${OMP_PROC_BIND:-false}

# Configures and builds: build_entail PRESET TARGET
build_entail() {
  [ -e "$root/build/$1/build.ninja" ] || cmake --preset "$1" -S "$root" >"$root/build-$1.log" 2>&1 ||
    { cat "$root/build-$1.log" >&2; exit 1; }
  rm -f "$root/build-$1.log"
  cmake --build "$root/build/$1" --target "$2" >"$root/build/$1/build.log" 2>&1 ||
    { grep -E 'error|warning|FAILED|ninja' "$root/build/$1/build.log" >&2 || tail -40 "$root/build/$1/build.log" >&2; exit 1; }
}
