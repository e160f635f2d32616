// Simulated annealing, parallel tempering and path-integral annealing: what they find, that the number of
// ranks does not matter, that replicas follow Boltzmann's distribution. Run on 1, 2 and 4 ranks.
#include <gtest/gtest.h>

#include <cmath>

#include "quantum/annealing/annealers.hpp"
#include "quantum/annealing/replicas.hpp"
#include "quantum/ising/problem.hpp"
#include "support/quantum_instances.hpp"
#include "support/shared_data.hpp"

namespace entail::quantum {
namespace {

/// The lowest energy by looking at all configurations.
double lowest_energy(const IsingModel& model) {
  double lowest = 1e300;
  for (std::uint64_t s = 0; s < std::uint64_t{1} << model.n_spins(); ++s)
    lowest = std::min(lowest, energy(model, s));
  return lowest;
}

SearchLimits few_sweeps() {
  SearchLimits limits;
  limits.seed = 7;
  limits.sweeps = 200;
  limits.batches = 2;
  return limits;
}

// The mean energy of independent replicas against the sum over all configurations.
template <class Replicas>
void expect_boltzmann(const IsingModel& model, const typename Replicas::Model& compact, double beta) {
  double partition = 0.0, mean = 0.0, square = 0.0;
  for (std::uint64_t s = 0; s < std::uint64_t{1} << model.n_spins(); ++s) {
    const double e = energy(model, s) - model.offset, weight = std::exp(-beta * e);
    partition += weight;
    mean += weight * e;
    square += weight * e * e;
  }
  mean /= partition;
  const double deviation = std::sqrt(square / partition - mean * mean);
  double sum = 0.0;
  int count = 0;
  for (std::uint64_t batch = 0; batch < 50; ++batch) {
    Replicas replicas(compact, 3, batch);
    for (int sweep = 0; sweep < 60; ++sweep) replicas.sweep(beta);
    for (int sample = 0; sample < 8; ++sample) {
      for (int sweep = 0; sweep < 20; ++sweep) replicas.sweep(beta);
      for (const double e : replicas.energies()) {
        sum += e;
        ++count;
      }
    }
  }
  // Five standard errors of independent samples; samples are 20 sweeps apart.
  EXPECT_NEAR(sum / count, mean, 5 * deviation / std::sqrt(count));
}

TEST(Replicas, OfBytesFollowBoltzmann) {
  // Weights of +1, -1 and others, with fields.
  const auto model = make_ising(0.0, {1, 0, -2, 0, 1, 0, 0, 3},
                                {{0, 1, 1},
                                 {1, 2, -1},
                                 {2, 3, 2},
                                 {3, 4, -3},
                                 {4, 5, 1},
                                 {5, 6, 1},
                                 {6, 7, -1},
                                 {0, 7, 2},
                                 {2, 6, 1},
                                 {1, 5, -2}});
  const auto bytes = byte_model(model);
  ASSERT_EQ(bytes.unit, 1.0);
  for (const double beta : {0.1, 0.4}) expect_boltzmann<ByteReplicas>(model, bytes, beta);
}

TEST(Replicas, OfFloatsFollowBoltzmann) {
  const auto model = testing::random_model(8, 0.5, 4);
  for (const double beta : {0.3, 1.0}) expect_boltzmann<FloatReplicas>(model, float_model(model), beta);
}

TEST(Replicas, TellTheirEnergies) {
  const auto graph = testing::regular_graph(30, 2);
  const auto compact_graph = byte_model(graph);
  ByteReplicas bytes(compact_graph, 1, 1);
  const auto energies = bytes.energies();
  for (const int lane : {0, 31, 32, 63})
    EXPECT_DOUBLE_EQ(energies[static_cast<std::size_t>(lane)] + graph.offset,
                     energy(graph, bytes.bits(lane)));
  const auto model = testing::random_model(30, 0.4, 2);
  const auto compact = float_model(model);
  FloatReplicas floats(compact, 1, 1);
  const auto float_energies = floats.energies();
  for (const int lane : {0, 7, 8, 15})
    EXPECT_NEAR(float_energies[static_cast<std::size_t>(lane)] + model.offset,
                energy(model, floats.bits(lane)), 1e-4);
}

TEST(Replicas, BytesHoldNoLargeWeights) {
  EXPECT_EQ(byte_model(make_ising(0, {0, 0}, {{0, 1, 128}})).unit, 0.0);
  EXPECT_EQ(byte_model(make_ising(0, {0, 0}, {{0, 1, 0.3}})).unit, 0.0);
  EXPECT_EQ(byte_model(make_ising(0, {0, 0}, {{0, 1, 0.25}})).unit, 0.25);
}

TEST(Annealing, FindsTheLowestEnergyOfSmallModels) {
  const Comm comm;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const bool real : {false, true}) {
      const auto model = real ? testing::random_model(14, 0.5, seed) : testing::regular_graph(14, seed);
      const double lowest = lowest_energy(model);
      const auto betas = beta_range(model);
      const auto limits = few_sweeps();
      EXPECT_NEAR(simulated_annealing(comm, model, betas, limits).solutions.front().energy, lowest, 1e-12);
      EXPECT_NEAR(parallel_tempering(comm, model, betas, 8, limits).solutions.front().energy, lowest, 1e-12);
      EXPECT_NEAR(path_integral_annealing(comm, model, {.slices = 8}, limits).solutions.front().energy,
                  lowest, 1e-12);
    }
}

void expect_equal(const SearchResult& a, const SearchResult& b) {
  EXPECT_EQ(a.batches, b.batches);
  EXPECT_EQ(a.samples, b.samples);
  ASSERT_EQ(a.solutions.size(), b.solutions.size());
  for (std::size_t k = 0; k < a.solutions.size(); ++k) {
    EXPECT_EQ(a.solutions[k].energy, b.solutions[k].energy);
    EXPECT_EQ(a.solutions[k].bits, b.solutions[k].bits);
  }
}

TEST(Annealing, IsTheSameOnAnyNumberOfRanks) {
  const Comm all, alone(MPI_COMM_SELF);
  const auto model = testing::random_model(40, 0.2, 3);
  auto limits = few_sweeps();
  limits.sweeps = 30;
  limits.batches = 7;
  const auto betas = beta_range(model);
  expect_equal(simulated_annealing(all, model, betas, limits),
               simulated_annealing(alone, model, betas, limits));
  limits.batches = 0;
  limits.target = simulated_annealing(alone, model, betas, few_sweeps()).solutions.front().energy + 1e-9;
  limits.sweeps = 5;  // several batches until the target
  const auto a = simulated_annealing(all, model, betas, limits);
  expect_equal(a, simulated_annealing(alone, model, betas, limits));
  EXPECT_TRUE(a.reached);
}

// Beyond the range of single precision, in which these replicas are held.
TEST(Annealing, OfAnyMagnitude) {
  const auto model = testing::random_model(60, 0.2, 3);
  const auto expected = simulated_annealing(Comm(), model, beta_range(model), few_sweeps());
  for (const int power : {-400, 400}) {
    IsingModel scaled = model;
    scaled.offset = std::ldexp(model.offset, power);
    for (auto& h : scaled.fields) h = std::ldexp(h, power);
    for (auto& term : scaled.couplings) term.value = std::ldexp(term.value, power);
    const auto result = simulated_annealing(Comm(), scaled, beta_range(scaled), few_sweeps());
    EXPECT_EQ(result.solutions.front().bits, expected.solutions.front().bits);
    const auto annealed = path_integral_annealing(Comm(), scaled, {.slices = 4}, few_sweeps());
    EXPECT_EQ(annealed.solutions.front().bits, expected.solutions.front().bits);
  }
}

TEST(Annealing, KeepsDistinctStatesInOrder) {
  const auto result = simulated_annealing(Comm(), testing::ring(12), {0.1, 3.0}, few_sweeps());
  ASSERT_GT(result.solutions.size(), 1u);
  EXPECT_EQ(result.solutions[0].energy, -12.0);
  EXPECT_EQ(result.solutions[1].energy, -12.0);
  for (std::size_t k = 1; k < result.solutions.size(); ++k) {
    EXPECT_LE(result.solutions[k - 1].energy, result.solutions[k].energy);
    EXPECT_NE(result.solutions[k - 1].bits, result.solutions[k].bits);
  }
}

TEST(Annealing, KeepsFeasibleStatesOnly) {
  auto limits = few_sweeps();
  limits.feasible = [](const std::vector<std::uint8_t>& bits) { return bits[0] == 1; };
  const auto result = simulated_annealing(Comm(), testing::ring(12), {0.1, 3.0}, limits);
  EXPECT_LT(result.feasible, result.samples);
  ASSERT_FALSE(result.solutions.empty());
  for (const auto& solution : result.solutions) EXPECT_EQ(solution.bits[0], 1);
}

TEST(Annealing, StopsByTime) {
  SearchLimits limits;
  limits.seconds = 0.05;
  limits.sweeps = 1'000'000'000;
  const auto result = simulated_annealing(Comm(), testing::ring(12), {0.1, 3.0}, limits);
  EXPECT_FALSE(result.solutions.empty());
}

TEST(Annealing, WithoutCouplings) {
  const auto model = make_ising(0.0, {1.0, -0.5, 0.0}, {});
  const auto result = simulated_annealing(Comm(), model, beta_range(model), few_sweeps());
  EXPECT_DOUBLE_EQ(result.solutions.front().energy, -1.5);
}

void expect_cut(const std::string& path, double cut) {
  const auto problem = read_problem(path);
  SearchLimits limits;
  limits.seed = 7;
  limits.batches = 200;
  limits.target = -cut;
  const auto result = simulated_annealing(Comm(), problem.model, beta_range(problem.model), limits);
  EXPECT_TRUE(result.reached);
  EXPECT_EQ(problem.value_of(result.solutions.front().energy), cut);
}

// Best known cuts of the G-set (Benlic & Hao 2013, doi:10.1016/j.engappai.2012.09.001, table 1).
TEST(Annealing, ReachesTheBestKnownCutOfG1) {
  ENTAIL_SHARED_DATA(path, "G1.txt");
  expect_cut(path, 11624);
}
TEST(Annealing, ReachesTheBestKnownCutOfG11) {
  ENTAIL_SHARED_DATA(path, "G11.txt");
  expect_cut(path, 564);
}

}  // namespace
}  // namespace entail::quantum
