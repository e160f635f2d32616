/// The readers and writers of the file formats, one pair each; problem.hpp chooses among them.
#pragma once

#include <string>

#include "quantum/ising/problem.hpp"
#include "quantum/ising/text_lines.hpp"

namespace entail::quantum {

/// A text to read and the name that messages give it.
struct Source {
  const std::string& text;
  const std::string& path;
};

Problem read_rudy(const Source& source);
Problem read_biqmac(const Source& source);
Problem read_orlib(const Source& source, int number);
Problem read_coo(const Source& source);
Problem read_qbsolv(const Source& source);
Problem read_bqpjson(const Source& source);
Problem read_dimod(const Source& source);

std::string write_rudy(const Problem& problem);
std::string write_biqmac(const Problem& problem);
std::string write_orlib(const Problem& problem);
std::string write_coo(const Problem& problem);
std::string write_qbsolv(const Problem& problem);
std::string write_bqpjson(const Problem& problem);
std::string write_dimod(const Problem& problem);

/// Coefficients of a problem's own variables, spins or binary.
struct Terms {
  double offset = 0.0;
  std::vector<double> linear;
  std::vector<PairTerm> pairs;
};

IsingModel model_of(VariableType type, Terms terms);
Terms terms_of(const Problem& problem);

/// Gives the variables the names that comments told; `numbers[i]` is what the file calls variable i.
void apply_names(const Remarks& remarks, const TextLines& lines, const std::vector<std::string>& numbers,
                 Problem& problem);

/// Comment lines that tell offset and names, where they differ from 0 and from the file's own numbers.
std::string remark_lines(const Problem& problem, double offset, const std::vector<std::string>& numbers,
                         const std::string& mark);

/// The shortest text that reads back as the same double.
std::string shortest(double value);

}  // namespace entail::quantum
