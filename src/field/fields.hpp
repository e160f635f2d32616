/// Named quantities on a mesh. Processes declare what they provide and find what others provide; outputs list
/// them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/array.hpp"
#include "meshes/column_mesh.hpp"

namespace entail::field {

/// What one value of a field belongs to. Extents are per rank; columns and cells include the ghosts.
enum class Location {
  column,    ///< n_columns
  cell,      ///< n_columns * n_layers
  slot,      ///< n_columns * slots: the surface, when there is one, and the cells below it
  lateral,   ///< n_links * slots: between two columns, from link a to b
  vertical,  ///< n_columns * (slots + 1): through the top of each slot and the bottom of the last, downwards
};

enum class Role { state, parameter, flux, diagnostic };

/// A field's name and meaning. `standard_name` is CF's, empty where CF has none.
struct Info {
  std::string name;
  std::string long_name;
  std::string unit;  ///< SI
  Location location = Location::cell;
  Role role = Role::diagnostic;
  std::string standard_name;
};

struct Field {
  Info info;
  Array<double> values;                             ///< empty as long as nobody asks for a derived field
  std::function<void(const Array<double>&)> write;  ///< of derived fields
};

/// The fields of one rank. Slots are what each column has one unknown for: the surface (with overland flow),
/// then the cells from the top down.
class Fields {
 public:
  Fields(const meshes::ColumnMesh& mesh, bool has_surface);

  const meshes::ColumnMesh& mesh() const { return mesh_; }
  bool has_surface() const { return has_surface_; }
  int slots() const { return mesh_.n_layers() + (has_surface_ ? 1 : 0); }
  int first_cell() const { return has_surface_ ? 1 : 0; }  ///< slot of the top cell

  /// Allocates a field, zero everywhere. A bug if the name is taken.
  Array<double> declare(const Info& info);
  /// Declares a field that follows from the state of the process that provides it. It takes no memory before
  /// find() asks for it; then `write` fills it with what holds for the present state, and does so again at
  /// every update().
  void derive(const Info& info, std::function<void(const Array<double>&)> write);
  /// Brings the derived fields that somebody has asked for up to date.
  void update() const;
  /// The values of a field that some process declared. A bug if none did.
  Array<double> find(const std::string& name) const;
  bool has(const std::string& name) const;
  const std::vector<Field>& all() const { return fields_; }

  std::size_t extent(Location location) const;

 private:
  const meshes::ColumnMesh& mesh_;
  bool has_surface_;
  mutable std::vector<Field> fields_;  // derived fields get their memory when they are found
};

}  // namespace entail::field
