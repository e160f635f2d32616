#include "field/fields.hpp"

#include <stdexcept>
#include <utility>

namespace entail::field {

Fields::Fields(const meshes::ColumnMesh& mesh, bool has_surface) : mesh_(mesh), has_surface_(has_surface) {}

std::size_t Fields::extent(Location location) const {
  const auto columns = static_cast<std::size_t>(mesh_.n_columns());
  const auto n_slots = static_cast<std::size_t>(slots());
  switch (location) {
    case Location::column:
      return columns;
    case Location::cell:
      return columns * static_cast<std::size_t>(mesh_.n_layers());
    case Location::slot:
      return columns * n_slots;
    case Location::lateral:
      return static_cast<std::size_t>(mesh_.n_links()) * n_slots;
    case Location::vertical:
      return columns * (n_slots + 1);
  }
  return 0;
}

Array<double> Fields::declare(const Info& info) {
  if (has(info.name)) throw std::logic_error("field " + info.name + " is declared twice");
  fields_.push_back({info, Array<double>(info.name, extent(info.location)), {}});
  return fields_.back().values;
}

void Fields::derive(const Info& info, std::function<void(const Array<double>&)> write) {
  if (has(info.name)) throw std::logic_error("field " + info.name + " is declared twice");
  fields_.push_back({info, {}, std::move(write)});
}

void Fields::update() const {
  for (const auto& field : fields_)
    if (field.write && field.values.is_allocated()) field.write(field.values);
}

Array<double> Fields::find(const std::string& name) const {
  for (auto& field : fields_) {
    if (field.info.name != name) continue;
    if (!field.values.is_allocated()) {
      field.values = Array<double>(name, extent(field.info.location));
      field.write(field.values);
    }
    return field.values;
  }
  throw std::logic_error("no process declared the field " + name);
}

bool Fields::has(const std::string& name) const {
  for (const auto& field : fields_)
    if (field.info.name == name) return true;
  return false;
}

}  // namespace entail::field
