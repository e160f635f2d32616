// The values that the theory manual gives for its formulas, which were computed apart from the program, are
// the laws'.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "physics/laws/evaporation.hpp"
#include "physics/laws/manning.hpp"
#include "physics/laws/soil.hpp"

namespace entail::laws {
namespace {

using Values = std::map<std::string, double>;

/// "alpha = 3.6, h = -1" by name.
Values parse(const std::string& cell) {
  Values values;
  std::istringstream parts(cell);
  for (std::string part; std::getline(parts, part, ',');) {
    std::istringstream words(part);
    std::string name, equals;
    double value = 0.0;
    words >> name >> equals >> value;
    values[name] = value;
  }
  return values;
}

Values of(const Retention& point) { return {{"Se", point.saturation}, {"kr", point.conductivity}}; }

/// What the program gives for a row of the manual.
Values computed(const std::string& formula, Values at) {
  if (formula == "van_genuchten") return of(VanGenuchten{at["alpha"], at["n"], at["l"]}(at["h"]));
  if (formula == "brooks_corey")
    return of(BrooksCorey{at["hb"], at["lambda"], BrooksCorey::burdine(at["lambda"])}(at["h"]));
  if (formula == "gardner") return of(Gardner{at["alpha"]}(at["h"]));
  if (formula == "haverkamp")
    return of(Haverkamp{0.01 * std::pow(at["A"], 1.0 / at["beta"]), at["beta"],
                        0.01 * std::pow(at["B"], 1.0 / at["gamma"]), at["gamma"]}(at["h"]));
  if (formula == "unconfined") return of(Unconfined{}(at["h"], at["b"]));
  if (formula == "overland") return {{"q", DiffusiveWave{at["n"]}(at["d"], at["s"], at["t"]).value}};
  if (formula == "normal_depth") return {{"q", NormalDepth{at["n"], at["S"]}(at["d"]).value}};
  if (formula == "critical_depth") return {{"q", CriticalDepth{}(at["d"]).value}};
  if (formula == "feddes")
    return {{"f", FeddesStress{at["h1"], at["h2"], at["h3"], at["h4"]}(at["h"]).value}};
  if (formula != "hargreaves") return {};
  const double radiation = extraterrestrial_radiation(at["latitude"], static_cast<int>(at["J"]));
  return {{"Ra", radiation}, {"Ep", hargreaves_samani(at["Tmin"], at["Tmax"], radiation)}};
}

TEST(TheoryManual, GivesTheValuesOfTheLaws) {
  std::ifstream manual(ENTAIL_SOURCE_DIR "/docs/theory.md");
  std::string line;
  while (std::getline(manual, line) && line.rfind("<!-- values:", 0) != 0) {
  }
  int rows = 0;
  while (std::getline(manual, line) && line.rfind("## ", 0) != 0) {
    std::istringstream cells(line);
    std::string empty, formula, at, gives;
    std::getline(cells, empty, '|');
    cells >> formula;
    std::getline(cells, empty, '|');
    std::getline(cells, at, '|');
    std::getline(cells, gives, '|');
    if (gives.find('=') == std::string::npos) continue;
    const Values wanted = parse(gives), found = computed(formula, parse(at));
    ASSERT_EQ(found.size(), wanted.size()) << line;
    for (const auto& [name, value] : wanted)
      EXPECT_NEAR(found.at(name), value, 5.1e-6 * std::fabs(value)) << name << " of" << line;
    ++rows;
  }
  EXPECT_EQ(rows, 22);
}

}  // namespace
}  // namespace entail::laws
