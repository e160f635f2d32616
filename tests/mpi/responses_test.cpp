// Responses by the transposed step against forward runs of the same linear operator, on a real deck.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "study/response_file.hpp"
#include "support/response_case.hpp"
#include "support/temporary.hpp"

namespace entail::study {
namespace {

using testing::ResponseCase;
using Size = std::size_t;

const std::string deck = std::string(ENTAIL_SOURCE_DIR) + "/tests/decks/responses.yaml";

/// Factors of M-matrices without pivoting keep every entry's digits, small ones too, where the tolerance of a
/// norm would end at those of the largest: so an error shows.
const char* const direct =
    "-response_ksp_type preonly -response_ksp_initial_guess_nonzero 0 -response_pc_type lu "
    "-response_pc_factor_mat_solver_type mumps "
    "-response_mat_mumps_cntl_1 0";

/// The run and its responses, computed once.
class ResponsesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    run = new ResponseCase(deck, direct);
    responses = new Responses(compute_responses(run->model, run->prepared.inputs, run->window));
  }
  static void TearDownTestSuite() {
    delete responses;
    delete run;
  }
  static ResponseCase* run;
  static Responses* responses;
};
ResponseCase* ResponsesTest::run = nullptr;
Responses* ResponsesTest::responses = nullptr;

/// What superposition makes of a release at a rate [kg/s] per lag step, the last lag first.
double superposed(const Responses& r, Size receptor, Size contaminant, std::int64_t face,
                  const std::vector<double>& rates) {
  ReleaseSchedule schedule{{0.0}, {}};
  for (Size k = r.lags.size(); k-- > 0;) {
    schedule.times.push_back(r.lags.back() - (k > 0 ? r.lags[k - 1] : 0.0));
    schedule.rates.push_back(rates[k]);
  }
  return r.kernel(receptor, contaminant, {{face, 1.0}}).concentration(schedule, r.lags.back());
}

TEST_F(ResponsesTest, EqualForwardRunsOfTheLinearOperator) {
  random::Sequence random(20260101, 0);
  const auto below = [&](Size n) { return random.below(static_cast<std::uint32_t>(n)); };
  double worst = 0.0;
  for (int i = 0; i < 20; ++i) {
    const Size receptor = below(responses->receptors.size()),
               contaminant = below(responses->contaminants.size());
    const auto face = static_cast<std::int64_t>(below(responses->n_faces));
    std::vector<double> rates;
    for (Size k = 0; k < responses->lags.size(); ++k) rates.push_back(random.uniform());
    const double forward = run->forward(receptor, contaminant, face, responses->into, responses->lags, rates);
    const double adjoint = superposed(*responses, receptor, contaminant, face, rates);
    const double difference = adjoint == forward ? 0.0 : std::fabs(adjoint - forward) / std::fabs(forward);
    if (run->comm.is_root())
      fmt::print("{:18} {:10} face {:4}  forward {:.12e}  adjoint {:.12e}  {:.1e}\n",
                 responses->receptors[receptor], responses->contaminants[contaminant], face, forward, adjoint,
                 difference);
    worst = std::max(worst, difference);
  }
  if (run->comm.is_root()) fmt::print("largest difference of 20 pairs: {:.2e}\n", worst);
  EXPECT_LT(worst, 1e-8);
}

/// A step of 40 days of the first contaminant.
struct AssembledStep {
  static constexpr double length = 40.0 * 86400.0;
  const transport::Geometry& g;
  transport::LinearTransport linear;
  Array<double> theta;
  process::ColumnMatrix now, before;

  explicit AssembledStep(ResponseCase& run, bool exchanges)
      : g(run.model.transport()->geometry()),
        linear(transport::make_linear_transport(run.model.mesh(), *run.model.transport(), 0,
                                                run.window.mean(), run.model.background(0))),
        theta("theta", static_cast<Size>(g.n_columns * g.slots)),
        now(process::make_column_matrix(run.model.mesh(), g.slots)),
        before(process::make_column_matrix(run.model.mesh(), g.slots)) {
    if (!exchanges) Kokkos::deep_copy(linear.exchange, 0.0);
    transport::implicitness(ExecutionSpace(), g, linear.carrier, linear.faces, {1, {linear.storage}},
                            linear.sinks, linear.reference, length, theta);
    run.model.mesh().halo().exchange(theta, g.slots);
  }
  void assemble(bool transposed) {
    transport::assemble_response(ExecutionSpace(), g, linear, theta, length, transposed, now, before);
  }
  std::vector<double> times(const process::ColumnMatrix& matrix, const Array<double>& x) const {
    Array<double> result("product", g.own_slots());
    process::multiply(ExecutionSpace(), matrix, Kokkos::subview(x, std::pair<Size, Size>(0, g.own_slots())),
                      Kokkos::subview(x, std::pair<Size, Size>(g.own_slots(), x.extent(0))), result);
    return to_host(result);
  }
};

TEST_F(ResponsesTest, StepAsTransportDoes) {
  AssembledStep step(*run, false);
  step.assemble(false);
  const auto& g = step.g;
  const Size own = g.own_slots();
  std::vector<double> concentration, mass, input;
  for (Size i = 0; i < step.theta.extent(0); ++i) concentration.push_back(random::uniform(1, 0, i));
  Array<double> c = to_device("c", concentration);
  run->model.mesh().halo().exchange(c, g.slots);
  const auto capacity = to_host(step.linear.capacity);
  for (Size i = 0; i < own; ++i) {
    mass.push_back(capacity[i] * concentration[i]);
    input.push_back(1e-3 * random::uniform(1, 1, i));
  }
  const ExecutionSpace space;
  const transport::Transfer transfer = transport::make_transfer(run->model.mesh(), g);
  const transport::LinearStorage line{step.linear.capacity, Array<double>("offset", own)};
  Array<double> gain("gain", own), right_side("right side", own);
  transport::assemble_transfer(space, g, step.linear.faces, step.theta, step.linear.sinks, transfer);
  transport::gain_in_step(space, transfer, 1, c, to_device("input", input), gain);
  Array<double> diagonals("diagonals", own);
  transport::add_storage(space, transfer, 1, line, AssembledStep::length, diagonals);
  for (Size i = 0; i < own; ++i)
    transfer.now.values(transfer.now.at(static_cast<Index>(i) / g.slots, static_cast<int>(i) % g.slots, 0)) =
        diagonals(i);
  transport::step_right_side(space, line, to_device("mass", mass), gain, AssembledStep::length, right_side);
  const auto by_model = step.times(transfer.now, c), by_response = step.times(step.now, c),
             from_before = step.times(step.before, c), right = to_host(right_side);
  for (Size i = 0; i < own; ++i) {
    const double scale = capacity[i] / AssembledStep::length + std::fabs(by_model[i]) + std::fabs(right[i]);
    ASSERT_NEAR(by_response[i], by_model[i], 1e-13 * scale) << i;
    ASSERT_NEAR(from_before[i] + input[i], right[i], 1e-12 * scale) << i;
  }
}

/// What a step takes from all slots together is what leaves the model: the columns of P - Q sum up to sinks.
TEST_F(ResponsesTest, NeitherLoseNorMakeSolute) {
  AssembledStep step(*run, true);
  step.assemble(true);
  Array<double> ones("ones", step.theta.extent(0));
  Kokkos::deep_copy(ones, 1.0);
  const auto now = step.times(step.now, ones), before = step.times(step.before, ones),
             sinks = to_host(step.linear.sinks), capacity = to_host(step.linear.capacity);
  const auto exchange = to_host(step.linear.exchange);
  EXPECT_GT(run->comm.max(*std::max_element(exchange.begin(), exchange.end())), 0.0);
  const auto diagonal = to_host(step.now.values);
  const auto first = to_host(step.now.first);
  for (Size i = 0; i < sinks.size(); ++i) {
    const Size column = i / static_cast<Size>(step.g.slots), slot = i % static_cast<Size>(step.g.slots);
    ASSERT_NEAR(now[i] - before[i], sinks[i], 1e-13 * diagonal[static_cast<Size>(first[column]) + slot]) << i;
  }
}

TEST_F(ResponsesTest, AreNeverNegativeAndReachEveryReceptor) {
  for (double value : responses->impulse) ASSERT_GE(value, 0.0);
  for (Size r = 0; r < responses->receptors.size(); ++r)
    for (Size c = 0; c < responses->contaminants.size(); ++c) {
      const auto integrated = responses->integrated(r, c);
      EXPECT_GT(*std::max_element(integrated.begin(), integrated.end()), 0.0) << responses->receptors[r];
    }
}

TEST_F(ResponsesTest, ComeBackFromTheirFileAndAreFoundStale) {
  const testing::TemporaryFolder folder;
  std::string place = run->comm.broadcast(folder.path());
  const io::ResultPath path(place, "creek", "responses", "nc");
  write_responses(run->model.mesh(), &*run->prepared.inputs.projection,
                  make_provenance(run->comm, run->prepared.inputs, "test"), path, *responses);
  Inputs& inputs = run->prepared.inputs;
  const Responses again = read_responses(run->comm, path.working_path, inputs);
  EXPECT_EQ(again.receptors, responses->receptors);
  EXPECT_EQ(again.contaminants, responses->contaminants);
  EXPECT_EQ(again.lags, responses->lags);
  EXPECT_EQ(again.impulse, responses->impulse);
  EXPECT_EQ(again.into, "ground");
  inputs.deck.title = "another title";
  EXPECT_NO_THROW(read_responses(run->comm, path.working_path, inputs));
  inputs.deck.responses->horizon *= 2.0;
  EXPECT_THROW(read_responses(run->comm, path.working_path, inputs), DataError);
  inputs.deck.responses->horizon *= 0.5;
  MPI_Barrier(run->comm.handle());
}

}  // namespace
}  // namespace entail::study
