/// NetCDF files written by all ranks together, and read by one.
#pragma once

#include <string>
#include <vector>

#include "base/parallel.hpp"

namespace entail::io {

enum class NcType { character, integer, real, single };

/// A NetCDF-4 file in the making. Every member function is collective. A file that cannot be created, or a
/// disk without room (see reserve), throws DataError on all ranks. When a write fails all the same, HDF5 has
/// lost its state and other ranks wait inside it: then the program ends at once. Text is stored as NC_CHAR
/// and must be ASCII; other characters are replaced, because QGIS takes no NC_STRING.
class NcWriter {
 public:
  NcWriter(const Comm& comm, const std::string& path);
  ~NcWriter();
  NcWriter(const NcWriter&) = delete;
  NcWriter& operator=(const NcWriter&) = delete;

  static constexpr std::size_t unlimited = 0;
  int dimension(const std::string& name, std::size_t length);

  struct Layout {
    std::vector<int> dimensions;
    std::vector<std::size_t> chunks;  ///< empty: contiguous or the library's choice
    bool compress = false;
    bool fill = false;  ///< values never written read as missing
  };
  int variable(const std::string& name, NcType type, const Layout& layout);

  static constexpr int global = -1;
  void attribute(int variable, const std::string& name, const std::string& text);
  void attribute(int variable, const std::string& name, double value);
  void attribute(int variable, const std::string& name, int value);
  void attribute(int variable, const std::string& name, const std::vector<double>& values);
  void end_definitions();

  /// Writes this rank's part: `count` values from `start` in each dimension; a count of 0 takes part without
  /// data.
  void write(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
             const std::vector<double>& values);
  void write(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
             const std::vector<int>& values);
  void write(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
             const std::string& text);

  /// Makes sure that the disk takes `bytes` more, and what the library adds to them. Throws DataError.
  void reserve(std::size_t bytes);
  /// Brings everything written so far to the disk.
  void sync();
  /// Ends the file; nothing can be written after.
  void close();

  const Comm& comm() const { return comm_; }
  const std::string& path() const { return path_; }

 private:
  void check(int status, const char* action);

  Comm comm_;
  std::string path_;
  int id_ = -1;
  bool open_ = false;
};

/// A NetCDF file read by one rank alone. All throw DataError with the file's name.
class NcReader {
 public:
  explicit NcReader(const std::string& path);
  ~NcReader();
  NcReader(const NcReader&) = delete;
  NcReader& operator=(const NcReader&) = delete;

  std::vector<std::string> variables() const;
  bool has(const std::string& variable) const;
  std::vector<std::size_t> shape(const std::string& variable) const;
  std::vector<double> numbers(const std::string& variable) const;               ///< missing values are NaN
  std::vector<std::string> texts(const std::string& variable) const;            ///< rows of characters
  std::vector<std::string> attribute_names(const std::string& variable) const;  ///< "" for the file's own
  bool has_attribute(const std::string& variable, const std::string& name) const;
  std::string text(const std::string& variable, const std::string& name) const;  ///< "" when absent
  double number(const std::string& variable, const std::string& name, double fallback) const;

  const std::string& path() const { return path_; }

 private:
  int find(const std::string& variable) const;
  void check(int status, const std::string& action) const;
  std::string path_;
  int id_ = -1;
};

}  // namespace entail::io
