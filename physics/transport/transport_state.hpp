/// What the transport process keeps of each solute, and the arrays in which it works. Private to
/// transport.cpp, transport_step.cpp and transport_books.cpp.
#pragma once

#include <cstdint>

#include "physics/transport/transport.hpp"

namespace entail::transport {

/// What belongs to one solute.
struct Transport::State {
  std::size_t number;  // among the solutes
  std::size_t like;    // the first that moves alike
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

/// A solute's step while it is solved, beside those that are solved with it.
struct Transport::Lane {
  State* state;
  Array<double> low, high, previous;         // solutions, per slot
  Array<double> start, gain;                 // mass and gain, per own slot
  Array<double> guess;                       // per slot
  Array<double> right_side, corrected_side;  // per own slot
  FaceFluxes fluxes;
  double largest = 0.0;  // of the low solution, in the model
  bool is_corrected = false;
};

/// Arrays that solutes use one after the other.
struct Transport::Work {
  Array<double> mean, theta;                            // per slot
  Array<double> brought;                                // concentration per own slot
  Array<double> open_rate, open_exchange, total_input;  // per own slot
  Array<double> product, sinks;                         // per own slot
  Array<double> range;                                  // 2 per slot
  Array<double> leaving, parts, lowered;                // per own slot; 2 per slot
  Array<double> gradient;                               // gradient_components per cell
  Array<double> taken;                                  // [kg] per open face, to hold concentrations
  Array<double> saved_masses, part_begin, part_end;     // of steps in parts
  Array<std::uint8_t> split;                            // level of the decay's split per own slot
  LinearStorage line;
  Transfer transfer;
  ActiveSlots active;
  std::vector<Faces> faces;
  std::vector<Lane> lanes;    // as many as solutes are solved together
  std::vector<Group> groups;  // empty when they have to be found anew

  /// What the transfer, theta and the solver's matrix were made for.
  struct {
    const State* state = nullptr;
    double length = 0.0;
    std::int64_t water = 0;
  } made_for;
};

}  // namespace entail::transport
