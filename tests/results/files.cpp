#include "results/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace entail::testing {

std::string result_path(const std::string& run, const std::string& file) {
  return std::string(ENTAIL_RESULTS) + "/" + run + "/creek_" + file;
}

const Attribute* Variable::find(const std::string& attribute) const {
  for (const auto& a : attributes)
    if (a.name == attribute) return &a;
  return nullptr;
}

std::string Variable::text(const std::string& attribute) const {
  const Attribute* found = find(attribute);
  return found ? found->text : "";
}

bool Variable::has(const std::string& dimension) const {
  return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
}

const Variable* Header::find(const std::string& variable) const {
  for (const auto& v : variables)
    if (v.name == variable) return &v;
  return nullptr;
}

namespace {

std::vector<Attribute> attributes_of(int file, int variable, int count) {
  std::vector<Attribute> attributes;
  for (int i = 0; i < count; ++i) {
    char name[NC_MAX_NAME + 1] = {};
    nc_inq_attname(file, variable, i, name);
    Attribute attribute;
    attribute.name = name;
    std::size_t length = 0;
    nc_inq_att(file, variable, name, &attribute.type, &length);
    if (attribute.type == NC_CHAR) {
      attribute.text.resize(length);
      nc_get_att_text(file, variable, name, attribute.text.data());
    } else if (attribute.type != NC_STRING) {
      attribute.numbers.resize(length);
      nc_get_att_double(file, variable, name, attribute.numbers.data());
    }
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

std::string dimension_name(int file, int dimension) {
  char name[NC_MAX_NAME + 1] = {};
  nc_inq_dimname(file, dimension, name);
  return name;
}

Variable variable_of(int file, int id) {
  char name[NC_MAX_NAME + 1] = {};
  int rank = 0, dimensions[NC_MAX_VAR_DIMS], n_attributes = 0, shuffle = 0, deflate = 0;
  Variable variable;
  nc_inq_var(file, id, name, &variable.type, &rank, dimensions, &n_attributes);
  nc_inq_var_deflate(file, id, &shuffle, &deflate, &variable.deflate_level);
  variable.name = name;
  variable.shuffled = shuffle != 0;
  for (int d = 0; d < rank; ++d) variable.dimensions.push_back(dimension_name(file, dimensions[d]));
  variable.attributes = attributes_of(file, id, n_attributes);
  return variable;
}

}  // namespace

Header read_header(const std::string& path) {
  Header header;
  int file = 0, n_variables = 0, n_attributes = 0, n_unlimited = 0, unlimited[NC_MAX_DIMS];
  if (nc_open(path.c_str(), NC_NOWRITE, &file) != NC_NOERR) {
    ADD_FAILURE() << "cannot open " << path;
    return header;
  }
  nc_inq(file, nullptr, &n_variables, &n_attributes, nullptr);
  for (int id = 0; id < n_variables; ++id) header.variables.push_back(variable_of(file, id));
  header.global.attributes = attributes_of(file, NC_GLOBAL, n_attributes);
  nc_inq_unlimdims(file, &n_unlimited, unlimited);
  for (int d = 0; d < n_unlimited; ++d) header.unlimited.push_back(dimension_name(file, unlimited[d]));
  nc_close(file);
  return header;
}

}  // namespace entail::testing
