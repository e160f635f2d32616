#include "quantum/ising/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "quantum/ising/format_readers.hpp"

namespace entail::quantum {

namespace {

struct FormatFunctions {
  Format format;
  std::function<Problem(const Source&, int)> read;
  std::function<std::string(const Problem&)> write;
};

template <class Read>
auto alone(Read read) {
  return [read](const Source& source, int) { return read(source); };
}

const std::vector<FormatFunctions>& functions() {
  static const std::vector<FormatFunctions> all = {
      {{"rudy", "rud rudy mc", "MaxCut graph of the G-set: n m, then i j weight"},
       alone(read_rudy),
       write_rudy},
      {{"biqmac", "sparse bq", "QUBO of Biq Mac: n m, then i j q of the symmetric matrix; minimised"},
       alone(read_biqmac),
       write_biqmac},
      {{"orlib", "", "QUBOs of OR-Library (bqp): count, then as biqmac; maximised"}, read_orlib, write_orlib},
      {{"coo", "coo", "Ising model or QUBO of dimod: i j bias under a comment with the vartype"},
       alone(read_coo),
       write_coo},
      {{"qbsolv", "qubo", "QUBO of qbsolv: p qubo, then i j weight"}, alone(read_qbsolv), write_qbsolv},
      {{"bqpjson", "json", "Ising model or QUBO as JSON"}, alone(read_bqpjson), write_bqpjson},
      {{"dimod", "bqm", "Ising model or QUBO as the JSON of dimod's to_serializable()"},
       alone(read_dimod),
       write_dimod}};
  return all;
}

const FormatFunctions& functions_of(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& entry : functions()) {
    if (entry.format.name == name) return entry;
    names.push_back(entry.format.name);
  }
  throw UsageError(
      fmt::format("unknown format \"{}\": {}{}", name, enumerate(names, "or"), did_you_mean(name, names)));
}

std::string format_of_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  if (extension.empty()) return "";
  extension.erase(0, 1);
  for (const auto& entry : functions())
    for (const auto& known : split_list(entry.format.extensions, ' '))
      if (!known.empty() && known == extension) return entry.format.name;
  return "";
}

bool has_diagonal(TextLines& lines) {
  while (lines.next())
    if (lines.size() == 3 && lines.words()[0].text == lines.words()[1].text) return true;
  return false;
}

/// dimod's JSON has a list that bqpjson has not; both come with the extension .json.
bool is_dimod(const std::string& text) { return text.find("\"linear_biases\"") != std::string::npos; }

/// dimod's to_file() writes arrays of bytes under a header.
void refuse_binary(const Source& source) {
  if (source.text.starts_with("DIMODBQM"))
    throw DataError(source.path +
                    ": dimod's binary file (to_file) is not read; in Python, write "
                    "json.dumps(bqm.to_serializable()) to a file with the extension .bqm");
}

/// Tells the format from the first lines. A list with diagonal entries is a QUBO; without, a graph.
std::string recognise(const Source& source) {
  const auto start = trim(source.text);
  if (start.empty()) throw DataError(source.path + ": the file is empty");
  if (start[0] == '{') return is_dimod(source.text) ? "dimod" : "bqpjson";
  TextLines qbsolv(source.text, source.path, 'c');
  if (qbsolv.next() && qbsolv.words()[0].text == "p")
    return qbsolv.size() > 1 && qbsolv.words()[1].text == "qubo" ? "qbsolv" : "rudy";
  TextLines lines(source.text, source.path, '#');
  if (!lines.next()) lines.fail("the file holds nothing but comments");
  for (const auto comment : lines.comments())
    if (comment.find("vartype") != std::string_view::npos) return "coo";
  if (lines.size() == 1) return "orlib";
  if (lines.size() == 2) return has_diagonal(lines) ? "biqmac" : "rudy";
  if (lines.size() == 3) return "coo";
  lines.fail(0, "this is no file of a known format; give --format");
}

/// Names must be distinct, and stand on one line: comments and columns carry them.
void check_names(const Problem& problem, const std::string& path) {
  std::unordered_set<std::string> names;
  for (std::size_t i = 0; i < problem.names.size(); ++i) {
    const auto& name = problem.names[i];
    if (!names.insert(name).second)
      throw DataError(fmt::format("{}: two variables are called \"{}\"", path, name));
    if (name.find_first_of("\r\n") != std::string::npos)
      throw DataError(
          fmt::format("{}: the name of variable {}, counted from 0, holds a line break", path, i));
  }
}

}  // namespace

std::vector<std::string> numbered_names(int n, int first) {
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(std::to_string(i + first));
  return names;
}

const std::vector<Format>& formats() {
  static const std::vector<Format> all = [] {
    std::vector<Format> list;
    for (const auto& entry : functions()) list.push_back(entry.format);
    return list;
  }();
  return all;
}

Problem parse_problem(const std::string& text, const std::string& path, const std::string& format,
                      int number) {
  const Source source{text, path};
  refuse_binary(source);
  std::string name = format.empty() ? format_of_extension(path) : format;
  if (name.empty()) name = recognise(source);
  if (format.empty() && name == "bqpjson" && is_dimod(text)) name = "dimod";
  if (number != 1 && name != "orlib")
    throw UsageError(fmt::format("{} holds one problem; there is no number {}", path, number));
  Problem problem = functions_of(name).read(source, number);
  problem.format = name;
  const auto range = energy_range(problem.model);
  const double span = range.high - range.low;
  // Squares of coefficients are added up in many places.
  if (!(span < 1e150) || (span > 0 && span < 1e-150))
    throw DataError(fmt::format(
        "{}: the coefficients add up {} what the solvers can hold: 1e-150 to 1e150; choose another unit",
        path, span < 1 ? "below" : "beyond"));
  check_names(problem, path);
  return problem;
}

Problem read_problem(const std::string& path, const std::string& format, int number) {
  if (std::filesystem::is_directory(path)) throw DataError(path + ": is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw DataError(path + ": cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_problem(text.str(), path, format, number);
}

std::string format_problem(const Problem& problem, const std::string& format) {
  return functions_of(format).write(problem);
}

void write_problem(const Problem& problem, const std::string& path, const std::string& format) {
  const std::string name = format.empty() ? format_of_extension(path) : format;
  if (name.empty())
    throw UsageError(fmt::format(
        "{}: no format has this extension; use .coo, .qubo, .json, .bqm, .rudy or .sparse", path));
  const std::string text = format_problem(problem, name);
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw DataError(path + ": cannot be written");
}

IsingModel model_of(VariableType type, Terms terms) {
  if (type == VariableType::spin)
    return make_ising(terms.offset, std::move(terms.linear), std::move(terms.pairs));
  return to_ising(make_qubo(terms.offset, std::move(terms.linear), std::move(terms.pairs)));
}

Terms terms_of(const Problem& problem) {
  if (problem.type == VariableType::spin)
    return {problem.model.offset, problem.model.fields, problem.model.couplings};
  Qubo qubo = to_qubo(problem.model);
  return {qubo.offset, std::move(qubo.linear), std::move(qubo.quadratic)};
}

void apply_names(const Remarks& remarks, const TextLines& lines, const std::vector<std::string>& numbers,
                 Problem& problem) {
  if (remarks.names.empty()) return;
  std::unordered_map<std::string, std::size_t> variable;
  for (std::size_t i = 0; i < numbers.size(); ++i) variable[numbers[i]] = i;
  for (const auto& [number, name] : remarks.names) {
    const auto found = variable.find(number);
    if (found == variable.end())
      lines.fail(fmt::format("a comment names the variable {}, which the file does not have", number));
    problem.names[found->second] = name;
  }
}

std::string remark_lines(const Problem& problem, double offset, const std::vector<std::string>& numbers,
                         const std::string& mark) {
  std::string text;
  if (offset != 0.0) text += fmt::format("{} offset={}\n", mark, shortest(offset));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (problem.names[i] != numbers[i])
      text += fmt::format("{} variable {} = {}\n", mark, numbers[i], problem.names[i]);
  return text;
}

std::string shortest(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end);
}

}  // namespace entail::quantum
