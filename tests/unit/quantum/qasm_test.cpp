// The OpenQASM 3 circuit, read back gate by gate, gives the emulated state.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "quantum/qaoa/qasm.hpp"
#include "quantum/statevector/gates.hpp"
#include "support/dense_reference.hpp"
#include "support/quantum_instances.hpp"

namespace entail::quantum {
namespace {

/// Applies the lines "gate(angle) q[a], q[b];" of a circuit.
void run(const std::string& circuit, StateVector<double>& state) {
  static const std::regex line_form(R"((\w+)(?:\(([^)]*)\))? q\[(\d+)\](?:, q\[(\d+)\])?;)");
  std::istringstream lines(circuit);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, line_form)) continue;
    const std::string gate = match[1];
    const double angle = match[2].matched ? std::stod(match[2]) : 0.0;
    const int a = std::stoi(match[3]);
    if (gate == "h") apply_gate(state, a, hadamard());
    if (gate == "rx") apply_gate(state, a, rotation_x(angle));
    if (gate == "rz") apply_gate(state, a, rotation_z(angle));
    if (gate == "cx") apply_controlled(state, a, std::stoi(match[4]), Matrix2{0.0, 1.0, 1.0, 0.0});
  }
}

TEST(Qasm, IsTheEmulatedCircuit) {
  const int n = 6;
  const auto model = testing::random_model(n, 0.6, 2);
  const LayerAngles angles{{0.35, -0.8}, {0.60, 1.1}};
  const auto circuit = qasm_circuit(model, angles, {"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(circuit.rfind("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n", 0), 0u);
  EXPECT_NE(circuit.find("// q[2] is c\n"), std::string::npos);
  StateVector<double> state(Comm(), n);
  run(circuit, state);
  const auto values = state.gather();
  const auto expected = testing::dense_layers(model, angles.gamma, angles.beta);
  const testing::DenseState found = Eigen::Map<const testing::DenseState>(values.data(), 64);
  EXPECT_NEAR(std::abs(expected.dot(found)), 1.0, 1e-12);
}

}  // namespace
}  // namespace entail::quantum
