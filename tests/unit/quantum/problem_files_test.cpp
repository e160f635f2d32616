// Reading and writing problems: what each format means, and that nothing is lost on the way.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "quantum/ising/problem.hpp"
#include "support/shared_data.hpp"
#include "support/temporary.hpp"

namespace entail::quantum {
namespace {

using Bits = std::vector<std::uint8_t>;

double value(const Problem& problem, const Bits& bits) {
  return problem.value_of(energy(problem.model, bits));
}

TEST(Rudy, IsACutToBeMaximised) {
  const auto problem = parse_problem("# a triangle\n3 3\n1 2 1\n2 3 1\n1 3 -2\n", "triangle.txt");
  EXPECT_EQ(problem.format, "rudy");
  EXPECT_TRUE(problem.maximise);
  EXPECT_EQ(problem.names, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(value(problem, {0, 0, 0}), 0.0);
  EXPECT_EQ(value(problem, {0, 1, 0}), 2.0);
  EXPECT_EQ(value(problem, {1, 0, 0}), -1.0);
}

TEST(Rudy, AMissingWeightIsOne) { EXPECT_EQ(value(parse_problem("2 1\n1 2\n", "g.rud"), {0, 1}), 1.0); }

TEST(BiqMac, OffDiagonalsCountTwice) {
  const auto problem = parse_problem("2 3\n1 1 -3\n1 2 5\n2 2 1\n", "q.sparse");
  EXPECT_EQ(value(problem, {1, 0}), -3.0);
  EXPECT_EQ(value(problem, {1, 1}), -3.0 + 10.0 + 1.0);
  EXPECT_FALSE(problem.maximise);
}

TEST(OrLibrary, IsMaximisedAndHoldsSeveralProblems) {
  const std::string text = "2\n1 1\n1 1 7\n2 2\n1 1 4\n1 2 -1\n";
  EXPECT_EQ(value(parse_problem(text, "bqp"), {1}), 7.0);
  const auto second = parse_problem(text, "bqp", "", 2);
  EXPECT_EQ(second.format, "orlib");
  EXPECT_EQ(value(second, {1, 1}), 2.0);
  EXPECT_EQ(energy(second.model, Bits{1, 1}), -2.0);
}

TEST(Coo, ObeysItsVartype) {
  const auto spins = parse_problem("# vartype=SPIN\n0 0 0.5\n0 7 -1\n", "p.coo");
  EXPECT_EQ(spins.names, (std::vector<std::string>{"0", "7"}));
  EXPECT_EQ(value(spins, {0, 0}), -0.5);
  EXPECT_EQ(value(spins, {1, 0}), 0.5);
  const auto binary = parse_problem("# vartype=BINARY\n0 0 0.5\n0 7 -1\n", "p.coo");
  EXPECT_EQ(value(binary, {0, 0}), 0.0);
  EXPECT_EQ(value(binary, {1, 1}), -0.5);
}

TEST(Coo, AddsUpEqualPairsAsDimodDoes) {
  EXPECT_EQ(value(parse_problem("# vartype=SPIN\n0 1 1\n1 0 2\n", "p.coo"), {0, 0}), 3.0);
}

TEST(Coo, TakesWindowsLinesAndCommentsBehindEntries) {
  const auto problem =
      parse_problem("# vartype=SPIN\r\n\r\n0\t1 +1e0 # variable 1 = pit\r\n 1 1 .5\r\n", "p.coo");
  EXPECT_EQ(problem.names, (std::vector<std::string>{"0", "pit"}));
  EXPECT_EQ(value(problem, {0, 0}), 1.5);
}

TEST(Qbsolv, CountsAPairOnce) {
  const auto problem = parse_problem("c a comment\np qubo 0 3 1 1\n0 0 -2\nc in between\n0 2 3\n", "p.qubo");
  EXPECT_EQ(problem.n_variables(), 3);
  EXPECT_EQ(value(problem, {1, 0, 1}), 1.0);
}

TEST(Qbsolv, TakesCommentsOfBothKinds) {
  const auto problem = parse_problem(
      "# from a script\nc offset=0.5\np qubo 0 2 1 1\n# nodes\n0 0 3  # the first\n0 1 -2\n", "p.qubo");
  EXPECT_EQ(value(problem, {1, 1}), 1.5);
}

TEST(Coo, TakesTheVartypeAsPythonPrintsIt) {
  EXPECT_EQ(parse_problem("# vartype=Vartype.SPIN\n0 1 1\n", "p.coo").type, VariableType::spin);
  EXPECT_EQ(parse_problem("# vartype=Vartype.BINARY\n0 1 1\n", "p.coo").type, VariableType::binary);
  EXPECT_EQ(parse_problem("# vartype SPIN\n0 1 1\n", "p.coo").type, VariableType::spin);
  EXPECT_EQ(parse_problem("# the vartype stands below\n# vartype=SPIN\n0 1 1\n", "p.coo").type,
            VariableType::spin);
}

// The layout of dimod's BinaryQuadraticModel.to_serializable(), for {'a': -1, 7: 0.5}, {('a', 7): 2}, 0.25.
TEST(Dimod, ReadsASerializedModel) {
  const std::string text =
      R"({"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "use_bytes": false,
          "index_type": "int64", "bias_type": "float64", "num_variables": 2, "num_interactions": 1,
          "variable_labels": ["a", 7], "variable_type": "BINARY", "offset": 0.25, "info": {},
          "linear_biases": [-1.0, 0.5], "quadratic_biases": [2.0],
          "quadratic_head": [0], "quadratic_tail": [1]})";
  for (const std::string path : {"p.json", "p.bqm", "p.txt"}) {
    const auto problem = parse_problem(text, path);
    EXPECT_EQ(problem.format, "dimod");
    EXPECT_EQ(problem.names, (std::vector<std::string>{"a", "7"}));
    EXPECT_EQ(value(problem, {1, 0}), -0.75);
    EXPECT_EQ(value(problem, {1, 1}), 1.75);
  }
}

TEST(Bqpjson, ScalesEverything) {
  const std::string text = R"({"version": "1.0.0", "id": 0, "variable_domain": "boolean", "scale": 2.0,
    "offset": 1.0, "variable_ids": [4, 2], "linear_terms": [{"id": 2, "coeff": 1.5}],
    "quadratic_terms": [{"id_tail": 2, "id_head": 4, "coeff": -4}],
    "metadata": {"variable_names": {"4": "north dam"}}})";
  const auto problem = parse_problem(text, "p.json");
  EXPECT_EQ(problem.names, (std::vector<std::string>{"2", "north dam"}));
  EXPECT_EQ(value(problem, {0, 0}), 2.0);
  EXPECT_EQ(value(problem, {1, 1}), 2.0 * (1.0 + 1.5 - 4.0));
}

TEST(Bqpjson, AddsUpPairsInBothOrders) {
  const auto problem = parse_problem(R"({"variable_domain": "boolean", "scale": 1, "offset": 0,
    "variable_ids": [0, 1], "linear_terms": [], "quadratic_terms":
    [{"id_tail": 0, "id_head": 1, "coeff": 2}, {"id_tail": 1, "id_head": 0, "coeff": 3}]})",
                                     "p.json");
  EXPECT_EQ(value(problem, {1, 1}), 5.0);
}

TEST(Comments, TakeAPlusSign) {
  EXPECT_EQ(value(parse_problem("# vartype=BINARY\n# offset=+2.5\n0 1 +1\n", "p.coo"), {0, 0}), 2.5);
}

TEST(Comments, CarryOffsetAndNames) {
  const auto problem =
      parse_problem("# vartype=BINARY\n# offset=2.5\n# variable 1 = Coal Creek\n0 0 1\n1 1 1\n", "p.coo");
  EXPECT_EQ(value(problem, {0, 0}), 2.5);
  EXPECT_EQ(problem.names[1], "Coal Creek");
}

TEST(Recognition, TellsTheFormatFromTheContent) {
  EXPECT_EQ(parse_problem("3 1\n1 2 1\n", "a.txt").format, "rudy");
  EXPECT_EQ(parse_problem("3 2\n1 2 1\n2 2 1\n", "a.txt").format, "biqmac");
  EXPECT_EQ(parse_problem("1\n1 1\n1 1 1\n", "a.txt").format, "orlib");
  EXPECT_EQ(parse_problem("p qubo 0 1 1 0\n0 0 1\n", "a.txt").format, "qbsolv");
  EXPECT_EQ(parse_problem("# vartype: SPIN\n0 0 1\n", "a.txt").format, "coo");
  EXPECT_EQ(parse_problem("3 1\n1 2 1\n", "a.txt", "biqmac").format, "biqmac");
}

TEST(Recognition, ReadsWindowsLineEndsAndAByteOrderMark) {
  EXPECT_EQ(parse_problem("\xEF\xBB\xBF"
                          "2 1\r\n1 2 1\r\n",
                          "a.rud")
                .n_variables(),
            2);
}

/// A spin problem with names, an offset that a binary format has to carry, and awkward decimals.
Problem awkward_problem(bool with_fields) {
  Problem problem;
  std::vector<double> fields(5);
  if (with_fields) fields = {0.1, -0.2, 0.0, 1e-3, 12345.678};
  problem.model = make_ising(0.7, fields, {{0, 1, 0.3}, {1, 4, -1.0 / 3.0}, {2, 3, 2.0}});
  problem.names = {"a", "b", "c", "Coal Creek, dam A", "e"};
  problem.type = VariableType::spin;
  return problem;
}

TEST(RoundTrip, EveryFormatKeepsEveryEnergyAndName) {
  for (const auto& format : formats()) {
    if (format.name == "orlib") continue;  // has no place for an offset or names: tested alone
    const auto problem = awkward_problem(format.name != "rudy");
    const auto again = parse_problem(format_problem(problem, format.name), "again", format.name);
    EXPECT_EQ(again.names, problem.names) << format.name;
    for (std::uint64_t state = 0; state < 32; ++state)
      EXPECT_NEAR(energy(again.model, state), energy(problem.model, state), 1e-11) << format.name;
  }
}

TEST(RoundTrip, SpinFormatsKeepEveryBit) {
  const auto problem = awkward_problem(true);
  for (const std::string format : {"coo", "bqpjson", "dimod"}) {
    const auto again = parse_problem(format_problem(problem, format), "again", format);
    EXPECT_EQ(again.model.offset, problem.model.offset);
    EXPECT_EQ(again.model.fields, problem.model.fields);
    EXPECT_EQ(again.model.couplings, problem.model.couplings);
  }
}

TEST(RoundTrip, OrLibraryKeepsAPureQuadraticForm) {
  const auto problem = parse_problem("1\n3 3\n1 1 5\n1 3 -2\n2 2 1\n", "bqp", "orlib");
  const auto again = parse_problem(format_problem(problem, "orlib"), "again", "orlib");
  EXPECT_EQ(again.model.fields, problem.model.fields);
  EXPECT_EQ(again.model.couplings, problem.model.couplings);
}

TEST(RoundTrip, ThroughAFile) {
  const testing::TemporaryFolder folder;
  write_problem(awkward_problem(true), folder.path("p.coo"));
  EXPECT_EQ(read_problem(folder.path("p.coo")).names[3], "Coal Creek, dam A");
}

TEST(Instances, AreReadWithTheirSizes) {
  ENTAIL_SHARED_DATA(g1, "G1.txt");
  ENTAIL_SHARED_DATA(gka, "gka1b.txt");
  const auto graph = read_problem(g1);
  EXPECT_EQ(graph.format, "rudy");
  EXPECT_EQ(graph.n_variables(), 800);
  EXPECT_EQ(graph.model.couplings.size(), 19176u);
  EXPECT_EQ(integer_scale(graph.model), 2.0);
  const auto qubo = read_problem(gka);
  EXPECT_EQ(qubo.format, "biqmac");
  EXPECT_EQ(qubo.n_variables(), 20);
}

}  // namespace
}  // namespace entail::quantum
