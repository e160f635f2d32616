// Kernels of responses against sums by hand and the convolution of a linear reservoir.
#include "study/responses.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "study/response_run.hpp"

namespace entail::study {
namespace {

using Size = std::size_t;

TEST(ReleaseSchedule, ReleasesRateTimesTime) {
  const ReleaseSchedule release{{10.0, 20.0, 40.0}, {2.0, 1.0}};
  EXPECT_EQ(release.released(5.0), 0.0);
  EXPECT_EQ(release.released(15.0), 10.0);
  EXPECT_EQ(release.released(30.0), 30.0);
  EXPECT_EQ(release.released(100.0), 40.0);
}

TEST(LagSteps, GrowUpToTheHorizon) {
  deck::Responses keys;
  keys.horizon = 10.0;
  keys.step = 2.0;
  keys.growth = 1.0;
  EXPECT_EQ(lag_steps(keys), (std::vector<double>{2.0, 4.0, 6.0, 8.0, 10.0}));
  keys.step = 1.0;
  keys.growth = 2.0;  // 1, 3, 7: what is left is less than half of the next step
  EXPECT_EQ(lag_steps(keys), (std::vector<double>{1.0, 3.0, 10.0}));
  keys.horizon = 14.0;
  EXPECT_EQ(lag_steps(keys), (std::vector<double>{1.0, 3.0, 7.0, 14.0}));
  keys.step = 14.0;
  EXPECT_EQ(lag_steps(keys), (std::vector<double>{14.0}));
}

TEST(ResponseKernel, AnswersByHand) {
  const ResponseKernel kernel({1.0, 3.0}, {5.0, 2.0});
  EXPECT_EQ(kernel.integrated(), 9.0);
  EXPECT_EQ(kernel.pulse_peak().concentration, 5.0);
  EXPECT_EQ(kernel.pulse_peak().time, 0.5);
  // 4 kg/s for 1 s: 5 * 4 at its end, then 2 * 4 until the last of it is 3 s old.
  const ReleaseSchedule release{{0.0, 1.0}, {4.0}};
  EXPECT_EQ(kernel.concentration(release, {0.5, 1.0, 2.0, 3.0, 3.5, 4.0}),
            (std::vector<double>{10.0, 20.0, 8.0, 8.0, 4.0, 0.0}));
  EXPECT_EQ(kernel.peak(release).concentration, 20.0);
  EXPECT_EQ(kernel.peak(release).time, 1.0);
}

TEST(ResponseKernel, OfALinearReservoirRisesAsItShould) {
  // c' = r / V - k c: the mean of exp(-k lag) / V over each step, exact for releases that change on the
  // steps.
  const double volume = 50.0, rate = 0.2;
  std::vector<double> lags, values;
  for (int k = 1; k <= 400; ++k) {
    const double begin = 0.1 * (k - 1), end = 0.1 * k;
    lags.push_back(end);
    values.push_back((std::exp(-rate * begin) - std::exp(-rate * end)) / (rate * volume * 0.1));
  }
  const ResponseKernel kernel(lags, values);
  const ReleaseSchedule release{{0.0, 10.0}, {3.0}};
  const double most = 3.0 / (volume * rate) * (1.0 - std::exp(-rate * 10.0));
  EXPECT_NEAR(kernel.concentration(release, 10.0), most, 1e-12);
  EXPECT_NEAR(kernel.concentration(release, 15.0), most * std::exp(-rate * 5.0), 1e-12);
  EXPECT_NEAR(kernel.peak(release).concentration, most, 1e-12);
  EXPECT_NEAR(kernel.peak(release).time, 10.0, 1e-9);
  EXPECT_NEAR(kernel.integrated(), 1.0 / (volume * rate), 1e-4);
}

TEST(Responses, OfASourceAreWeightedByWhatItCovers) {
  Responses r;
  r.receptors = {"a", "b"};
  r.contaminants = {"x"};
  r.lags = {1.0, 2.0};
  r.n_faces = 3;
  for (Size i = 0; i < 12; ++i) r.impulse.push_back(static_cast<double>(i));
  const ResponseKernel kernel = r.kernel(1, 0, {{0, 10.0}, {2, 30.0}});
  EXPECT_EQ(kernel.values(), (std::vector<double>{0.25 * 6 + 0.75 * 8, 0.25 * 9 + 0.75 * 11}));
  EXPECT_EQ(r.integrated(0, 0), (std::vector<double>{0 + 3, 1 + 4, 2 + 5}));
  EXPECT_EQ(r.pulse_peaks(0, 0)[2].concentration, 5.0);
  EXPECT_EQ(r.pulse_peaks(0, 0)[2].time, 1.5);
}

}  // namespace
}  // namespace entail::study
