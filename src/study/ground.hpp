/// Layers, soils and initial state of a deck, as arrays on the distributed mesh.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "physics/flow/flow.hpp"
#include "study/domain.hpp"
#include "study/spatial.hpp"

namespace entail::study {

/// Shares the surface mesh out and stacks the layers below it. Collective.
std::unique_ptr<meshes::ColumnMesh> make_mesh(const Comm& comm, const Inputs& inputs, const Domain& domain);

/// Soil properties of own cells. Collective.
flow::GroundData make_ground(const Inputs& inputs, const meshes::ColumnMesh& mesh, const Domain& domain,
                             SpatialValues& values);

/// Pressure heads at the start, by own slot; surface depth for the surface. Collective.
std::vector<double> make_initial(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                 const field::Fields& fields, SpatialValues& values);

/// The last of a variable of a run's <name>_3d.nc, by own column and layer, or by own column; empty when the
/// file has none. Throws DataError when it is of another mesh. Collective.
std::vector<double> read_last(const std::string& path, const std::string& variable,
                              const meshes::ColumnMesh& mesh, bool in_layers);

}  // namespace entail::study
