/// The QAOA circuit as OpenQASM 3 (Cross et al. 2022, doi:10.1145/3505636), for other simulators and
/// machines.
#pragma once

#include <string>
#include <vector>

#include "quantum/statevector/layers.hpp"

namespace entail::quantum {

/// The circuit of |+>^n and the layers with the X mixer, measured at the end; a comment tells the name of
/// each qubit's variable. Equal to the emulated state but for a global phase.
std::string qasm_circuit(const IsingModel& model, const LayerAngles& angles,
                         const std::vector<std::string>& names);

}  // namespace entail::quantum
