// qbsolv's .qubo: comments "c …" (its own reader passes over "# …" as well), a line "p qubo TOPOLOGY maxNodes
// nNodes nCouplers", nNodes lines "i i weight" and nCouplers lines "i j weight" with i < j, which qbsolv
// insists on; indices from 0 below maxNodes, each pair counted once.
#include <fmt/format.h>

#include <unordered_map>

#include "quantum/ising/format_readers.hpp"

namespace entail::quantum {

namespace {

struct Header {
  int n = 0;
  long long nodes = 0, couplers = 0;
};

Header read_header(TextLines& lines) {
  if (!lines.next()) lines.fail("the file is empty");
  if (lines.words()[0].text != "p" || lines.size() < 2 || lines.words()[1].text != "qubo")
    lines.fail(0, "expected the line \"p qubo 0 maxNodes nNodes nCouplers\"");
  if (lines.size() != 6)
    lines.fail(0, "the line \"p qubo\" must have four more words: topology, maxNodes, nNodes, nCouplers");
  Header header;
  header.n = static_cast<int>(lines.whole(3, "maxNodes", 1, 100'000'000));
  header.nodes = lines.whole(4, "nNodes", 0, header.n);
  header.couplers = lines.whole(5, "nCouplers", 0, 4'000'000'000LL);
  return header;
}

}  // namespace

Problem read_qbsolv(const Source& source) {
  TextLines lines(source.text, source.path, 'c');
  const Header header = read_header(lines);
  std::vector<double> linear(static_cast<std::size_t>(header.n));
  std::vector<PairTerm> pairs;
  std::unordered_map<std::uint64_t, int> seen;
  long long nodes = 0;
  while (lines.next()) {
    const int i = static_cast<int>(lines.whole(0, "first index", 0, header.n - 1));
    const int j = static_cast<int>(lines.whole(1, "second index", 0, header.n - 1));
    const double weight = lines.number(2, "weight");
    if (lines.size() > 3) lines.fail(3, "expected two indices and a weight, found more");
    if (i > j) lines.fail(0, fmt::format("a coupler is written with its smaller index first: {} {}", j, i));
    const auto key = (static_cast<std::uint64_t>(i) << 32) | static_cast<std::uint32_t>(j);
    const auto [first, is_new] = seen.emplace(key, lines.line());
    if (!is_new) lines.fail(0, fmt::format("{} {} was given on line {} already", i, j, first->second));
    if (i == j) {
      linear[static_cast<std::size_t>(i)] = weight;
      ++nodes;
    } else {
      pairs.push_back({i, j, weight});
    }
  }
  const auto couplers = static_cast<long long>(pairs.size());
  if (nodes != header.nodes || couplers != header.couplers)
    lines.fail(fmt::format("the line \"p qubo\" promises {} nodes and {} couplers, the file has {} and {}",
                           header.nodes, header.couplers, nodes, couplers));
  const auto remarks = read_remarks(lines);
  Problem problem;
  problem.model = to_ising(make_qubo(remarks.offset, std::move(linear), std::move(pairs)));
  problem.names = numbered_names(header.n);
  const auto numbers = problem.names;
  apply_names(remarks, lines, numbers, problem);
  return problem;
}

std::string write_qbsolv(const Problem& problem) {
  const Qubo qubo = to_qubo(problem.model);
  std::string text =
      remark_lines(problem, qubo.offset, numbered_names(problem.n_variables()), "c") +
      fmt::format("p qubo 0 {} {} {}\n", qubo.linear.size(), qubo.linear.size(), qubo.quadratic.size());
  for (std::size_t i = 0; i < qubo.linear.size(); ++i)
    text += fmt::format("{} {} {}\n", i, i, shortest(qubo.linear[i]));
  for (const auto& [i, j, value] : qubo.quadratic) text += fmt::format("{} {} {}\n", i, j, shortest(value));
  return text;
}

}  // namespace entail::quantum
