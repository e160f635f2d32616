// The flow process by itself: derivatives, water at rest, steps that leave no trace, volumes that follow
// fluxes.
#include "physics/flow/flow.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>

#include "meshes/column_mesh.hpp"

namespace entail::flow {
namespace {

using Size = std::size_t;

/// A hollow of 4 x 3 columns with two soils, a surface, and conditions of many kinds; dry and wet, full and
/// not.
struct Hollow {
  static constexpr int layers = 3, slots = 4, columns = 12;
  Comm comm;
  std::unique_ptr<meshes::ColumnMesh> mesh;
  std::unique_ptr<field::Fields> fields;
  std::unique_ptr<Flow> flow;

  explicit Hollow(bool closed = false) : Hollow(closed ? std::vector<BoundaryPatch>{} : boundaries()) {
    if (!closed) flow->set_weather(4e-6, 5e-8);
  }

  explicit Hollow(std::vector<BoundaryPatch> patches) {
    auto surface = std::make_shared<meshes::SurfaceMesh>(meshes::make_box({0, 0}, {40, 30}, {4, 3}));
    for (Size f = 0; f < surface->ground.size(); ++f)
      surface->ground[f] = 5.0 + 0.002 * std::pow(surface->face_x[f] - 18.0, 2) + 0.01 * surface->face_y[f];
    mesh = std::make_unique<meshes::ColumnMesh>(comm, surface);
    std::vector<double> interfaces;
    for (Index c = 0; c < columns; ++c)
      for (double depth : {0.0, 0.5, 1.5, 4.0})
        interfaces.push_back(mesh->ground()[static_cast<Size>(c)] - depth);
    mesh->set_layers(layers, interfaces);
    fields = std::make_unique<field::Fields>(*mesh, true);
    flow = std::make_unique<Flow>(*fields, ground(), std::vector<double>(columns, 0.05), std::move(patches),
                                  Tolerances{});
  }

  static GroundData ground() {
    GroundData data;
    data.soils = {laws::Soil(laws::VanGenuchten{3.6, 1.56}), laws::Soil(laws::VanGenuchten{1.5, 2.2})};
    for (int c = 0; c < columns; ++c)
      for (int k = 0; k < layers; ++k) {
        data.soil.push_back(static_cast<std::uint8_t>(k == 2 || c % 5 == 0));
        data.conductivity.push_back(k == 2 ? 1e-6 : 3e-5);
        data.vertical_conductivity.push_back(k == 2 ? 2e-7 : 1e-5);
        data.porosity.push_back(0.4 - 0.05 * k);
        data.residual.push_back(0.05);
        data.specific_storage.push_back(1e-5);
      }
    data.root_depth = 1.0;
    return data;
  }

  static std::vector<BoundaryPatch> boundaries() {
    return {{"outlet", BoundaryKind::normal_depth, {{1, 0, 0.0, 0.0, 0.02, 10.0}}},
            {"fall", BoundaryKind::critical_depth, {{2, 0, 0.0, 0.0, 0.0, 10.0}}},
            {"lake", BoundaryKind::head, {{4, 2, 2e-5, 3.0, 4.0, 0.0}}},
            {"face", BoundaryKind::seepage, {{8, 1, 1e-4, 4.8, 0.0, 0.0}}},
            {"river", BoundaryKind::river, {{5, 1, 1e-4, 4.0, 4.6, 0.0}}},
            {"drain", BoundaryKind::drain, {{6, 2, 1e-4, 0.0, 3.9, 0.0}}},
            {"deep", BoundaryKind::free_drainage, {{7, 3, 1e-5, 0.0, 0.0, 0.0}}},
            {"well", BoundaryKind::well, {{9, 3, 0.0, 0.0, -1e-6, 0.0}}}};
  }

  /// Pressure heads between -8 and 1 m, depths and multipliers between -1 and 0.2 m.
  static std::vector<double> heads(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    std::vector<double> values;
    for (int i = 0; i < columns * slots; ++i) {
      const double u = unit(random);
      values.push_back(i % slots == 0 ? (u < 0.4 ? -u : 0.3 * (u - 0.35))
                                      : (u < 0.7 ? -8.0 * u * u - 0.02 : u));
    }
    return values;
  }

  static Array<double> unknowns(const std::vector<double>& values) { return to_device("unknowns", values); }

  std::vector<double> residual(const std::vector<double>& values) {
    Array<double> result("residual", values.size());
    flow->residual(unknowns(values), result);
    return to_host(result);
  }
};

/// Where column c's row holds the derivative by slot `by` of column `of`; -1 where it has none.
Index entry(const Hollow& hollow, const process::ColumnMatrix& matrix, Index c, int s, Index of, int by) {
  auto place = [&](int entry) { return matrix.at(c, s, entry); };
  if (of == c) return by == s ? place(0) : by == s - 1 ? place(1) : by == s + 1 ? place(2) : -1;
  if (by != s) return -1;
  const auto& mesh = *hollow.mesh;
  for (Index k = mesh.first_link()[static_cast<Size>(c)]; k < mesh.first_link()[static_cast<Size>(c) + 1];
       ++k) {
    const auto link = static_cast<Size>(mesh.column_links()[static_cast<Size>(k)] / 2);
    const Index other = mesh.link_a()[link] == c ? mesh.link_b()[link] : mesh.link_a()[link];
    if (other == of) return place(3 + k - mesh.first_link()[static_cast<Size>(c)]);
  }
  return -1;
}

TEST(Flow, JacobianIsTheDerivativeOfTheResidual) {
  for (unsigned seed : {1u, 2u, 3u}) {
    Hollow hollow;
    hollow.flow->initialise(Hollow::heads(seed));
    hollow.flow->begin({0.0, 600.0});
    const auto at = Hollow::heads(seed + 100);
    hollow.residual(at);
    const auto matrix = process::make_column_matrix(*hollow.mesh, Hollow::slots);
    hollow.flow->jacobian(Hollow::unknowns(at), matrix);
    const auto exact = to_host(matrix.values);
    for (Index of = 0; of < Hollow::columns; ++of)
      for (int by = 0; by < Hollow::slots; ++by) {
        const auto j = static_cast<Size>(of * Hollow::slots + by);
        // Fourth order, so that truncation stays below rounding; kinks are farther away than 2 steps.
        const double step = 1e-5;
        auto shifted = [&](double by_steps) {
          auto values = at;
          values[j] += by_steps * step;
          return hollow.residual(values);
        };
        const auto a = shifted(-2), b = shifted(-1), c = shifted(1), d = shifted(2);
        for (Index column = 0; column < Hollow::columns; ++column)
          for (int s = 0; s < Hollow::slots; ++s) {
            const auto i = static_cast<Size>(column * Hollow::slots + s);
            const double difference = (a[i] - 8 * b[i] + 8 * c[i] - d[i]) / (12 * step);
            const Index place = entry(hollow, matrix, column, s, of, by);
            const double derivative = place < 0 ? 0.0 : exact[static_cast<Size>(place)];
            EXPECT_NEAR(difference, derivative, 1e-6 * std::fabs(derivative) + 2e-9)
                << "residual of column " << column << " slot " << s << " by column " << of << " slot " << by
                << ", psi " << at[j] << ", seed " << seed;
          }
      }
  }
}

TEST(Flow, AStepThatIsNotCommittedLeavesNoTrace) {
  Hollow hollow;
  hollow.flow->initialise(Hollow::heads(7));
  const auto state = to_host(hollow.flow->state());
  std::vector<std::vector<double>> fields;
  for (const auto& field : hollow.fields->all())
    fields.push_back(to_host(hollow.fields->find(field.info.name)));
  hollow.flow->begin({0.0, 3600.0});
  const auto first = hollow.residual(Hollow::heads(8));
  hollow.flow->error(Hollow::unknowns(Hollow::heads(8)));
  EXPECT_EQ(to_host(hollow.flow->state()), state);
  for (Size i = 0; i < fields.size(); ++i)
    EXPECT_EQ(to_host(hollow.fields->all()[i].values), fields[i]) << hollow.fields->all()[i].info.name;
  // A shorter step in between changes nothing of the longer one.
  hollow.flow->begin({0.0, 900.0});
  hollow.residual(Hollow::heads(9));
  hollow.flow->begin({0.0, 3600.0});
  EXPECT_EQ(hollow.residual(Hollow::heads(8)), first);
}

TEST(Flow, AHeldCellTakesWhatItsBalanceLacksAndCouplesToNoOther) {
  constexpr Index column = 6;
  constexpr int slot = 2;
  constexpr Size held = column * Hollow::slots + slot;
  constexpr double head = 4.2, conductance = 3e-5, length = 600.0;
  auto at = Hollow::heads(21);
  Hollow open(std::vector<BoundaryPatch>{}),
      hollow({{"spring", BoundaryKind::held, {{column, slot, conductance, 0.0, head, 0.0}}},
              {"drain", BoundaryKind::drain, {{column, slot, 1e-4, 0.0, 3.9, 0.0}}}});
  for (Hollow* each : {&open, &hollow}) {
    each->flow->initialise(Hollow::heads(20));
    each->flow->begin({0.0, length});
  }
  const auto guess = Hollow::unknowns(at);
  hollow.flow->guess(guess);
  at[held] = head - hollow.mesh->cell_centre(column, slot - 1);
  EXPECT_EQ(to_host(guess)[held], at[held]);

  const auto lacks = open.residual(at);
  EXPECT_EQ(hollow.residual(at)[held], 0.0);
  const auto matrix = process::make_column_matrix(*hollow.mesh, Hollow::slots);
  hollow.flow->jacobian(Hollow::unknowns(at), matrix);
  const auto values = to_host(matrix.values);
  EXPECT_EQ(values[static_cast<Size>(matrix.at(column, slot, 0))], conductance);
  for (Index of = 0; of < Hollow::columns; ++of)
    for (int by = 0; by < Hollow::slots; ++by) {
      if (of == column && by == slot) continue;
      for (const Index place :
           {entry(hollow, matrix, column, slot, of, by), entry(hollow, matrix, of, by, column, slot)})
        if (place >= 0) EXPECT_EQ(values[static_cast<Size>(place)], 0.0) << of << " " << by;
    }

  hollow.flow->commit(Hollow::unknowns(at));
  auto through = hollow.flow->boundary().totals(hollow.comm);
  EXPECT_LT(through[1], 0.0);
  EXPECT_NEAR(through[0] + through[1], lacks[held], 1e-12 * std::fabs(lacks[held]));
}

TEST(Flow, ALakeAtRestStaysAtRest) {
  Hollow hollow(true);
  std::vector<double> heads;
  const double level = 6.0;
  for (Index c = 0; c < Hollow::columns; ++c) {
    ASSERT_LT(hollow.mesh->ground()[static_cast<Size>(c)], level);
    heads.push_back(level - hollow.mesh->ground()[static_cast<Size>(c)]);
    for (int k = 0; k < Hollow::layers; ++k) heads.push_back(level - hollow.mesh->cell_centre(c, k));
  }
  hollow.flow->initialise(heads);
  hollow.flow->begin({0.0, 86400.0});
  for (double r : hollow.residual(heads)) EXPECT_NEAR(r, 0.0, 1e-15);
}

TEST(Flow, ResidualsOfEarlierStepsAreMadeUpForSoThatTheBalanceMissesTheLastAlone) {
  Hollow hollow;
  hollow.flow->initialise(Hollow::heads(11));
  const double length = 600.0;
  double last = 0.0;
  for (int i = 0; i < 3; ++i) {
    hollow.flow->begin({length * i, length});
    const auto at = Hollow::heads(static_cast<unsigned>(12 + i));  // solves nothing at all
    last = 0.0;
    for (double r : hollow.residual(at)) last += r;
    hollow.flow->commit(Hollow::unknowns(at));
  }
  const process::Balance balance = hollow.flow->balances().front();
  EXPECT_GT(std::fabs(last * length), 1.0);
  EXPECT_NEAR(balance.error(), last * length, 1e-9 * std::fabs(last * length));
}

}  // namespace
}  // namespace entail::flow
