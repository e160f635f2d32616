#include "quantum/qaoa/angles.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"

namespace entail::quantum {

namespace {

struct Entry {
  std::vector<double> gamma, beta;
};

// For maximising (1/sqrt n) sum J z z.
const std::vector<Entry> dense_table = {
    {{.5000}, {.3927}},
    {{.3817, .6655}, {.4960, .2690}},
    {{.3299, .5689, .6409}, {.5500, .3675, .2109}},
    {{.2950, .5144, .5585, .6429}, {.5709, .4175, .3027, .1729}},
    {{.2705, .4803, .5074, .5646, .6396}, {.5899, .4492, .3559, .2643, .1486}},
    {{.2268, .4162, .4332, .4608, .4818, .5179, .5717, .6393},
     {.6151, .4906, .4244, .3780, .3224, .2606, .1884, .1030}}};

// For maximising the cut of an unweighted 3-regular graph.
const std::vector<Entry> regular_table = {{{.6155}, {.3927}},
                                          {{.4877, .8980}, {.5551, .2925}},
                                          {{.4221, .7984, .9371}, {.6088, .4593, .2354}},
                                          {{.4088, .7806, .9877, 1.1563}, {.5996, .4344, .2970, .1591}}};

const Entry* find(const std::vector<Entry>& table, int layers) {
  for (const auto& entry : table)
    if (static_cast<int>(entry.gamma.size()) == layers) return &entry;
  return nullptr;
}

/// The table's angles with gamma multiplied by `scale`.
LayerAngles scaled(const Entry* entry, int layers, double scale) {
  if (!entry) throw UsageError(fmt::format("there are no tabulated angles for {} layers", layers));
  LayerAngles angles{entry->gamma, entry->beta};
  for (auto& gamma : angles.gamma) gamma *= scale;
  return angles;
}

}  // namespace

double coefficient_strength(const IsingModel& model) {
  double squares = 0.0;
  for (const double h : model.fields) squares += h * h;
  for (const auto& term : model.couplings) squares += 2 * term.value * term.value;
  return squares > 0 ? std::sqrt(squares / model.n_spins()) : 1.0;
}

bool dense_angles_tabulated(int layers) { return find(dense_table, layers) != nullptr; }
bool regular_angles_tabulated(int layers) { return find(regular_table, layers) != nullptr; }

LayerAngles dense_angles(const IsingModel& model, int layers) {
  return scaled(find(dense_table, layers), layers, -1.0 / coefficient_strength(model));
}

LayerAngles regular_angles(double edge_weight, int layers) {
  return scaled(find(regular_table, layers), layers, -1.0 / edge_weight);
}

// The slopes are those of the tabulated angles of five layers.
LayerAngles linear_ramp(const IsingModel& model, int layers) {
  LayerAngles angles;
  for (int layer = 0; layer < layers; ++layer) {
    const double s = (layer + 0.5) / layers;
    angles.gamma.push_back(-(0.3 + 0.35 * s) / coefficient_strength(model));
    angles.beta.push_back(0.65 * (1 - s));
  }
  return angles;
}

LayerAngles interpolated(const LayerAngles& angles) {
  const std::size_t p = angles.gamma.size();
  const auto stretch = [&](const std::vector<double>& values) {
    std::vector<double> result(p + 1);
    for (std::size_t i = 0; i <= p; ++i) {
      const double w = static_cast<double>(i) / static_cast<double>(p);
      result[i] = (i > 0 ? w * values[i - 1] : 0.0) + (i < p ? (1 - w) * values[i] : 0.0);
    }
    return result;
  };
  return {stretch(angles.gamma), stretch(angles.beta)};
}

LayerAngles starting_angles(const IsingModel& model, int layers) {
  int known = layers;
  while (!dense_angles_tabulated(known)) --known;
  LayerAngles angles = dense_angles(model, known);
  while (angles.n_layers() < layers) angles = interpolated(angles);
  return angles;
}

}  // namespace entail::quantum
