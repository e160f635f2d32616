/// What the transport process keeps of each solute, and the arrays in which it works. Private to
/// transport.cpp, transport_step.cpp, transport_groups.cpp and transport_books.cpp.
#pragma once

#include <cstdint>

#include "physics/transport/limiter.hpp"
#include "physics/transport/transport.hpp"

namespace entail::transport {

/// What belongs to one solute.
struct Transport::State {
  std::size_t number;  // among the solutes
  std::string name;
  Storage storage;
  Solute solute;
  Array<double> concentration;  // per slot
  Array<double> in_step;        // per slot, the mean that left it in the last step
  Array<double> mass;           // per own slot, a part of masses_
  Array<double> rate;           // [kg/s] per own slot, of the last step
  Array<double> input;          // [kg/s] per own slot
  Array<double> brought;        // [kg/m3] per own slot: the largest concentration at which that comes
  std::vector<Input> inputs;
  std::vector<double> outside, held;  // per open face, in the carrier's order
  std::size_t table = 0;              // of its coefficients of faces
  process::Balance balance;
};

/// Coefficients of the faces for one molecular diffusion, and the water that they are of.
struct Faces {
  double molecular_diffusion;
  FaceTable table;
  std::int64_t water = 0;
};

/// Arrays of a step of solutes side by side (base/lanes.hpp).
struct LaneArrays {
  Array<double> before, low, high, previous, guess, mean;        // concentrations per slot
  Array<double> start, mass;                                     // [kg] per own slot
  Array<double> rate, input, gain;                               // [kg/s] per own slot
  Array<double> right_side, corrected_side, diagonals, product;  // of systems, per own slot
  Array<double> smooth;                                          // per slot, between 0 and 1
  Array<double> brought, leaving;                                // concentrations per own slot
  LinearStorage line;                                            // per own slot
  FaceFluxes fluxes;
  Array<double> gradient;      // gradient_components per cell
  Array<double> range, parts;  // 2 per slot
  Array<double> lowered;       // 2 per own slot
};

/// Solutes that the same water moves along the same paths; their steps are solved side by side.
struct Transport::Group {
  std::vector<State*> members;
  Storages storages;
  PerLane kept;  // of theta - 1/2 in the corrected fluxes between cells
  LaneArrays of;
  std::vector<double> largest;  // of the low solution, in the model
  std::vector<bool> is_corrected;

  int lanes() const { return static_cast<int>(members.size()); }
};

/// Arrays that groups use one after the other.
struct Transport::Work {
  Array<double> theta;                               // per slot
  Array<double> open_rate, open_exchange;            // per own slot
  Array<double> sinks, single;                       // per own slot
  Array<double> taken;                               // [kg] per open face, to hold concentrations
  Array<double> saved_masses, part_begin, part_end;  // of steps in parts
  Array<std::uint8_t> split;                         // level of the decay's split per own slot
  Transfer transfer;
  ActiveSlots active;
  std::vector<Faces> faces;
  std::vector<Group> groups;  // empty when they have to be found anew
  LaneArrays lanes;           // for as many solutes as are solved side by side

  /// What the transfer, theta and the solver's matrix were made for.
  struct {
    const Group* group = nullptr;
    double length = 0.0;
    std::int64_t water = 0;
  } made_for;
};

}  // namespace entail::transport
