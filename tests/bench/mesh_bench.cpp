// A mesh of a million cells, from the elevation raster to the distributed columns: time, and memory per cell.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <vector>

#include "base/parallel.hpp"
#include "meshes/column_mesh.hpp"
#include "meshes/terrain.hpp"

namespace {

using namespace entail;

/// Resident memory of this rank now [bytes].
double resident() {
  std::ifstream statistics("/proc/self/statm");
  double total = 0.0, pages = 0.0;
  statistics >> total >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Largest resident memory of this rank so far [bytes].
double peak() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0;
}

/// A valley with side hollows and pits, which drains to the middle of its southern edge.
meshes::Grid valley(std::int64_t n) {
  meshes::Grid grid;
  grid.nx = grid.ny = n;
  grid.cell = 30.0;
  grid.north = static_cast<double>(n) * grid.cell;
  for (std::int64_t row = 0; row < n; ++row)
    for (std::int64_t column = 0; column < n; ++column) {
      const double x = static_cast<double>(column - n / 2), y = static_cast<double>(n - 1 - row);
      grid.values.push_back(0.6 * y + 1.5 * std::fabs(x) + 3.0 * std::sin(0.2 * y) * std::sin(0.15 * x));
    }
  return grid;
}

meshes::ColumnMesh build(const Comm& comm, std::int64_t n, int layers) {
  std::shared_ptr<meshes::SurfaceMesh> surface;
  if (comm.is_root()) {
    meshes::Grid grid = valley(n);
    meshes::TerrainOptions options;
    options.outlet_x = grid.x(n / 2);
    options.outlet_y = grid.y(n - 1);
    options.snap = 300.0;
    meshes::TerrainReport report;
    surface = std::make_shared<meshes::SurfaceMesh>(make_watershed(std::move(grid), options, report));
  }
  meshes::ColumnMesh mesh(comm, surface);
  std::vector<double> interfaces;
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int k = 0; k <= layers; ++k)
      interfaces.push_back(mesh.ground()[static_cast<std::size_t>(c)] - 5.0 * k);
  mesh.set_layers(layers, interfaces);
  return mesh;
}

void mesh_of_a_million_cells(benchmark::State& state) {
  const Comm comm;
  constexpr int layers = 10;
  double cells = 0.0;
  const double before = comm.sum(resident());
  for (auto _ : state) {
    const meshes::ColumnMesh mesh = build(comm, 330, layers);
    cells = static_cast<double>(mesh.n_global()) * layers;
    state.counters["bytes_per_cell"] = (comm.sum(resident()) - before) / cells;
    state.counters["peak_bytes_per_cell"] = (comm.sum(peak()) - before) / cells;
  }
  state.counters["cells"] = cells;
}
BENCHMARK(mesh_of_a_million_cells)
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
