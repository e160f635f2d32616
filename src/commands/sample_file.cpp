#include "commands/sample_file.hpp"

#include <algorithm>

#include "base/version.hpp"
#include "io/netcdf_file.hpp"

namespace entail::commands {

namespace {

using io::NcType;

/// All of a variable, written by the root.
template <class Values>
void write_all(io::NcWriter& file, int variable, const std::vector<std::size_t>& shape,
               const Values& values) {
  const bool writes = file.comm().is_root();
  const std::vector<std::size_t> start(shape.size(), 0), none(shape.size(), 0);
  file.write(variable, start, writes ? shape : none, writes ? values : Values{});
}

std::string padded_names(const std::vector<std::string>& names, std::size_t letters) {
  std::string text;
  for (const auto& name : names) text += name + std::string(letters - name.size(), '\0');
  return text;
}

}  // namespace

void write_samples(const Comm& comm, const std::string& path, const quantum::Problem& problem,
                   const quantum::SolveReport& report, const std::string& command_line) {
  const std::size_t n_samples = report.solutions.size(), n = problem.names.size();
  std::size_t letters = 1;
  for (const auto& name : problem.names) letters = std::max(letters, name.size());
  io::NcWriter file(comm, path);
  // A dimension of length 0 would be unlimited: without solutions there is one sample of count 0.
  const std::size_t length = std::max<std::size_t>(n_samples, 1);
  const int sample = file.dimension("sample", length), variable = file.dimension("variable", n),
            letter = file.dimension("letter", letters);
  const int value = file.variable("value", NcType::real, {{sample}, {}}),
            energy = file.variable("energy", NcType::real, {{sample}, {}}),
            count = file.variable("count", NcType::integer, {{sample}, {}}),
            feasible = file.variable("feasible", NcType::integer, {{sample}, {}}),
            configuration = file.variable("configuration", NcType::integer, {{sample, variable}, {}}),
            name = file.variable("variable_name", NcType::character, {{variable, letter}, {}});
  file.attribute(value, "long_name", problem.value_name + " of the configuration");
  file.attribute(energy, "long_name", "energy, which the solver minimises");
  file.attribute(count, "long_name", "how often the configuration was met");
  file.attribute(feasible, "long_name", "1 where all constraints are met");
  file.attribute(configuration, "long_name", "values of the variables");
  file.attribute(name, "long_name", "names of the variables");
  // Readers decode by this; in ISO 8859-1 every byte means something.
  file.attribute(name, "_Encoding", quantum::names_are_utf8(problem) ? "utf-8" : "ISO-8859-1");
  file.attribute(io::NcWriter::global, "title", "configurations found by " + report.method);
  file.attribute(io::NcWriter::global, "source", version_line());
  file.attribute(io::NcWriter::global, "history", command_line);
  file.attribute(io::NcWriter::global, "bound", problem.value_of(report.bound));
  file.attribute(io::NcWriter::global, "bound_source", report.bound_source);
  file.attribute(io::NcWriter::global, "proven_optimal", report.proven ? 1 : 0);
  file.attribute(io::NcWriter::global, "seconds", report.seconds);
  file.end_definitions();

  std::vector<double> values(length), energies(length);
  std::vector<int> counts(length), meets(length), bits(length * n);
  for (std::size_t k = 0; k < n_samples; ++k) {
    const auto& solution = report.solutions[k];
    values[k] = problem.value_of(solution.energy);
    energies[k] = solution.energy;
    counts[k] = static_cast<int>(std::min<std::int64_t>(solution.count, 2'000'000'000));
    meets[k] = report.feasible.empty() || report.feasible[k] ? 1 : 0;
    for (std::size_t i = 0; i < n; ++i) bits[k * n + i] = quantum::as_written(problem, solution.bits[i]);
  }
  write_all(file, value, {length}, values);
  write_all(file, energy, {length}, energies);
  write_all(file, count, {length}, counts);
  write_all(file, feasible, {length}, meets);
  write_all(file, configuration, {length, n}, bits);
  write_all(file, name, {n, letters}, padded_names(problem.names, letters));
  file.close();
}

}  // namespace entail::commands
