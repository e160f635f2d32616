#include "study/responses.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace entail::study {

using Size = std::size_t;

double ReleaseSchedule::released(double time) const {
  double mass = 0.0;
  for (Size i = 0; i < rates.size() && times[i] < time; ++i)
    mass += rates[i] * (std::min(time, times[i + 1]) - times[i]);
  return mass;
}

ResponseKernel::ResponseKernel(std::vector<double> lags, std::vector<double> values)
    : lags_(std::move(lags)), values_(std::move(values)) {
  if (lags_.empty() || lags_.size() != values_.size())
    throw std::logic_error("a kernel needs a value per lag");
}

namespace {

/// The peak of values by lag step.
template <class Value>
ResponsePeak peak_of_pulse(const std::vector<double>& lags, const Value& value) {
  ResponsePeak peak{0.0, 0.5 * lags.front()};
  for (Size k = 0; k < lags.size(); ++k)
    if (value(k) > peak.concentration) peak = {value(k), 0.5 * (lags[k] + (k > 0 ? lags[k - 1] : 0.0))};
  return peak;
}

template <class Value>
double integral(const std::vector<double>& lags, const Value& value) {
  double sum = 0.0;
  for (Size k = 0; k < lags.size(); ++k) sum += value(k) * (lags[k] - (k > 0 ? lags[k - 1] : 0.0));
  return sum;
}

}  // namespace

ResponsePeak ResponseKernel::pulse_peak() const {
  return peak_of_pulse(lags_, [&](Size k) { return values_[k]; });
}

double ResponseKernel::integrated() const {
  return integral(lags_, [&](Size k) { return values_[k]; });
}

double ResponseKernel::concentration(const ReleaseSchedule& release, double time) const {
  double sum = 0.0, later = release.released(time);
  for (Size k = 0; k < lags_.size() && later > 0.0; ++k) {
    const double earlier = release.released(time - lags_[k]);
    sum += values_[k] * (later - earlier);
    later = earlier;
  }
  return sum;
}

std::vector<double> ResponseKernel::concentration(const ReleaseSchedule& release,
                                                  const std::vector<double>& times) const {
  std::vector<double> result;
  for (double time : times) result.push_back(concentration(release, time));
  return result;
}

/// The concentration is linear between the times at which a change of the rate meets the end of a lag step.
ResponsePeak ResponseKernel::peak(const ReleaseSchedule& release) const {
  ResponsePeak peak{0.0, release.times.empty() ? 0.0 : release.times.front()};
  for (double time : release.times)
    for (Size k = 0; k <= lags_.size(); ++k) {
      const double at = time + (k > 0 ? lags_[k - 1] : 0.0), value = concentration(release, at);
      if (value > peak.concentration) peak = {value, at};
    }
  return peak;
}

ResponseKernel Responses::kernel(Size receptor, Size contaminant,
                                 const std::vector<meshes::Share>& source) const {
  const double all = std::accumulate(source.begin(), source.end(), 0.0,
                                     [](double sum, const meshes::Share& s) { return sum + s.amount; });
  if (!(all > 0.0)) throw std::logic_error("a source that covers nothing has no response");
  std::vector<double> values(lags.size(), 0.0);
  for (Size k = 0; k < lags.size(); ++k)
    for (const auto& share : source)
      values[k] +=
          share.amount / all * impulse[index(receptor, contaminant, k) + static_cast<Size>(share.face)];
  return {lags, std::move(values)};
}

std::vector<ResponsePeak> Responses::pulse_peaks(Size receptor, Size contaminant) const {
  std::vector<ResponsePeak> peaks;
  for (Size face = 0; face < n_faces; ++face)
    peaks.push_back(
        peak_of_pulse(lags, [&](Size k) { return impulse[index(receptor, contaminant, k) + face]; }));
  return peaks;
}

std::vector<double> Responses::integrated(Size receptor, Size contaminant) const {
  std::vector<double> sums;
  for (Size face = 0; face < n_faces; ++face)
    sums.push_back(integral(lags, [&](Size k) { return impulse[index(receptor, contaminant, k) + face]; }));
  return sums;
}

}  // namespace entail::study
