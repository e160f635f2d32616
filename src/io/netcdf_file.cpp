#include "io/netcdf_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_par.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "base/runtime.hpp"

namespace entail::io {

namespace {

/// QGIS 3.22 and older readers take ASCII only.
std::string ascii(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80)
      result += text[i];
    else if (byte >= 0xC0)
      result += '?';  // the first byte of a longer character stands for all of it
  }
  return result;
}

nc_type type_of(NcType type) {
  switch (type) {
    case NcType::character:
      return NC_CHAR;
    case NcType::integer:
      return NC_INT;
    case NcType::real:
      return NC_DOUBLE;
    case NcType::single:
      return NC_FLOAT;
  }
  return NC_NAT;
}

}  // namespace

void NcWriter::check(int status, const char* action) {
  if (status == NC_NOERR) return;
  std::string reason = nc_strerror(status);
  if (status == NC_EHDFERR || status == NC_EIO)
    reason += "; the disk may be full or the connection to it lost";
  abandon(ExitCode::data, fmt::format("cannot write {} ({}): {}", path_, action, reason));
}

NcWriter::NcWriter(const Comm& comm, const std::string& path) : comm_(comm), path_(path) {
  reserve(0);
  comm.agree([&] {
    const int status =
        nc_create_par(path.c_str(), NC_NETCDF4 | NC_CLOBBER, comm.handle(), MPI_INFO_NULL, &id_);
    if (status != NC_NOERR) throw DataError(fmt::format("cannot create {}: {}", path, nc_strerror(status)));
  });
  open_ = true;
}

NcWriter::~NcWriter() {
  // After an error the file stays as far as it came; its name says that it is not complete.
  if (open_) nc_close(id_);
}

int NcWriter::dimension(const std::string& name, std::size_t length) {
  int dimension = 0;
  check(nc_def_dim(id_, name.c_str(), length == unlimited ? NC_UNLIMITED : length, &dimension),
        "define a dimension");
  return dimension;
}

int NcWriter::variable(const std::string& name, NcType type, const Layout& layout) {
  int variable = 0;
  check(nc_def_var(id_, name.c_str(), type_of(type), static_cast<int>(layout.dimensions.size()),
                   layout.dimensions.data(), &variable),
        "define a variable");
  if (!layout.chunks.empty())
    check(nc_def_var_chunking(id_, variable, NC_CHUNKED, layout.chunks.data()), "set chunks");
  if (layout.compress) check(nc_def_var_deflate(id_, variable, 1, 1, 4), "set compression");
  if (layout.fill && type == NcType::single) {
    const float fill = NC_FILL_FLOAT;
    check(nc_def_var_fill(id_, variable, NC_FILL, &fill), "set the fill value");
  } else if (layout.fill && type == NcType::real) {
    const double fill = NC_FILL_DOUBLE;
    check(nc_def_var_fill(id_, variable, NC_FILL, &fill), "set the fill value");
  } else if (layout.fill && type == NcType::integer) {
    const int fill = -1;
    check(nc_def_var_fill(id_, variable, NC_FILL, &fill), "set the fill value");
  }
  check(nc_var_par_access(id_, variable, NC_COLLECTIVE), "set collective access");
  return variable;
}

void NcWriter::attribute(int variable, const std::string& name, const std::string& text) {
  const std::string plain = ascii(text);
  check(nc_put_att_text(id_, variable == global ? NC_GLOBAL : variable, name.c_str(), plain.size(),
                        plain.data()),
        "write an attribute");
}

void NcWriter::attribute(int variable, const std::string& name, double value) {
  check(nc_put_att_double(id_, variable == global ? NC_GLOBAL : variable, name.c_str(), NC_DOUBLE, 1, &value),
        "write an attribute");
}

void NcWriter::attribute(int variable, const std::string& name, int value) {
  check(nc_put_att_int(id_, variable == global ? NC_GLOBAL : variable, name.c_str(), NC_INT, 1, &value),
        "write an attribute");
}

void NcWriter::attribute(int variable, const std::string& name, const std::vector<double>& values) {
  check(nc_put_att_double(id_, variable == global ? NC_GLOBAL : variable, name.c_str(), NC_DOUBLE,
                          values.size(), values.data()),
        "write an attribute");
}

void NcWriter::end_definitions() { check(nc_enddef(id_), "end the header"); }

void NcWriter::write(int variable, const std::vector<std::size_t>& start,
                     const std::vector<std::size_t>& count, const std::vector<double>& values) {
  std::vector<double> missing(values);
  nc_type type = NC_NAT;
  nc_inq_vartype(id_, variable, &type);
  // Missing values reach the file as its fill value.
  for (double& value : missing)
    if (std::isnan(value)) value = type == NC_FLOAT ? static_cast<double>(NC_FILL_FLOAT) : NC_FILL_DOUBLE;
  check(nc_put_vara_double(id_, variable, start.data(), count.data(), missing.data()), "write values");
}

void NcWriter::write(int variable, const std::vector<std::size_t>& start,
                     const std::vector<std::size_t>& count, const std::vector<int>& values) {
  check(nc_put_vara_int(id_, variable, start.data(), count.data(), values.data()), "write values");
}

void NcWriter::write(int variable, const std::vector<std::size_t>& start,
                     const std::vector<std::size_t>& count, const std::string& text) {
  check(nc_put_vara_text(id_, variable, start.data(), count.data(), text.data()), "write text");
}

void NcWriter::reserve(std::size_t bytes) {
  // What HDF5 adds for its indices between two syncs, measured, and as much for closing.
  constexpr std::size_t margin = std::size_t{1} << 19;
  comm_.on_root([&] {
    const std::string path = path_ + ".reserve";
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    const int error = file < 0 ? errno : posix_fallocate(file, 0, static_cast<off_t>(bytes + margin));
    if (file >= 0) ::close(file);
    ::unlink(path.c_str());
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
      throw DataError(fmt::format("no room on the disk: {} needs {:.1f} MB more", path_,
                                  static_cast<double>(bytes + margin) / 1e6));
    if (error != 0 && error != EOPNOTSUPP && error != EINVAL)
      throw DataError(fmt::format("cannot write {}: {}", path_, std::strerror(error)));
  });
}

void NcWriter::sync() { check(nc_sync(id_), "write to disk"); }

void NcWriter::close() {
  open_ = false;
  check(nc_close(id_), "close");
}

NcReader::NcReader(const std::string& path) : path_(path) {
  check(nc_open(path.c_str(), NC_NOWRITE, &id_), "open");
}
NcReader::~NcReader() { nc_close(id_); }

void NcReader::check(int status, const std::string& action) const {
  if (status != NC_NOERR)
    throw DataError(fmt::format("cannot read {} ({}): {}", path_, action, nc_strerror(status)));
}

int NcReader::find(const std::string& variable) const {
  if (variable.empty()) return NC_GLOBAL;
  int id = 0;
  check(nc_inq_varid(id_, variable.c_str(), &id), "find " + variable);
  return id;
}

std::vector<std::string> NcReader::variables() const {
  int n = 0;
  check(nc_inq_nvars(id_, &n), "list the variables");
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) {
    char name[NC_MAX_NAME + 1] = {};
    check(nc_inq_varname(id_, i, name), "list the variables");
    names.emplace_back(name);
  }
  return names;
}

bool NcReader::has(const std::string& variable) const {
  int id = 0;
  return nc_inq_varid(id_, variable.c_str(), &id) == NC_NOERR;
}

std::vector<std::size_t> NcReader::shape(const std::string& variable) const {
  int n = 0, dimensions[NC_MAX_VAR_DIMS];
  const int id = find(variable);
  check(nc_inq_varndims(id_, id, &n), "shape of " + variable);
  check(nc_inq_vardimid(id_, id, dimensions), "shape of " + variable);
  std::vector<std::size_t> lengths(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < lengths.size(); ++i)
    check(nc_inq_dimlen(id_, dimensions[i], &lengths[i]), "shape of " + variable);
  return lengths;
}

std::vector<double> NcReader::numbers(const std::string& variable) const {
  std::size_t size = 1;
  for (std::size_t length : shape(variable)) size *= length;
  std::vector<double> values(size);
  const int id = find(variable);
  check(nc_get_var_double(id_, id, values.data()), "values of " + variable);
  double fill = 0.0;
  if (nc_get_att_double(id_, id, "_FillValue", &fill) == NC_NOERR)
    for (double& value : values)
      if (value == fill) value = std::numeric_limits<double>::quiet_NaN();
  return values;
}

std::vector<std::string> NcReader::texts(const std::string& variable) const {
  const auto sizes = shape(variable);
  const std::size_t length = sizes.empty() ? 1 : sizes.back();
  std::size_t size = 1;
  for (std::size_t n : sizes) size *= n;
  std::string all(size, '\0');
  check(nc_get_var_text(id_, find(variable), all.data()), "values of " + variable);
  std::vector<std::string> rows;
  for (std::size_t at = 0; at < size; at += length)
    rows.push_back(all.substr(at, std::min(all.find('\0', at) - at, length)));
  return rows;
}

std::vector<std::string> NcReader::attribute_names(const std::string& variable) const {
  const int id = find(variable);
  int n = 0;
  check(variable.empty() ? nc_inq_natts(id_, &n) : nc_inq_varnatts(id_, id, &n), "list the attributes");
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) {
    char name[NC_MAX_NAME + 1] = {};
    check(nc_inq_attname(id_, id, i, name), "list the attributes");
    names.emplace_back(name);
  }
  return names;
}

bool NcReader::has_attribute(const std::string& variable, const std::string& name) const {
  return nc_inq_attid(id_, find(variable), name.c_str(), nullptr) == NC_NOERR;
}

std::string NcReader::text(const std::string& variable, const std::string& name) const {
  const int id = find(variable);
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(id_, id, name.c_str(), &type, &length) != NC_NOERR) return "";
  if (type == NC_STRING) {
    std::vector<char*> strings(length);
    check(nc_get_att_string(id_, id, name.c_str(), strings.data()), "attribute " + name);
    const std::string text = strings.empty() || !strings[0] ? "" : strings[0];
    nc_free_string(length, strings.data());
    return text;
  }
  if (type != NC_CHAR) return "";
  std::string text(length, '\0');
  check(nc_get_att_text(id_, id, name.c_str(), text.data()), "attribute " + name);
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

double NcReader::number(const std::string& variable, const std::string& name, double fallback) const {
  double value = fallback;
  if (nc_get_att_double(id_, find(variable), name.c_str(), &value) != NC_NOERR) return fallback;
  return value;
}

}  // namespace entail::io
