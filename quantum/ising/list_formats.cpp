// The formats that are a line "n m" and m lines "i j value", counted from 1: G-set (rudy), Biq Mac sparse and
// OR-Library bqp. They differ in what the lines mean.
#include <fmt/format.h>

#include <unordered_map>

#include "base/error.hpp"
#include "base/log.hpp"
#include "quantum/ising/format_readers.hpp"

namespace entail::quantum {

namespace {

constexpr long long most_variables = 100'000'000;

struct Entries {
  int n = 0;
  std::vector<PairTerm> terms;  ///< 0-based, as listed
};

/// Reads the header that `lines` stands on and its entries. A pair that is listed twice, in either order, is
/// an error: such files list one triangle, and a second entry would be counted in a way that nobody can
/// guess.
Entries read_entries(TextLines& lines, bool diagonal_allowed) {
  const auto first_word = lines.words()[0].text;
  if (first_word == "c" || first_word == "p")
    lines.fail(0,
               "a DIMACS graph is not read; write \"n m\" for the line \"p …\" and \"i j weight\" for each "
               "\"e i j\", without the lines \"c …\"");
  if (lines.size() != 2) lines.fail(0, "expected two numbers: how many variables, how many entries");
  Entries entries;
  entries.n = static_cast<int>(lines.whole(0, "number of variables", 1, most_variables));
  const long long count = lines.whole(1, "number of entries", 0, 4'000'000'000LL);
  std::unordered_map<std::uint64_t, int> seen;
  for (long long k = 0; k < count; ++k) {
    if (!lines.next())
      lines.fail(fmt::format("the header promises {} entries, the file ends after {}", count, k));
    const int i = static_cast<int>(lines.whole(0, "first index", 1, entries.n)) - 1;
    const int j = static_cast<int>(lines.whole(1, "second index", 1, entries.n)) - 1;
    // G-set writes the weight; some rudy files leave out a weight of 1.
    const double value = !diagonal_allowed && lines.size() == 2 ? 1.0 : lines.number(2, "value");
    if (lines.size() > 3) lines.fail(3, "expected two indices and a value, found more");
    if (i == j && !diagonal_allowed)
      lines.fail(
          0, fmt::format("an edge from vertex {} to itself cannot be cut; is this a QUBO (--format biqmac)?",
                         i + 1));
    const auto key =
        (static_cast<std::uint64_t>(std::min(i, j)) << 32) | static_cast<std::uint32_t>(std::max(i, j));
    const auto [first, is_new] = seen.emplace(key, lines.line());
    if (!is_new)
      lines.fail(0,
                 fmt::format("the pair {} {} was listed on line {} already; a pair is listed once and stands "
                             "for both orders",
                             i + 1, j + 1, first->second));
    entries.terms.push_back({i, j, value});
  }
  return entries;
}

void expect_end(TextLines& lines, const std::string& after) {
  if (lines.next()) lines.fail(0, "the file goes on after " + after);
}

/// The problem x'Qx with the symmetric Q of the entries, times `sign`.
Problem quadratic_problem(const Entries& entries, double sign, double offset) {
  std::vector<double> linear(static_cast<std::size_t>(entries.n));
  std::vector<PairTerm> pairs;
  for (const auto& [i, j, value] : entries.terms) {
    if (i == j)
      linear[static_cast<std::size_t>(i)] += sign * value;
    else
      pairs.push_back({i, j, 2 * sign * value});  // q_ij and q_ji
  }
  Problem problem;
  problem.model = to_ising(make_qubo(offset, std::move(linear), std::move(pairs)));
  problem.names = numbered_names(entries.n, 1);
  return problem;
}

/// The upper triangle of the symmetric matrix of a QUBO, times `sign`: "i j q" lines and their number.
std::pair<std::string, std::size_t> triangle_lines(const Qubo& qubo, double sign) {
  std::string text;
  std::size_t count = 0;
  const auto put = [&](int i, int j, double value) {
    text += fmt::format("{} {} {}\n", i + 1, j + 1, shortest(value));
    ++count;
  };
  std::size_t k = 0;
  for (int i = 0; i < qubo.n_variables(); ++i) {
    const double a = qubo.linear[static_cast<std::size_t>(i)];
    if (a != 0.0) put(i, i, sign * a);
    for (; k < qubo.quadratic.size() && qubo.quadratic[k].i == i; ++k)
      put(i, qubo.quadratic[k].j, sign * qubo.quadratic[k].value / 2);
  }
  return {text, count};
}

}  // namespace

// MaxCut: cut = sum w (1 - z z') / 2, and the energy is -cut.
Problem read_rudy(const Source& source) {
  TextLines lines(source.text, source.path, '#');
  if (!lines.next()) lines.fail("the file is empty");
  const auto entries = read_entries(lines, false);
  expect_end(lines, "its last edge");
  const auto remarks = read_remarks(lines);
  std::vector<PairTerm> couplings;
  double offset = remarks.offset;
  for (const auto& [i, j, weight] : entries.terms) {
    couplings.push_back({i, j, weight / 2});
    offset -= weight / 2;
  }
  Problem problem;
  problem.model =
      make_ising(offset, std::vector<double>(static_cast<std::size_t>(entries.n)), std::move(couplings));
  problem.names = numbered_names(entries.n, 1);
  problem.value_name = "cut";
  problem.maximise = true;
  apply_names(remarks, lines, problem.names, problem);
  return problem;
}

std::string write_rudy(const Problem& problem) {
  if (problem.model.has_fields())
    throw UsageError("a MaxCut graph (rudy) has no fields, and this problem has; write it as coo or bqpjson");
  double offset = problem.model.offset;
  std::string edges;
  for (const auto& [i, j, coupling] : problem.model.couplings) {
    edges += fmt::format("{} {} {}\n", i + 1, j + 1, shortest(2 * coupling));
    offset += coupling;
  }
  return remark_lines(problem, offset, numbered_names(problem.n_variables(), 1), "#") +
         fmt::format("{} {}\n", problem.n_variables(), problem.model.couplings.size()) + edges;
}

Problem read_biqmac(const Source& source) {
  TextLines lines(source.text, source.path, '#');
  if (!lines.next()) lines.fail("the file is empty");
  const auto entries = read_entries(lines, true);
  expect_end(lines, "its last entry");
  const auto remarks = read_remarks(lines);
  Problem problem = quadratic_problem(entries, 1.0, remarks.offset);
  const auto numbers = problem.names;
  apply_names(remarks, lines, numbers, problem);
  return problem;
}

std::string write_biqmac(const Problem& problem) {
  const Qubo qubo = to_qubo(problem.model);
  const auto [text, count] = triangle_lines(qubo, 1.0);
  return remark_lines(problem, qubo.offset, numbered_names(problem.n_variables(), 1), "#") +
         fmt::format("{} {}\n", problem.n_variables(), count) + text;
}

// OR-Library states its problems as maxima.
Problem read_orlib(const Source& source, int number) {
  TextLines lines(source.text, source.path, '\0');
  if (!lines.next()) lines.fail("the file is empty");
  if (lines.size() != 1) lines.fail(0, "expected one number: how many problems the file holds");
  const auto count = static_cast<int>(lines.whole(0, "number of problems", 1, 1'000'000));
  if (number < 1 || number > count)
    throw UsageError(fmt::format("{} holds {} problem{}; there is no number {}", source.path, count,
                                 count == 1 ? "" : "s", number));
  Entries chosen;
  for (int k = 1; k <= count; ++k) {
    if (!lines.next())
      lines.fail(fmt::format("the file promises {} problems and ends after {}", count, k - 1));
    Entries entries = read_entries(lines, true);
    if (k == number) chosen = std::move(entries);
  }
  expect_end(lines, "its last problem");
  Problem problem = quadratic_problem(chosen, -1.0, 0.0);
  problem.value_name = "value";
  problem.maximise = true;
  return problem;
}

std::string write_orlib(const Problem& problem) {
  const Qubo qubo = to_qubo(problem.model);
  if (qubo.offset != 0.0)
    throw UsageError(
        fmt::format("an OR-Library file has no place for this problem's constant {}; write it as "
                    "biqmac or bqpjson",
                    shortest(qubo.offset)));
  if (problem.names != numbered_names(problem.n_variables(), 1))
    log::warn("an OR-Library file has no place for the names of variables: they are now 1 to {}",
              problem.n_variables());
  const auto [text, count] = triangle_lines(qubo, -1.0);
  return fmt::format("1\n{} {}\n", problem.n_variables(), count) + text;
}

}  // namespace entail::quantum
