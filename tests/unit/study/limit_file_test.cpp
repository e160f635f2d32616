// Tables of limits: the lowest applies, the deck's own goes first, and errors name their line.
#include "study/limit_file.hpp"

#include <gmock/gmock.h>

namespace entail::study {
namespace {

const std::string header = "contaminant,limit,unit,authority,edition,basis,citation,status\n";

TEST(LimitFile, TheLowestAppliesAndTheDeckGoesFirst) {
  Diagnostics diagnostics;
  const auto limits = parse_limits("limits.csv",
                                   header +
                                       "manganese,0.08,mg/L,WHO,2022,health,a,checked\n"
                                       "manganese,50,ug/L,US EPA,1979,taste,b,unchecked\n",
                                   diagnostics);
  ASSERT_TRUE(diagnostics.ok()) << diagnostics.report();
  std::vector<deck::Contaminant> contaminants(3);
  contaminants[0].name = contaminants[1].name = "manganese";
  contaminants[1].limit = 1.0;
  contaminants[2].name = "zinc";
  take_limits(limits, contaminants);
  EXPECT_NEAR(*contaminants[0].limit, 5e-5, 1e-18);
  EXPECT_EQ(contaminants[0].source, "US EPA; 1979; taste; b; unchecked");
  EXPECT_EQ(contaminants[1].limit, 1.0);
  EXPECT_FALSE(contaminants[2].limit);
}

TEST(LimitFile, NamesTheLineOfWhatIsWrong) {
  Diagnostics diagnostics;
  parse_limits("limits.csv",
               header +
                   "zinc,5,mg/L,a,b,c,d,checked\nlead,-1,mg/L,a,b,c,d,checked\n"
                   "radium,5,pCi/L,a,b,c,d,checked\nlead,1,mg/L,a,b,c,d,maybe\n",
               diagnostics);
  EXPECT_THAT(diagnostics.report(), testing::HasSubstr("limits.csv:3:1: lead: limit \"-1\""));
  EXPECT_THAT(diagnostics.report(), testing::HasSubstr("limits.csv:4:1: radium"));
  EXPECT_THAT(diagnostics.report(), testing::HasSubstr("limits.csv:5:1: lead: status is \"maybe\""));
}

TEST(LimitFile, WantsAllColumns) {
  Diagnostics diagnostics;
  parse_limits("limits.csv", "contaminant,limit\nzinc,5\n", diagnostics);
  EXPECT_THAT(diagnostics.report(), testing::HasSubstr("unit: there is no column"));
}

}  // namespace
}  // namespace entail::study
