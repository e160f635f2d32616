#include "physics/landscape/erosion.hpp"

#include <utility>

#include "base/constants.hpp"

namespace entail::landscape {

namespace {

using field::Location;
using field::Role;
using Size = std::size_t;

double sum(const Array<double>& values, Index n) {
  double total = 0.0;
  Kokkos::parallel_reduce(
      "entail::landscape::sum", range(n), KOKKOS_LAMBDA(Index c, double& part) { part += values(c); }, total);
  return total;
}

void add_to(const Array<double>& sums, const Array<double>& values, Index n) {
  Kokkos::parallel_for(
      "entail::landscape::add", range(n), KOKKOS_LAMBDA(Index c) { sums(c) += values(c); });
}

}  // namespace

Erosion::Erosion(field::Fields& fields, SedimentPath path, std::vector<SorbedSubstance> substances,
                 const std::optional<RationalPeak>& rational)
    : fields_(fields),
      geometry_(process::make_geometry(fields)),
      path_(std::move(path)),
      substances_(std::move(substances)) {
  volume_ = fields.declare(
      {"runoff_of_day", "runoff since the day began", "m3", Location::column, Role::state, ""});
  peak_ = fields.declare({"peak_runoff_of_day", "largest runoff since the day began", "m3 s-1",
                          Location::column, Role::state, ""});
  eroded_ =
      fields.declare({"eroded_soil", "soil eroded since the start", "t", Location::column, Role::state, ""});
  deposited_ = fields.declare(
      {"deposited_soil", "soil deposited since the start", "t", Location::column, Role::state, ""});
  const auto own = static_cast<Size>(geometry_.n_owned);
  soil_ = Array<double>("soil of the day", own);
  load_ = Array<double>("load of the day", own);
  factor_ = Array<double>("erosion factor", own);
  set_covers(std::vector<double>(own, 1.0), std::vector<double>(own, 0.0));
  if (rational) {
    half_hour_ = rational->half_hour;
    concentration_time_ = to_device("time of concentration", rational->concentration_time);
  }
  auto add_balance = [&](const std::string& name, const std::string& unit) {
    balances_.push_back({name, unit, 0.0, 0.0, {{"eroded", 0.0, 0.0}, {"deposited", 0.0, 0.0}}});
    for (const auto& outlet : path_.outlet_names) balances_.back().term(outlet);
  };
  add_balance("sediment", "t");
  for (const auto& substance : substances_) {
    add_balance(substance.name + " on sediment", "kg");
    capacity_.push_back(to_device("capacity of the soil", substance.capacity));
  }
}

void Erosion::set_covers(const std::vector<double>& exposed, const std::vector<double>& runoff) {
  exposed_ = to_device("exposed", exposed);
  cover_runoff_ = to_device("runoff from covers", runoff);
}

void Erosion::accumulate(double length) {
  accumulate_runoff(ExecutionSpace(), geometry_, fields_.find("vertical_flux"),
                    fields_.find("evaporated_water"), exposed_, cover_runoff_, length, volume_, peak_);
}

void Erosion::end_day() {
  const ExecutionSpace space;
  if (half_hour_ > 0.0) raise_peaks(space, geometry_, concentration_time_, half_hour_, volume_, peak_);
  erode(space, geometry_, factor_, volume_, peak_, soil_);
  add_to(eroded_, soil_, geometry_.n_owned);
  move(soil_, balances_[0], &deposited_);
  for (Size i = 0; i < substances_.size(); ++i) {
    sorbed_load(space, geometry_, soil_, exposed_, fields_.find(substances_[i].name), substances_[i].isotherm,
                capacity_[i], load_);
    move(load_, balances_[i + 1], nullptr);
  }
}

/// Amounts go down the drainage on the root, which holds the whole tree; on a dry day nothing does.
void Erosion::move(const Array<double>& amounts, process::Balance& balance, const Array<double>* deposited) {
  const auto& mesh = fields_.mesh();
  const Size n_outlets = path_.outlet_names.size();
  auto book = [&](const std::string& name, double amount) {
    auto& term = balance.term(name);
    term.rate = amount / constants::seconds_per_day;
    term.total += amount;
  };
  const double eroded = mesh.comm().sum(sum(amounts, geometry_.n_owned));
  std::vector<double> left(n_outlets + 1, 0.0);  // over each outlet; deposited
  if (eroded > 0.0) {
    const std::vector<double> sources = mesh.gather(to_host(amounts));
    meshes::RoutedAmounts routed;
    if (mesh.comm().is_root()) {
      routed = meshes::route(path_.drainage, sources, path_.passing);
      for (Size face = 0; face < routed.leaving.size(); ++face)
        if (path_.outlet_of_face[face] >= 0)
          left[static_cast<Size>(path_.outlet_of_face[face])] += routed.leaving[face];
      for (double amount : routed.deposited) left[n_outlets] += amount;
    }
    mesh.comm().broadcast(left);
    if (deposited)
      add_to(*deposited, to_device("deposited", mesh.scatter(routed.deposited)), geometry_.n_owned);
  }
  book("eroded", eroded);
  book("deposited", -left[n_outlets]);
  for (Size i = 0; i < n_outlets; ++i) book(path_.outlet_names[i], -left[i]);
}

}  // namespace entail::landscape
