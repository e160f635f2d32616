// The transport process by itself, in a duct with a given flow: mass, bounds, chains, and fronts with
// nonlinear sorption against a code of its own.
#include "physics/transport/transport.hpp"

#include <gtest/gtest.h>

#include <Eigen/Sparse>
#include <cmath>
#include <cstdio>
#include <memory>

#include "meshes/column_mesh.hpp"

namespace entail::transport {
namespace {

using Size = std::size_t;

/// Solves a process's systems by Eigen's sparse LU.
class DirectSolver : public process::LinearSolver {
 public:
  void load(const process::ColumnMatrix& matrix) override {
    const auto values = to_host(matrix.values);
    const auto first = to_host(matrix.first_link), neighbour = to_host(matrix.neighbour);
    const int slots = matrix.slots;
    std::vector<Eigen::Triplet<double>> entries;
    for (Index c = 0; c < matrix.n_columns; ++c)
      for (int s = 0; s < slots; ++s) {
        auto add = [&](Index column, int slot, int entry) {
          entries.emplace_back(c * slots + s, column * slots + slot,
                               values[static_cast<Size>(matrix.at(c, s, entry))]);
        };
        add(c, s, 0);
        if (s > 0) add(c, s - 1, 1);
        if (s + 1 < slots) add(c, s + 1, 2);
        for (Index k = first[static_cast<Size>(c)]; k < first[static_cast<Size>(c) + 1]; ++k)
          add(neighbour[static_cast<Size>(k)], s, 3 + k - first[static_cast<Size>(c)]);
      }
    matrix_.resize(matrix.n_columns * slots, matrix.n_columns * slots);
    matrix_.setFromTriplets(entries.begin(), entries.end());
    lu_.compute(matrix_);
  }
  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) override {
    const auto b = to_host(right_side);
    const Eigen::VectorXd x = lu_.solve(Eigen::Map<const Eigen::VectorXd>(b.data(), matrix_.rows()));
    Kokkos::deep_copy(unknowns, to_device("solution", std::vector<double>(x.begin(), x.end())));
    return {true, 1};
  }

 private:
  Eigen::SparseMatrix<double> matrix_;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> lu_;
};

/// A duct of square section along x, full of water that flows at a constant rate.
struct Duct {
  int cells;
  double size, porosity, bulk_density, dispersivity, flux;  // m, -, kg/m3, m, m/s
  Comm comm;
  std::unique_ptr<meshes::ColumnMesh> mesh;
  std::unique_ptr<field::Fields> fields;
  std::unique_ptr<Transport> transport;
  DirectSolver solver;

  double volume() const { return size * size * size; }

  Duct(int n, double h, double phi, double rho, double length, double q, std::vector<SoluteData> solutes)
      : cells(n), size(h), porosity(phi), bulk_density(rho), dispersivity(length), flux(q) {
    auto surface = std::make_shared<meshes::SurfaceMesh>(meshes::make_box({0, 0}, {n * h, h}, {n, 1}));
    std::fill(surface->ground.begin(), surface->ground.end(), h);
    mesh = std::make_unique<meshes::ColumnMesh>(comm, surface);
    std::vector<double> interfaces;
    for (int c = 0; c < n; ++c) interfaces.insert(interfaces.end(), {h, 0.0});
    mesh->set_layers(1, interfaces);
    fields = std::make_unique<field::Fields>(*mesh, false);
    using field::Location;
    auto declare = [&](const char* name, Location where, double value) {
      const auto array = fields->declare({name, name, "1", where, field::Role::state, ""});
      Kokkos::deep_copy(array, value);
      return array;
    };
    declare("water_volume", Location::slot, phi * volume());
    declare("water_volume_before", Location::slot, phi * volume());
    declare("lateral_flux", Location::lateral, q * h * h);
    declare("vertical_flux", Location::vertical, 0.0);
    declare("water_content", Location::cell, phi);
    auto outflow = to_host(declare("boundary_outflow", Location::slot, 0.0));
    outflow.back() = q * h * h;
    Kokkos::deep_copy(fields->find("boundary_outflow"), to_device("outflow", outflow));
    const std::vector<double> same(static_cast<Size>(n), 1.0);
    auto times = [&](double value) {
      auto all = same;
      for (double& v : all) v *= value;
      return all;
    };
    for (auto& solute : solutes)
      for (double& grains : solute.grains) grains *= rho * volume();
    transport = std::make_unique<Transport>(
        *fields, GroundData{times(phi), times(length), times(length), times(length)},
        std::vector<OpenPatch>{{"west", {{0, 0, -0.5 * h, 0.0, 0.0, h * h}}}}, std::move(solutes));
    for (Size s = 0; s < transport->n_solutes(); ++s) transport->initialise(s, times(0.0));
  }

  void step(double length) {
    ASSERT_TRUE(transport->advance({0.0, length}, {{flux * size * size}}, solver).converged);
  }
  std::vector<double> concentration(const std::string& name) const { return to_host(fields->find(name)); }
};

SoluteData solute(const std::string& name, int cells, laws::Isotherm isotherm = {}, double capacity = 0.0) {
  SoluteData data;
  data.name = name;
  data.isotherm = isotherm;
  data.grains.assign(static_cast<Size>(cells), capacity);
  return data;
}

constexpr laws::Isotherm freundlich(double exponent) { return {laws::Isotherm::Kind::freundlich, exponent}; }
constexpr laws::Isotherm langmuir(double affinity) { return {laws::Isotherm::Kind::langmuir, affinity}; }

TEST(Transport, AllMechanismsTogetherKeepTheMass) {
  constexpr int n = 40;
  auto parent = solute("parent", n, {}, 2e-4), daughter = solute("daughter", n, langmuir(5.0), 1e-3),
       third = solute("third", n, freundlich(0.6), 1e-4), salt = solute("salt", n);
  parent.decay = 3e-7;
  parent.products = {{1, 0.9}, {2, 0.1}};
  daughter.decay = 1e-6;
  daughter.products = {{2, 0.8}};
  salt.solubility = 0.3;
  Duct duct(n, 1.0, 0.3, 1800.0, 0.3, 1e-6, {parent, daughter, third, salt});
  duct.transport->set_outside(0, 0, {1.0}, true);
  duct.transport->set_outside(3, 0, {0.25}, false);
  duct.transport->set_inputs(3, {{"spill", {5}, {1e-6}}});
  for (int i = 0; i < 150; ++i) {
    duct.step(i % 7 == 0 ? 4e6 : 2e5);
    for (const char* name : {"parent", "daughter", "third", "salt"})
      for (double c : duct.concentration(name)) {
        EXPECT_GE(c, 0.0);
        EXPECT_LE(c, 1.0);
      }
  }
  for (const auto& balance : duct.transport->balances()) {
    EXPECT_GT(balance.throughput(), 0.0) << balance.substance;
    EXPECT_LT(balance.relative_error(), 1e-12) << balance.substance;
  }
  EXPECT_NEAR(duct.concentration("salt")[5], 0.3, 1e-9) << "solid lies where it was spilled";
}

/// Gives up on a number of systems first.
class UnreliableSolver : public DirectSolver {
 public:
  int failures = 0;
  process::LinearReport solve(const Array<double>& right_side, const Array<double>& unknowns) override {
    if (failures-- > 0) return {false, 1};
    return DirectSolver::solve(right_side, unknowns);
  }
};

TEST(Transport, AStepThatFailsIsTakenInParts) {
  constexpr int n = 30;
  Duct whole(n, 1.0, 0.3, 0.0, 0.5, 1e-6, {solute("tracer", n)}),
      parts(n, 1.0, 0.3, 0.0, 0.5, 1e-6, {solute("tracer", n)});
  for (Duct* duct : {&whole, &parts}) {
    duct->transport->set_outside(0, 0, {1.0}, false);
    duct->step(5e5);
  }
  for (int i = 0; i < 4; ++i) whole.step(2.5e5);
  UnreliableSolver solver;
  solver.failures = 1;
  ASSERT_TRUE(parts.transport->advance({0.0, 1e6}, {{1e-6}}, solver).converged);
  const auto a = whole.concentration("tracer"), b = parts.concentration("tracer");
  for (Size i = 0; i < n; ++i) EXPECT_NEAR(a[i], b[i], 1e-12);
  EXPECT_LT(parts.transport->balances().front().relative_error(), 1e-12);
  solver.failures = 1000000;
  const double stored = parts.transport->balances().front().storage;
  EXPECT_FALSE(parts.transport->advance({0.0, 1e6}, {{1e-6}}, solver).converged);
  EXPECT_EQ(parts.transport->balances().front().storage, stored);
  EXPECT_LT(parts.transport->balances().front().relative_error(), 1e-12);
}

TEST(Transport, ASharpFrontStaysBetweenItsEnds) {
  constexpr int n = 100;
  Duct duct(n, 10.0, 0.25, 0.0, 0.0, 0.06 / 86400.0, {solute("tracer", n)});
  duct.transport->set_outside(0, 0, {1.0}, false);
  for (int i = 0; i < 100; ++i) duct.step(20.0 * 86400.0);
  const auto c = duct.concentration("tracer");
  for (double value : c) {
    EXPECT_GE(value, 0.0);
    EXPECT_LE(value, 1.0 + 1e-12);
  }
  // The front is at 480 m; two cells away it has passed or not come.
  EXPECT_GT(c[45], 0.5);
  EXPECT_LT(c[50], 0.5);
  EXPECT_LT(duct.transport->balances().front().relative_error(), 1e-12);
}

/// The largest difference between a pulse after 40 d, by steps of `length` seconds, and the exact one: the
/// mean over each cell of a Gauss curve that moves by v t and whose variance grows by 2 D t.
double pulse_error(double length) {
  constexpr int n = 120;
  constexpr double porosity = 0.3, flux = 1e-6, dispersivity = 5.0, time = 40 * 86400.0;
  constexpr double velocity = flux / porosity, begin = 45.0, variance = 64.0;
  auto mean = [](int cell, double centre, double square) {
    const double width = std::sqrt(2.0 * square);
    return 0.5 * std::sqrt(variance * std::acos(-1.0) * 2.0) *
           (std::erf((cell + 1 - centre) / width) - std::erf((cell - centre) / width));
  };
  Duct duct(n, 1.0, porosity, 0.0, dispersivity, flux, {solute("salt", n)});
  std::vector<double> start;
  for (int i = 0; i < n; ++i) start.push_back(mean(i, begin, variance));
  duct.transport->initialise(0, start);
  const int steps = static_cast<int>(std::lround(time / length));
  for (int i = 0; i < steps; ++i) duct.step(length);
  const auto found = duct.concentration("salt");
  double worst = 0.0;
  for (int i = 0; i < n; ++i)
    worst = std::max(
        worst, std::fabs(found[static_cast<Size>(i)] -
                         mean(i, begin + velocity * time, variance + 2.0 * dispersivity * velocity * time)));
  return worst;
}

TEST(Transport, StepsLongForTheCellsAreOfSecondOrder) {
  // Dispersion alone empties a cell 23, 12 and 6 times in a step.
  const double coarse = pulse_error(8 * 86400.0), medium = pulse_error(4 * 86400.0),
               fine = pulse_error(2 * 86400.0);
  std::printf("errors %.2e %.2e %.2e of the pulse's height\n", coarse, medium, fine);
  EXPECT_GT(std::log2(coarse / medium), 1.8);
  EXPECT_GT(std::log2(medium / fine), 1.8);
}

TEST(Transport, AUniformConcentrationStays) {
  constexpr int n = 20;
  Duct duct(n, 1.0, 0.3, 0.0, 2.0, 1e-5, {solute("tracer", n)});
  duct.transport->initialise(0, std::vector<double>(n, 0.7));
  duct.transport->set_outside(0, 0, {0.7}, true);
  for (int i = 0; i < 5; ++i) duct.step(1e5);
  for (double value : duct.concentration("tracer")) EXPECT_NEAR(value, 0.7, 1e-13);
}

// Bateman 1910: N3 = N1(0) l1 l2 sum over i of exp(-l_i t) / product over j != i of (l_j - l_i).
TEST(Transport, AChainFollowsBateman) {
  auto first = solute("first", 1), second = solute("second", 1), last = solute("third", 1);
  const double rates[] = {2e-9, 7e-9, 3e-8};
  first.decay = rates[0];
  first.products = {{1, 1.0}};
  second.decay = rates[1];
  second.products = {{2, 1.0}};
  last.decay = rates[2];
  Duct duct(1, 1.0, 0.3, 0.0, 0.0, 0.0, {first, second, last});
  duct.transport->initialise(0, {1.0});
  const double time = 3e8;
  for (int i = 0; i < 10; ++i) duct.step(time / 10);
  double expected = 0.0;
  for (int i = 0; i < 3; ++i) {
    double product = 1.0;
    for (int j = 0; j < 3; ++j)
      if (j != i) product *= rates[j] - rates[i];
    expected += std::exp(-rates[i] * time) / product;
  }
  expected *= rates[0] * rates[1];
  EXPECT_NEAR(duct.concentration("third").front() / expected, 1.0, 1e-9);
}

/// An explicit code of its own on a fine grid, central in space: concentration at a place over time for a
/// pulse at the inlet. Sorbed mass by `sorbed(C)` [kg/kg].
template <class Sorbed>
std::vector<double> fine_grid(double length, double place, double pulse, double c0, double end, int samples,
                              double porosity, double density, double velocity, double dispersivity,
                              const Sorbed& sorbed) {
  constexpr int n = 160;
  const double h = length / n, d = dispersivity * velocity, dt = 0.3 * h * h / d;
  std::vector<double> c(n, 0.0), mass(n, 0.0), result;
  auto mass_of = [&](double x) { return porosity * x + density * sorbed(x); };
  const auto steps = static_cast<long>(std::ceil(end / dt));
  const double step = end / static_cast<double>(steps);
  auto at = [&](double x) {
    const double position = x / h - 0.5;
    const auto i = static_cast<Size>(position);
    return c[i] + (c[i + 1] - c[i]) * (position - static_cast<double>(i));
  };
  for (long k = 1; k <= steps; ++k) {
    const double time = static_cast<double>(k - 1) * step;
    double inflow = porosity * velocity * (time < pulse ? c0 : 0.0);
    for (Size i = 0; i < n; ++i) {
      const double outflow =
          porosity *
          (i + 1 < n ? 0.5 * velocity * (c[i] + c[i + 1]) - d * (c[i + 1] - c[i]) / h : velocity * c[i]);
      mass[i] += step / h * (inflow - outflow);
      inflow = outflow;
    }
    for (Size i = 0; i < n; ++i) {
      double x = c[i];
      for (int newton = 0; newton < 3; ++newton) {
        const double dx = 1e-7 * (x + 1e-9);
        x = std::max(0.0, x - (mass_of(x) - mass[i]) / ((mass_of(x + dx) - mass_of(x)) / dx));
      }
      c[i] = x;
    }
    for (int s = 1; s <= samples; ++s)
      if (const double due = end * s / samples; time < due && time + step >= due - 1e-9)
        result.push_back(at(place));
  }
  return result;
}

// MT3DMS problem 2 (Zheng & Wang 1999): a pulse of 0.05 mg/L for 160 s through 16 cm of sand.
template <class Sorbed>
void expect_front(laws::Isotherm isotherm, double capacity, const Sorbed& sorbed) {
  constexpr int n = 101, samples = 5;
  const double h = 0.0016, c0 = 5e-5, end = 1500.0, velocity = 1e-3;
  const auto reference =
      fine_grid(n * h, 50.5 * h, 160.0, c0, end, samples, 0.37, 1587.0, velocity, 0.01, sorbed);
  Duct duct(n, h, 0.37, 1587.0, 0.01, 0.37 * velocity, {solute("tracer", n, isotherm, capacity)});
  double time = 0.0;
  std::vector<double> computed;
  for (int s = 1; s <= samples; ++s)
    while (time < end * s / samples - 1e-9) {
      duct.transport->set_outside(0, 0, {time < 160.0 - 1e-9 ? c0 : 0.0}, false);
      duct.step(1.0);
      time += 1.0;
      if (std::fabs(time - end * s / samples) < 1e-9) computed.push_back(duct.concentration("tracer")[50]);
    }
  ASSERT_EQ(computed.size(), reference.size());
  const double peak = *std::max_element(reference.begin(), reference.end());
  for (Size i = 0; i < computed.size(); ++i) EXPECT_NEAR(computed[i] / peak, reference[i] / peak, 0.02) << i;
  EXPECT_LT(duct.transport->balances().front().relative_error(), 1e-12);
}

TEST(Transport, AFreundlichFrontFollowsAFineGrid) {
  // 0.3 (mg/kg) (L/mg)^0.7
  const double capacity = 0.3e-6 / std::pow(1e-3, 0.7);
  expect_front(freundlich(0.7), capacity, [&](double c) { return capacity * std::pow(c, 0.7); });
}

TEST(Transport, ALangmuirFrontFollowsAFineGrid) {
  // 100 L/mg and 0.003 mg/kg
  const double affinity = 1e5, most = 3e-9;
  expect_front(langmuir(affinity), affinity * most,
               [&](double c) { return affinity * most * c / (1.0 + affinity * c); });
}

/// Surface water on a row of columns of 1 m2, over `layers` cells of 1 m, of which the flow is given.
struct Stream {
  int columns, layers;
  Comm comm;
  std::unique_ptr<meshes::ColumnMesh> mesh;
  std::unique_ptr<field::Fields> fields;
  std::unique_ptr<Transport> transport;
  DirectSolver solver;

  Stream(int n, int below, double porosity) : columns(n), layers(below) {
    auto surface = std::make_shared<meshes::SurfaceMesh>(meshes::make_box({0, 0}, {1.0 * n, 1.0}, {n, 1}));
    mesh = std::make_unique<meshes::ColumnMesh>(comm, surface);
    std::vector<double> interfaces;
    for (int c = 0; c < n; ++c)
      for (int k = 0; k <= layers; ++k) interfaces.push_back(-k);
    if (layers > 0) mesh->set_layers(layers, interfaces);
    fields = std::make_unique<field::Fields>(*mesh, true);
    using field::Location;
    for (const auto& [name, where] : {std::pair("water_volume", Location::slot),
                                      {"water_volume_before", Location::slot},
                                      {"boundary_outflow", Location::slot},
                                      {"lateral_flux", Location::lateral},
                                      {"vertical_flux", Location::vertical},
                                      {"water_content", Location::cell}})
      fields->declare({name, name, "1", where, field::Role::state, ""});
    const std::vector<double> same(static_cast<Size>(n * layers), porosity), none(same.size(), 0.0);
    SoluteData tracer = solute("tracer", n * layers);
    transport = std::make_unique<Transport>(*fields, GroundData{same, none, none, none},
                                            std::vector<OpenPatch>{{"inflow", {{0, 0, 0, 0, 0, 1.0}}}},
                                            std::vector<SoluteData>{tracer});
  }

  void set(const char* field, const std::vector<double>& values) {
    Kokkos::deep_copy(fields->find(field), to_device(field, values));
  }
  void fill(const char* field, double value) { Kokkos::deep_copy(fields->find(field), value); }
  void start(const std::vector<double>& c) { transport->initialise(0, c); }
  void step(double length, double inflow) {
    ASSERT_TRUE(transport->advance({0.0, length}, {{inflow}}, solver).converged);
  }
  std::vector<double> concentration() const { return to_host(fields->find("tracer")); }
};

// A pulse in steady flow at normal depth, v = q/(d + film) with q = d^(5/3) sqrt(S)/n: the moments of the
// upstream scheme are known exactly, and Crank-Nicolson takes them along without an error. The mean moves
// with the water, the variance grows by v h t.
TEST(Transport, APulseOnAPlaneMovesWithTheWater) {
  constexpr int n = 60;
  const double depth = 0.1605, slope = 0.001, roughness = 0.03;
  const double discharge = std::pow(depth, 5.0 / 3.0) * std::sqrt(slope) / roughness;
  const double v = discharge / (depth + bed_film);
  Stream stream(n, 0, 0.0);
  stream.fill("water_volume", depth);
  stream.fill("water_volume_before", depth);
  stream.fill("lateral_flux", discharge);
  std::vector<double> outflow(n, 0.0), pulse(n, 0.0);
  outflow.back() = discharge;
  pulse[5] = 1.0;
  stream.set("boundary_outflow", outflow);
  stream.start(pulse);
  const double time = 20.0 / v;
  for (int i = 0; i < 40; ++i) stream.step(time / 40, discharge);
  double mass = 0.0, mean = 0.0, square = 0.0;
  const auto c = stream.concentration();
  for (int i = 0; i < n; ++i) {
    EXPECT_GE(c[static_cast<Size>(i)], 0.0);
    mass += c[static_cast<Size>(i)];
    mean += i * c[static_cast<Size>(i)];
    square += i * i * c[static_cast<Size>(i)];
  }
  mean /= mass;
  EXPECT_NEAR(mass, 1.0, 1e-6) << "what has left";
  EXPECT_NEAR(mean, 5.0 + v * time, 1e-4);
  EXPECT_NEAR(square / mass - mean * mean, v * time, 1e-3);
  EXPECT_NEAR(stream.transport->balances().front().error(), 0.0, 1e-13);
}

// Water with a solute comes onto a pond, seeps into the cell below and leaves it: two mixed volumes in
// series.
TEST(Transport, SeepageCarriesASoluteIntoTheGround) {
  const double depth = 0.3, porosity = 0.2, seepage = 1e-6;
  Stream pond(1, 1, porosity);
  for (const char* name : {"water_volume", "water_volume_before"}) pond.set(name, {depth, porosity});
  pond.fill("water_content", porosity);
  pond.set("vertical_flux", {0.0, seepage, 0.0});
  pond.set("boundary_outflow", {0.0, seepage});
  pond.transport->set_outside(0, 0, {1.0}, false);
  pond.start({0.0, 0.0});
  const double first = (depth + bed_film) / seepage, second = porosity / seepage, time = 4e5;
  for (int i = 0; i < 400; ++i) pond.step(time / 400, seepage);
  const auto c = pond.concentration();
  EXPECT_NEAR(c[0], 1.0 - std::exp(-time / first), 1e-6);
  EXPECT_NEAR(c[1],
              1.0 - (first * std::exp(-time / first) - second * std::exp(-time / second)) / (first - second),
              1e-6);
  EXPECT_LT(pond.transport->balances().front().relative_error(), 1e-12);
}

// A pond dries up and fills again: the solute waits on the bed, and no neighbour gets any of it.
TEST(Transport, ADryBedKeepsItsSolute) {
  Stream bed(2, 0, 0.0);
  auto levels = [&](double before, double now) {
    bed.set("water_volume_before", {before, 0.5});
    bed.set("water_volume", {now, 0.5});
  };
  bed.set("water_volume", {0.4, 0.5});
  bed.start({2.0, 0.0});
  const std::pair<double, double> levels_of_steps[] = {{0.4, 0.01}, {0.01, 0.0}, {0.0, 0.0}, {0.0, 1e-6}};
  for (const auto& [before, now] : levels_of_steps) {
    levels(before, now);
    bed.step(3600.0, 0.0);
    EXPECT_LE(bed.concentration()[0], 2.0 * (0.4 + bed_film) / bed_film * (1.0 + 1e-12)) << "as in its film";
  }
  levels(1e-6, 0.2);
  bed.step(3600.0, 0.0);
  EXPECT_NEAR(bed.concentration()[0], 2.0 * (0.4 + bed_film) / (0.2 + bed_film), 1e-9);
  EXPECT_EQ(bed.concentration()[1], 0.0);
  const auto balance = bed.transport->balances().front();
  EXPECT_NEAR(balance.storage, 2.0 * (0.4 + bed_film), 1e-13);
}

// Dry ground that is flooded, drained and flooded again by water of one concentration never shows more than
// that, and just that once the first flood has filled the film on its bed.
TEST(Transport, FloodsOfOneConcentrationNeverExceedIt) {
  const double source = 1.5, area = 1.0, length = 600.0;
  Stream bed(1, 0, 0.0);
  bed.set("water_volume", {0.0});
  bed.start({0.0});
  double level = 0.0;
  for (const double next : {1e-7, 1e-6, 3e-5, 1e-3, 0.02, 1e-4, 2e-6, 0.0, 0.0, 4e-6, 5e-5, 2e-4, 0.3}) {
    bed.set("water_volume_before", {level * area});
    bed.set("water_volume", {next * area});
    const double rise = (next - level) * area / length;
    bed.transport->set_inputs(0, {{"flood", {0}, {rise > 0.0 ? source * rise : 0.0}, source}});
    bed.set("boundary_outflow", {rise < 0.0 ? -rise : 0.0});
    bed.step(length, rise);
    EXPECT_LE(bed.concentration()[0], source * (1.0 + 1e-12)) << "at " << next << " m";
    level = next;
  }
  EXPECT_NEAR(bed.concentration()[0], source, 1e-4 * source);
  EXPECT_NEAR(bed.transport->balances().front().error(), 0.0, 1e-15);
}

}  // namespace
}  // namespace entail::transport
