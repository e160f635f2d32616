/// The contaminants of a deck on the distributed mesh.
#pragma once

#include <vector>

#include "physics/flow/flow.hpp"
#include "physics/laws/sorption.hpp"
#include "physics/transport/transport.hpp"
#include "study/inputs.hpp"

namespace entail::study {

/// Reads the tables of kd by pH that the contaminants name.
void read_kd_tables(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics);

/// Porosity and dispersivities of own cells.
transport::GroundData make_pores(const Inputs& inputs, const flow::GroundData& ground);

/// How the grains of own cells hold a contaminant: `capacity` times the shape of `isotherm` per mass of
/// grains.
struct Sorption {
  laws::Isotherm isotherm;
  std::vector<double> capacity;  ///< per own cell
};

/// That of a contaminant, by its number in the deck. Collective.
Sorption make_sorption(const Inputs& inputs, std::size_t number, const flow::GroundData& ground,
                       SpatialValues& values);

/// All contaminants, in the deck's order. Collective.
std::vector<transport::SoluteData> make_solutes(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                                const flow::GroundData& ground, SpatialValues& values);

/// Concentrations at the start [kg/m3], per own slot: those of initial.file when it has them, else the
/// background. Collective.
std::vector<double> make_background(const Inputs& inputs, std::size_t contaminant,
                                    const field::Fields& fields, SpatialValues& values);

}  // namespace entail::study
