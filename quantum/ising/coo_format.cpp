// dimod's COO: lines "i j bias", i = j for linear terms, indices from 0, and a comment "# vartype=SPIN" or
// "# vartype=BINARY" without which the file has no meaning. Equal pairs add up, as in dimod. The variables
// are those that are mentioned.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "quantum/ising/format_readers.hpp"

namespace entail::quantum {

namespace {

std::optional<VariableType> type_in(const TextLines& lines) {
  std::optional<VariableType> found;
  for (const auto comment : lines.comments()) {
    std::string text(comment);
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto place = text.find("vartype");
    if (place == std::string::npos) continue;
    const auto sign = text.find_first_of("=:", place);
    const auto name = sign == std::string::npos ? place + std::strlen("vartype") : sign + 1;
    std::string word(trim(text.substr(name)));
    if (word.starts_with("vartype.")) word.erase(0, 8);  // as Python prints the enumeration
    const auto type = word == "spin"     ? std::optional(VariableType::spin)
                      : word == "binary" ? std::optional(VariableType::binary)
                                         : std::nullopt;
    if (!type && sign == std::string::npos) continue;  // a sentence about it
    if (!type) lines.fail(fmt::format("the vartype \"{}\" is neither SPIN nor BINARY", word));
    if (found && found != type) lines.fail("two comments name different vartypes");
    found = type;
  }
  return found;
}

}  // namespace

Problem read_coo(const Source& source) {
  TextLines lines(source.text, source.path, '#');
  struct Entry {
    long long i, j;
    double value;
  };
  std::vector<Entry> entries;
  std::map<long long, int> index;  // label -> variable, in the order of labels
  while (lines.next()) {
    const long long i = lines.whole(0, "first index", 0, 1'000'000'000'000LL);
    const long long j = lines.whole(1, "second index", 0, 1'000'000'000'000LL);
    entries.push_back({i, j, lines.number(2, "bias")});
    if (lines.size() > 3) lines.fail(3, "expected two indices and a bias, found more");
    index[i];
    index[j];
  }
  if (entries.empty()) lines.fail("the file is empty: it has no line \"i j bias\"");
  const auto type = type_in(lines);
  if (!type)
    lines.fail(
        "nothing says whether the variables are spins or binary; add the line \"# vartype=SPIN\" or "
        "\"# vartype=BINARY\"");
  Problem problem;
  problem.type = *type;
  for (auto& [label, variable] : index) {
    variable = static_cast<int>(problem.names.size());
    problem.names.push_back(std::to_string(label));
  }
  std::vector<double> linear(problem.names.size());
  std::vector<PairTerm> pairs;
  for (const auto& [i, j, value] : entries) {
    if (i == j)
      linear[static_cast<std::size_t>(index[i])] += value;
    else
      pairs.push_back({index[i], index[j], value});
  }
  const auto remarks = read_remarks(lines);
  problem.model = model_of(*type, {remarks.offset, std::move(linear), std::move(pairs)});
  const auto numbers = problem.names;
  apply_names(remarks, lines, numbers, problem);
  return problem;
}

std::string write_coo(const Problem& problem) {
  const auto [offset, linear, pairs] = terms_of(problem);
  std::string text = fmt::format("# vartype={}\n", problem.type == VariableType::spin ? "SPIN" : "BINARY") +
                     remark_lines(problem, offset, numbered_names(problem.n_variables()), "#");
  // Every variable is mentioned, so that none is lost.
  for (std::size_t i = 0; i < linear.size(); ++i)
    text += fmt::format("{} {} {}\n", i, i, shortest(linear[i]));
  for (const auto& [i, j, value] : pairs) text += fmt::format("{} {} {}\n", i, j, shortest(value));
  return text;
}

}  // namespace entail::quantum
