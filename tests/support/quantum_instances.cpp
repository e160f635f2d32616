#include "support/quantum_instances.hpp"

#include <cmath>
#include <numbers>
#include <set>

#include "base/random.hpp"

namespace entail::testing {

namespace {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t state) : state_(state) {}
  double uniform() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

template <class Uniform>
double normal(Uniform&& uniform) {
  const double u1 = uniform(), u2 = uniform();
  return std::sqrt(-2 * std::log(1 - u1)) * std::cos(2 * std::numbers::pi * u2);
}

}  // namespace

quantum::IsingModel dense_instance(int n) {
  SplitMix random(static_cast<std::uint64_t>(1000003 + n));
  const double scale = 1.0 / std::sqrt(n);
  const auto draw = [&] { return scale * normal([&] { return random.uniform(); }); };
  std::vector<quantum::PairTerm> couplings;
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) couplings.push_back({i, j, draw()});
  std::vector<double> fields(static_cast<std::size_t>(n));
  for (auto& h : fields) h = draw();
  return quantum::make_ising(0.0, fields, couplings);
}

quantum::IsingModel ring(int n) {
  std::vector<quantum::PairTerm> couplings;
  for (int i = 0; i < n; ++i) couplings.push_back({i, (i + 1) % n, 0.5});
  return quantum::make_ising(-0.5 * n, std::vector<double>(static_cast<std::size_t>(n)), couplings);
}

quantum::IsingModel regular_graph(int n, std::uint64_t seed, bool real_weights) {
  // Pairing model: three stubs per vertex, paired at random until the graph is simple.
  random::Sequence random(seed, 77);
  while (true) {
    std::vector<int> stubs;
    for (int k = 0; k < 3 * n; ++k) stubs.push_back(k / 3);
    std::set<std::pair<int, int>> edges;
    bool simple = true;
    while (!stubs.empty() && simple) {
      const int a = stubs.back();
      stubs.pop_back();
      // Some tries for a partner that keeps the graph simple make success likely.
      simple = false;
      for (int attempt = 0; attempt < 50 && !simple; ++attempt) {
        const auto k = random.below(static_cast<std::uint32_t>(stubs.size()));
        const int b = stubs[k];
        if (a == b || edges.count(std::minmax(a, b)) > 0) continue;
        edges.insert(std::minmax(a, b));
        stubs.erase(stubs.begin() + k);
        simple = true;
      }
    }
    if (!simple) continue;
    std::vector<quantum::PairTerm> couplings;
    for (const auto& [a, b] : edges)
      couplings.push_back({a, b, 0.5 * (real_weights ? 2 * random.uniform() - 1 : 1.0)});
    return quantum::make_ising(0.0, std::vector<double>(static_cast<std::size_t>(n)), couplings);
  }
}

quantum::IsingModel random_model(int n, double density, std::uint64_t seed, bool with_fields) {
  random::Sequence random(seed, 78);
  const auto draw = [&] { return normal([&] { return random.uniform(); }); };
  std::vector<quantum::PairTerm> couplings;
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j)
      if (random.uniform() < density) couplings.push_back({i, j, draw()});
  std::vector<double> fields(static_cast<std::size_t>(n));
  if (with_fields)
    for (auto& h : fields) h = draw();
  return quantum::make_ising(draw(), fields, couplings);
}

}  // namespace entail::testing
