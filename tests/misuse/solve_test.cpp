// Misuse of `entail solve`: the message and the exit code of the program itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "support/temporary.hpp"

namespace entail {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// What a command prints and the code it exits with.
struct Outcome {
  int code;
  std::string text;
};

class SolveMisuse : public ::testing::Test {
 protected:
  Outcome run(const std::string& arguments, const std::string& launcher = "") const {
    const std::string output = folder.path("output");
    // mpirun gets a clean environment: that of this process, which runs MPI itself, would confuse it.
    const std::string clean =
        launcher.empty() ? ""
                         : "env -i PATH=\"$PATH\" HOME=\"$HOME\" OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 "
                           "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 ";
    const std::string command = "cd " + folder.path() + " && " + clean + launcher + " " + ENTAIL_PROGRAM +
                                " solve " + arguments + " >" + output + " 2>&1";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, testing::read_file(output)};
  }
  void expect(const std::string& arguments, int code, const std::string& message,
              const std::string& launcher = "") const {
    const auto outcome = run(arguments, launcher);
    EXPECT_EQ(outcome.code, code) << arguments << "\n" << outcome.text;
    EXPECT_THAT(outcome.text, HasSubstr(message)) << arguments;
  }

  testing::TemporaryFolder folder;
  const std::string good = folder.write("good.coo", "# vartype=SPIN\n0 1 1\n1 2 -1\n0 2 0.5\n2 2 0.1\n");
};

TEST_F(SolveMisuse, GoodInputIsFine) {
  expect(good, 0, "best energy");
  expect(good + " --method qaoa --layers 2 --csv a.csv --json a.json --netcdf a.nc --qasm a.qasm", 0,
         "expected energy");
  EXPECT_THAT(testing::read_file(folder.path("a.qasm")), HasSubstr("OPENQASM 3.0;"));
  EXPECT_THAT(testing::read_file(folder.path("a.csv")), HasSubstr("value,energy,count,feasible,0,1,2"));
  EXPECT_FALSE(testing::read_file(folder.path("a.nc")).empty());
}

TEST_F(SolveMisuse, NamesOfAnyKind) {
  const auto named =
      folder.write("named.coo",
                   "# vartype=BINARY\n# variable 0 = north pit\n# variable 1 = M\xe9tal, \"b\"\n"
                   "0 0 -1\n1 1 -2\n2 2 -3\n0 1 1\n");
  expect(named + " --groups '\"north pit\" 2' --json n.json --csv n.csv --netcdf n.nc", 0, "best energy");
  EXPECT_THAT(testing::read_file(folder.path("n.json")), HasSubstr("\"north pit\": "));
  EXPECT_THAT(testing::read_file(folder.path("n.csv")), HasSubstr("north pit,\"M\xe9tal, \"\"b\"\"\",2\n"));
  expect(folder.write("twice.coo", "# vartype=SPIN\n# variable 0 = a\n# variable 1 = a\n0 1 1\n"), 3,
         "two variables are called \"a\"");
}

TEST_F(SolveMisuse, BeyondWhatCanBeChosen) {
  expect(good + " --method thermal --beta 1e9 --field 1", 2, "Trotter slices");
  expect(good + " --method schroedinger --duration 1e12", 2, "give --steps");
  expect(folder.write("large.coo", "# vartype=SPIN\n0 1 1e40\n") + " --method qaoa --single", 2,
         "beyond single precision");
}

TEST_F(SolveMisuse, Help) {
  const auto outcome = run("--help");
  EXPECT_EQ(outcome.code, 0);
  for (const std::string word :
       {"--method", "recursive-qaoa", "--layers", "--target", "--qasm", "biqmac", "examples"})
    EXPECT_THAT(outcome.text, HasSubstr(word));
}

TEST_F(SolveMisuse, BadFiles) {
  expect("absent.coo", 3, "absent.coo: cannot be opened");
  expect(folder.write("empty.coo", ""), 3, "empty");
  expect(folder.write("nan.coo", "# vartype=SPIN\n0 1 nan\n"), 3, "finite");
  expect(folder.write("inf.qubo", "p qubo 0 1 1 0\n0 0 inf\n"), 3, "finite");
  expect(folder.write("range.rud", "2 1\n1 3 1\n"), 3, "3 is out of range: 1 to 2");
  expect(folder.write("header.rud", "3 2\n1 2 1\n"), 3, "promises 2 entries, the file ends after 1");
}

TEST_F(SolveMisuse, BadOptions) {
  expect(good + " --method qaoa --layers 0", 2, "--layers 0 is out of range: 1 to 10000");
  expect(good + " --method qoaa", 2, "did you mean \"qaoa\"?");
  expect(good + " --method qaoa --shots -1", 2, "--shots -1 is out of range");
  expect(good + " --method qaoa --mixer xy-rings", 2, "did you mean \"xy-ring\"?");
  expect(good + " --method qaoa --mixer xy-ring", 2, "give --groups or --ones");
  expect(good + " --method qaoa --mixer xy-ring --groups '0 1' --ones 1", 2, "not both");
  expect(good + " --groups '0 7'", 2, "names the variable \"7\"");
  expect(good + " --method qaoa --mixer xy-ring --groups '0 1; 1 2'", 2, "in two groups");
  expect(good + " --groups '0 1 0'", 2, "names the variable \"0\" twice in one group");
  expect(good + " --method thermal --beta 1 --field 1 --ones 1", 2, "takes no --groups and no --ones");
  expect(good + " --number 2", 2, "holds one problem; there is no number 2");
  expect(good + " --ones 4", 2, "--ones 4 is out of range: 0 to 3");
  expect(good + " --method exact --ones 1 --groups '0 1; 2'", 2, "no configuration meets the constraints");
  expect(good + " --time soon", 2, "is no time");
  expect(good + " --time 5kg", 2, "--time 5kg");
  expect(good + " --cvar 0 --method qaoa", 2, "--cvar 0 is out of range");
  expect(good + " --seed -1", 2, "--seed -1 is out of range: 0 to 18446744073709551615");
  expect(good + " --seed 99999999999999999999999", 2, "is out of range: 0 to 18446744073709551615");
  expect(good + " --seed 1.5", 2, "--seed \"1.5\" is no whole number: 0 to 18446744073709551615");
  expect(good + " --layers two", 2, "--layers \"two\" is no whole number: 1 to 10000");
  expect(good + " --layers 99999999999", 2, "--layers 99999999999 is out of range: 1 to 10000");
  expect(good + " --slices 1", 2, "--slices 1 is out of range: 0, or 2 to 100000");
  expect(good + " --number 0", 2, "--number 0 is out of range: 1 to 1000000");
  expect(good + " --ones -2", 2, "--ones -2 is out of range: 0 to 1000000000");
  for (const std::string bad : {"nan", "inf", "-inf", "1e400"})
    expect(good + " --target " + bad, 2, "--target " + bad + " is out of range: any finite number");
  expect(good + " --target -9", 2,
         "--target -9 is out of reach: the energy of no configuration is beyond -2.6");
  for (const std::string bad : {"nan", "inf", "-1", "1e300"})
    expect(good + " --beta " + bad, 2, "--beta " + bad + " is out of range: 0 to 1000000000000000");
  expect(good + " --time 1e30", 2, "--time 1e30 is out of range: above 0, at most 1000000000000000 s");
  expect(good + " --time -1s", 2, "--time -1s is out of range: above 0");
  expect(good + " --convert a.xyz", 2, "no format has this extension");
  expect(good + " --method thermal", 2, "needs --beta and --field");
  expect(good + " --method anneal --qasm a.qasm", 2, "--qasm writes the circuit of --method qaoa");
  for (const std::string option :
       {"--csv", "--json", "--netcdf", "--qasm", "--convert", "--format", "--schedule"})
    expect(good + " " + option + " ''", 2, option + ": is empty");
  expect(good + " --csv /no/such/folder/a.csv", 3, "/no/such/folder/a.csv: cannot be written");
  expect(good + " --colour", 2, "--colour");
  expect("", 2, "problem is required");
}

TEST_F(SolveMisuse, OptionsOfOtherMethodsAreTold) {
  expect(good + " --layers 3 --sweeps 10", 0, "--layers has no effect on --method anneal");
  expect(good + " --method qaoa --target -1", 0, "--target has no effect on --method qaoa");
  expect(good + " --method exact --sweeps 10", 0, "--sweeps has no effect on --method exact");
}

TEST_F(SolveMisuse, BadSchedules) {
  expect(good + " --method schroedinger --schedule " + folder.write("short", "0 1 0\n"), 3,
         "rises from 0 to 1");
  expect(good + " --method schroedinger --schedule " + folder.write("words", "0 1 0\n1 a 1\n"), 3, "words:2");
  expect(good + " --method schroedinger --schedule absent", 3, "absent: cannot be opened");
}

// 50 variables with a field: 2^50 amplitudes of 16 bytes, as many costs, and for gradients twice the states.
TEST_F(SolveMisuse, TooManyVariablesForTheMemory) {
  std::string text = "# vartype=SPIN\n0 0 0.3\n";
  for (int i = 0; i + 1 < 50; ++i) text += std::to_string(i) + " " + std::to_string(i + 1) + " 0.7\n";
  const auto large = folder.write("large.coo", text);
  expect(large + " --method qaoa", 2, "this takes 40.0 PiB of memory");
  expect(large + " --method schroedinger", 2, "this takes 16.0 PiB of memory");
  for (int i = 50; i < 100; ++i) text += std::to_string(i) + " 0 0.1\n";
  expect(folder.write("larger.coo", text) + " --method qaoa", 2, "2^104 bytes");
}

TEST_F(SolveMisuse, RanksThatAreNoPowerOfTwo) {
  const std::string three = std::string(ENTAIL_MPIEXEC) + " --oversubscribe -n 3";
  expect(good + " --method qaoa", 2, "a power of two of ranks, not over 3; use 2 or 4", three);
  expect(good + " --method anneal", 0, "best energy", three);
}

}  // namespace
}  // namespace entail
