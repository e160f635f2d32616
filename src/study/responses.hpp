/// What a receptor would see of releases anywhere on the ground: responses, and what follows from them by
/// superposition.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "meshes/overlay.hpp"

namespace entail::study {

/// Mass that a source gives off, at `rates[i]` [kg/s] from `times[i]` to `times[i + 1]` [s]; nothing before
/// and after. Times rise, one more than rates.
struct ReleaseSchedule {
  std::vector<double> times, rates;

  /// What was released until `time` [kg].
  double released(double time) const;
};

/// A concentration and when it is reached.
struct ResponsePeak {
  double concentration = 0.0;  ///< [kg/m3]; of a pulse [kg/m3 per kg]
  double time = 0.0;           ///< [s]
};

/// How one receptor answers to one source, as a function of the lag: the time since the release.
class ResponseKernel {
 public:
  /// Ends of the lag steps [s], rising, the first from lag 0; and the mean concentration in each per mass
  /// released at once [kg/m3 per kg].
  ResponseKernel(std::vector<double> lags, std::vector<double> values);

  const std::vector<double>& lags() const { return lags_; }
  const std::vector<double>& values() const { return values_; }

  /// The largest of the values and the middle of its lag step.
  ResponsePeak pulse_peak() const;

  /// Concentration over time after a release of 1 kg, integrated to the longest lag [kg/m3 s per kg]. A
  /// release of 1 kg/s that has lasted as long gives the same concentration [kg/m3 per kg/s].
  double integrated() const;

  /// The concentration [kg/m3] that a release causes at a time [s]. Releases longer ago than the longest lag
  /// do not count.
  double concentration(const ReleaseSchedule& release, double time) const;
  std::vector<double> concentration(const ReleaseSchedule& release, const std::vector<double>& times) const;

  /// The largest concentration of all times.
  ResponsePeak peak(const ReleaseSchedule& release) const;

 private:
  std::vector<double> lags_, values_;
};

/// Responses of all receptors to releases of all contaminants into every face of the map, the same on all
/// ranks. Concentrations are dissolved and in addition to what is there; superposition holds as far as
/// transport is linear.
struct Responses {
  std::vector<std::string> receptors, contaminants;
  std::string into;          ///< "ground": into the top cell below the face; "surface": into its water
  std::vector<double> lags;  ///< [s], ends of the lag steps
  std::size_t n_faces = 0;
  std::string digest;  ///< of all inputs that the responses follow from; see responses_digest()
  /// Mean concentration in a lag step per mass released at once [kg/m3 per kg]; (receptor, contaminant, lag,
  /// face), faces by their global numbers.
  std::vector<double> impulse;

  /// Where the values of all faces begin.
  std::size_t index(std::size_t receptor, std::size_t contaminant, std::size_t lag) const {
    return ((receptor * contaminants.size() + contaminant) * lags.size() + lag) * n_faces;
  }

  /// The answer to a source that covers faces: amounts, such as areas, are shares of their sum. A bug when
  /// there are none.
  ResponseKernel kernel(std::size_t receptor, std::size_t contaminant,
                        const std::vector<meshes::Share>& source) const;

  /// The pulse's peak and the integrated response of every face.
  std::vector<ResponsePeak> pulse_peaks(std::size_t receptor, std::size_t contaminant) const;
  std::vector<double> integrated(std::size_t receptor, std::size_t contaminant) const;
};

}  // namespace entail::study
