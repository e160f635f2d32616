/// Tables in CSV with units in their heads: "rain [mm/d]".
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace entail::io {

/// Cells as text, with the line each row stands on.
struct Table {
  struct Column {
    std::string name, unit;
  };
  std::string file;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;

  int find(const std::string& name) const;  ///< the column's index, or -1
};

/// Reads comma-separated text with one header line; lines that are empty or start with # are skipped. Rows of
/// another length than the header are errors.
Table parse_table(const std::string& file, const std::string& text, Diagnostics& diagnostics);

/// The numbers of a column in `unit`, that of its header converted; empty when the table has no such column
/// or one of them is wrong. Without `unit` they need none.
std::vector<double> read_column(const Table& table, const std::string& name, const std::string& unit,
                                Diagnostics& diagnostics);

}  // namespace entail::io
