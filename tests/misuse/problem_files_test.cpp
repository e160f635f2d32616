// Every bad problem file ends in one message that names the file, the line and what to mend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "quantum/ising/problem.hpp"

namespace entail::quantum {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string message(const std::string& text, const std::string& format = "", int number = 1) {
  try {
    parse_problem(text, "bad", format, number);
  } catch (const DataError& error) {
    return error.what();
  } catch (const UsageError& error) {
    return std::string("usage: ") + error.what();
  } catch (const Error& error) {  // Diagnostics throws the base class with a code
    return error.code() == ExitCode::data ? error.what() : "wrong exit code";
  }
  return "no error";
}

TEST(BadFile, Empty) {
  for (const std::string text : {"", " \n\n"}) EXPECT_THAT(message(text), HasSubstr("empty"));
  for (const auto& format : formats())
    if (format.name != "bqpjson" && format.name != "dimod") {
      EXPECT_THAT(message("", format.name), HasSubstr("empty")) << format.name;
    }
  EXPECT_THAT(message("", "bqpjson"), HasSubstr("no valid JSON"));
  EXPECT_THAT(message("# nothing\n"), HasSubstr("nothing but comments"));
}

TEST(BadFile, NotFiniteCoefficients) {
  for (const std::string bad : {"nan", "inf", "-inf", "NaN", "infinity"}) {
    EXPECT_THAT(message("2 1\n1 2 " + bad + "\n", "rudy"), AllOf(HasSubstr("bad:2:5"), HasSubstr("finite")))
        << bad;
    EXPECT_THAT(message("# vartype=SPIN\n0 1 " + bad + "\n"), HasSubstr("finite"));
    EXPECT_THAT(message("p qubo 0 1 1 0\n0 0 " + bad + "\n"), HasSubstr("finite"));
  }
  EXPECT_THAT(message("2 1\n1 2 1e999\n", "rudy"), HasSubstr("beyond what a double can hold"));
  EXPECT_THAT(message(R"({"variable_domain": "spin", "scale": NaN})"), HasSubstr("no valid JSON"));
  EXPECT_THAT(message("3 3\n1 2 1e308\n2 3 1e308\n1 3 1e308\n", "rudy"), HasSubstr("add up beyond"));
  EXPECT_THAT(message("3 1\n1 2 1e-200\n", "rudy"), HasSubstr("add up below"));
}

TEST(BadFile, IndexOutOfRange) {
  EXPECT_THAT(message("2 1\n1 3 1\n", "rudy"),
              AllOf(HasSubstr("bad:2:3"), HasSubstr("3 is out of range: 1 to 2")));
  EXPECT_THAT(message("2 1\n0 1 1\n", "biqmac"), HasSubstr("0 is out of range: 1 to 2"));
  EXPECT_THAT(message("p qubo 0 2 1 0\n2 2 1\n"), HasSubstr("2 is out of range: 0 to 1"));
  EXPECT_THAT(message("# vartype=SPIN\n-1 0 1\n"), HasSubstr("-1 is out of range"));
}

TEST(BadFile, HeaderAndBodyDisagree) {
  EXPECT_THAT(message("3 2\n1 2 1\n", "rudy"), HasSubstr("promises 2 entries, the file ends after 1"));
  EXPECT_THAT(message("3 1\n1 2 1\n1 3 1\n", "rudy"), AllOf(HasSubstr("bad:3"), HasSubstr("goes on after")));
  EXPECT_THAT(message("p qubo 0 3 2 0\n0 0 1\n"), HasSubstr("promises 2 nodes and 0 couplers"));
  EXPECT_THAT(message("2\n1 1\n1 1 1\n"), HasSubstr("promises 2 problems and ends after 1"));
  EXPECT_THAT(message("1\n1 1\n1 1 1\n", "orlib", 5),
              HasSubstr("usage: bad holds 1 problem; there is no number 5"));
  EXPECT_THAT(message("0 0\n", "rudy"), HasSubstr("out of range: 1 to"));
}

TEST(BadFile, SymmetricEntriesTwice) {
  EXPECT_THAT(message("2 2\n1 2 1\n2 1 1\n", "biqmac"), HasSubstr("listed on line 2 already"));
  EXPECT_THAT(message("p qubo 0 2 0 2\n0 1 1\n0 1 1\n"), HasSubstr("given on line 2 already"));
  EXPECT_THAT(message("p qubo 0 2 0 1\n1 0 1\n"), HasSubstr("smaller index first"));
}

TEST(BadFile, NotNumbers) {
  EXPECT_THAT(message("2 1\n1 x 1\n", "rudy"), HasSubstr("\"x\" is no whole number"));
  EXPECT_THAT(message("2 1\n1 2 1.5kg\n", "rudy"), HasSubstr("\"1.5kg\" is no number"));
  EXPECT_THAT(message("2.5 1\n1 2 1\n", "rudy"), HasSubstr("\"2.5\" is no whole number"));
  EXPECT_THAT(message("2 1\n1 2 1 9\n", "rudy"), HasSubstr("found more"));
  EXPECT_THAT(message("a b c d\n"), HasSubstr("no file of a known format"));
}

TEST(BadFile, TwoSigns) {
  EXPECT_THAT(message("2 1\n1 2 +-3\n", "rudy"), HasSubstr("\"+-3\" is no number"));
  EXPECT_THAT(message("2 1\n1 2 ++3\n", "rudy"), HasSubstr("\"++3\" is no number"));
}

TEST(BadFile, MeaningMissing) {
  EXPECT_THAT(message("0 1 1.0\n", "coo"), HasSubstr("# vartype=SPIN"));
  EXPECT_THAT(message("# vartype=INTEGER\n0 1 1.0\n"), HasSubstr("neither SPIN nor BINARY"));
  EXPECT_THAT(message("1 1\n1 1 2\n", "rudy"), HasSubstr("--format biqmac"));
  EXPECT_THAT(message("# vartype=SPIN\n# offset=nan\n0 1 1\n"), HasSubstr("no finite offset"));
  EXPECT_THAT(message("# vartype=SPIN\n# variable 9 = x\n0 1 1\n"), HasSubstr("does not have"));
}

TEST(BadFile, Bqpjson) {
  EXPECT_THAT(message("{", "bqpjson"), HasSubstr("no valid JSON"));
  EXPECT_THAT(message("[]", "bqpjson"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(message("{}"), HasSubstr("variable_domain: missing"));
  EXPECT_THAT(message(R"({"variable_domain": "qubit"})"), HasSubstr("neither \"spin\" nor \"boolean\""));
  EXPECT_THAT(message(R"({"variable_domain": "spin", "scale": -1})"), HasSubstr("must be positive"));
  const std::string head = R"({"variable_domain": "spin", "scale": 1, "offset": 0, "variable_ids": [1, 2],)";
  EXPECT_THAT(message(head + R"("linear_terms": [{"id": 3, "coeff": 1}], "quadratic_terms": []})"),
              HasSubstr("linear_terms[0].id: 3 is not among variable_ids"));
  EXPECT_THAT(message(head + R"("linear_terms": [{"id": 1}], "quadratic_terms": []})"),
              HasSubstr("linear_terms[0]: \"coeff\" is missing"));
  const std::string term = R"({"id": 1, "coeff": 1})", pair = R"({"id_tail": 1, "id_head": 2, "coeff": 1})";
  EXPECT_THAT(message(head + "\"linear_terms\": [" + term + "," + term + "], \"quadratic_terms\": []}"),
              HasSubstr("linear_terms[1]: its variable was given already"));
  EXPECT_THAT(message(head + "\"linear_terms\": [], \"quadratic_terms\": [" + pair + "," + pair + "]}"),
              HasSubstr("quadratic_terms[1]: its pair was given already"));
}

TEST(BadFile, Dimod) {
  const auto model = [](const std::string& type, const std::string& linear, const std::string& tail) {
    return R"({"type": "BinaryQuadraticModel", "variable_labels": ["a", "b"], "variable_type": ")" + type +
           R"(", "offset": 0, "linear_biases": )" + linear +
           R"(, "quadratic_biases": [1], "quadratic_head": [0], "quadratic_tail": )" + tail + "}";
  };
  EXPECT_EQ(message(model("SPIN", "[1, 2]", "[1]")), "no error");
  EXPECT_THAT(message(model("INTEGER", "[1, 2]", "[1]")), HasSubstr("neither \"SPIN\" nor \"BINARY\""));
  EXPECT_THAT(message(model("SPIN", "[1]", "[1]")), HasSubstr("linear_biases: has 1 entries, expected 2"));
  EXPECT_THAT(message(model("SPIN", "[1, \"x\"]", "[1]")), HasSubstr("linear_biases[1]: must be a number"));
  EXPECT_THAT(message(model("SPIN", "[1, 2]", "[2]")),
              HasSubstr("quadratic_tail[0]: 2 is out of range: 0 to 1"));
  EXPECT_THAT(message(model("SPIN", "[1, 2]", "[0]")), HasSubstr("couples a variable with itself"));
  EXPECT_THAT(message(R"({"type": "BinaryQuadraticModel", "use_bytes": true})", "dimod"),
              HasSubstr("use_bytes=False"));
  EXPECT_THAT(message(R"({"type": "SampleSet"})", "dimod"), HasSubstr("no \"BinaryQuadraticModel\""));
}

TEST(BadFile, OfAnotherKindIsToldByItsName) {
  const std::string binary("DIMODBQM\x01\x00\xa0", 11);
  for (const std::string format : {"", "dimod", "bqpjson"})
    EXPECT_THAT(message(binary, format), HasSubstr("to_serializable")) << format;
  const std::string edges = "p edge 3 2\ne 1 2\ne 2 3\n";
  for (const std::string& graph : {edges, "c a graph\n" + edges}) {
    EXPECT_THAT(message(graph), HasSubstr("DIMACS"));
    EXPECT_THAT(message(graph, "rudy"), HasSubstr("DIMACS"));
  }
}

TEST(BadFile, NamesStandOnOneLine) {
  EXPECT_THAT(message(R"({"variable_domain": "spin", "scale": 1, "offset": 0, "variable_ids": [0, 1],
      "linear_terms": [], "quadratic_terms": [], "metadata": {"variable_names": {"1": "a\nb"}}})"),
              HasSubstr("variable 1, counted from 0, holds a line break"));
}

TEST(BadFile, UnknownFormatSuggestsTheNearest) {
  EXPECT_THAT(message("1 0\n", "bqmac"), HasSubstr("did you mean \"biqmac\"?"));
}

TEST(BadFile, AbsentOrAFolder) {
  EXPECT_THROW(read_problem("/no/such/file.coo"), DataError);
  EXPECT_THROW(read_problem("/tmp"), DataError);
}

TEST(BadWrite, FormatsThatCannotHoldTheProblem) {
  Problem problem;
  problem.model = make_ising(0.5, {1.0}, {});
  problem.names = {"a"};
  EXPECT_THROW(format_problem(problem, "rudy"), UsageError);
  EXPECT_THROW(format_problem(problem, "orlib"), UsageError);
  EXPECT_THROW(write_problem(problem, "x.unknown"), UsageError);
}

}  // namespace
}  // namespace entail::quantum
