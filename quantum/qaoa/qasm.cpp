#include "quantum/qaoa/qasm.hpp"

#include <fmt/format.h>

namespace entail::quantum {

// rz(a) = exp(-i a Z / 2), rx likewise; cx rz(a) cx = exp(-i a Z Z / 2).
std::string qasm_circuit(const IsingModel& model, const LayerAngles& angles,
                         const std::vector<std::string>& names) {
  const int n = model.n_spins();
  std::string text = fmt::format("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
  for (int q = 0; q < n; ++q) text += fmt::format("// q[{}] is {}\n", q, names[static_cast<std::size_t>(q)]);
  text += fmt::format("qubit[{0}] q;\nbit[{0}] c;\n", n);
  for (int q = 0; q < n; ++q) text += fmt::format("h q[{}];\n", q);
  for (std::size_t layer = 0; layer < angles.gamma.size(); ++layer) {
    text += fmt::format("// layer {}\n", layer + 1);
    for (int q = 0; q < n; ++q)
      if (const double h = model.fields[static_cast<std::size_t>(q)]; h != 0.0)
        text += fmt::format("rz({:.17g}) q[{}];\n", 2 * angles.gamma[layer] * h, q);
    for (const auto& [i, j, coupling] : model.couplings)
      text += fmt::format("cx q[{0}], q[{1}];\nrz({2:.17g}) q[{1}];\ncx q[{0}], q[{1}];\n", i, j,
                          2 * angles.gamma[layer] * coupling);
    for (int q = 0; q < n; ++q) text += fmt::format("rx({:.17g}) q[{}];\n", 2 * angles.beta[layer], q);
  }
  return text + "c = measure q;\n";
}

}  // namespace entail::quantum
