/// The result files of the runs that ctest makes before these tests, and what NetCDF says of them.
#pragma once

#include <netcdf.h>

#include <string>
#include <vector>

namespace entail::testing {

/// Path of a file of the run on `ranks` ranks: result_path("2_ranks", "map.nc").
std::string result_path(const std::string& run, const std::string& file);

struct Attribute {
  std::string name;
  nc_type type = NC_NAT;
  std::string text;             ///< of NC_CHAR
  std::vector<double> numbers;  ///< of numeric types
};

struct Variable {
  std::string name;
  nc_type type = NC_NAT;
  std::vector<std::string> dimensions;
  std::vector<Attribute> attributes;
  int deflate_level = 0;
  bool shuffled = false;

  const Attribute* find(const std::string& attribute) const;
  std::string text(const std::string& attribute) const;  ///< "" without it
  bool has(const std::string& dimension) const;
};

/// Header of a NetCDF file.
struct Header {
  std::vector<Variable> variables;
  Variable global;  ///< its attributes are the file's
  std::vector<std::string> unlimited;

  const Variable* find(const std::string& variable) const;
};

Header read_header(const std::string& path);

}  // namespace entail::testing
