#include "physics/transport/response.hpp"

#include "physics/transport/faces.hpp"

namespace entail::transport {

namespace {

using process::ColumnMatrix;
using Size = std::size_t;

/// What leaves a slot besides through its faces: sinks, and the exchange with the surface or the ground.
void add_exchange(const ExecutionSpace& space, const Geometry& g, const LinearTransport& linear,
                  const Array<double>& result) {
  const auto sinks = linear.sinks, exchange = linear.exchange;
  Kokkos::parallel_for(
      "entail::transport::sinks_and_exchange", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const bool exchanges = g.has_surface() && g.n_layers > 0 && i % g.slots <= 1;
        result(i) = sinks(i) + (exchanges ? exchange(i / g.slots) : 0.0);
      });
}

}  // namespace

LinearTransport make_linear_transport(const meshes::ColumnMesh& mesh, const Transport& transport, Size solute,
                                      const MeanCarrier& mean, const std::vector<double>& reference) {
  const ExecutionSpace space;
  const Geometry& g = transport.geometry();
  const Size own = g.own_slots();
  LinearTransport linear{mean.mean(),
                         make_face_table(g),
                         mean.exchange(),
                         transport.solute(solute),
                         transport.storage(solute),
                         Array<double>("reference", static_cast<Size>(g.n_columns * g.slots)),
                         Array<double>("response capacity", own),
                         Array<double>("response sinks", own)};
  fill_faces(space, g, linear.carrier, linear.solute.molecular_diffusion, linear.faces);
  linear.storage.solubility = Storage{}.solubility;
  Kokkos::deep_copy(Kokkos::subview(linear.reference, std::pair<Size, Size>(0, own)),
                    to_device("reference", reference));
  mesh.halo().exchange(linear.reference, g.slots);

  Array<double> nothing("nothing", own);
  linearise(space, g, linear.carrier, {1, {linear.storage}}, linear.reference, nothing, nothing, 1.0,
            {linear.capacity, Array<double>("offset", own)});
  open_exchange(space, g, linear.carrier, linear.solute, nothing, linear.sinks);
  const auto sinks = linear.sinks, outflow = linear.carrier.outflow;
  Kokkos::parallel_for(
      "entail::transport::response_sinks", range(space, g.n_owned * g.slots),
      KOKKOS_LAMBDA(Index i) { sinks(i) += outflow(i); });
  return linear;
}

void assemble_response(const ExecutionSpace& space, const Geometry& g, const LinearTransport& linear,
                       const Array<double>& theta, double length, bool transposed,
                       const process::ColumnMatrix& now, const process::ColumnMatrix& before) {
  const FaceTable f = linear.faces;
  const auto capacity = linear.capacity, sinks = linear.sinks, exchange = linear.exchange;
  Kokkos::parallel_for(
      "entail::transport::assemble_response", range(space, g.n_owned * g.slots), KOKKOS_LAMBDA(Index i) {
        const Index column = i / g.slots;
        const int slot = i % g.slots;
        const auto at = [&](int entry) { return now.at(column, slot, entry); };
        for (int entry : {ColumnMatrix::above, ColumnMatrix::below})
          now.values(at(entry)) = before.values(at(entry)) = 0.0;
        double leaves_now = theta(i) * sinks(i), left_before = (1.0 - theta(i)) * sinks(i);
        const auto add = [&](int entry, Size other, double leaving, double entering) {
          const double part = theta(i) > theta(other) ? theta(i) : theta(other);
          leaves_now += part * leaving;
          left_before += (1.0 - part) * leaving;
          const double coupling = transposed ? leaving : entering;
          now.values(at(entry)) -= part * coupling;
          before.values(at(entry)) += (1.0 - part) * coupling;
        };
        visit_faces(g, f, column, slot, [&](int entry, Size other, double leaving, double entering) {
          if (entry >= ColumnMatrix::links) now.values(at(entry)) = before.values(at(entry)) = 0.0;
          add(entry, other, leaving, entering);
        });
        if (g.has_surface() && g.n_layers > 0 && slot <= 1)
          add(slot == 0 ? ColumnMatrix::below : ColumnMatrix::above, slot == 0 ? i + 1 : i - 1,
              exchange(column), exchange(column));
        now.values(at(ColumnMatrix::diagonal)) = capacity(i) / length + leaves_now;
        before.values(at(ColumnMatrix::diagonal)) = capacity(i) / length - left_before;
      });
}

ResponseSteps::ResponseSteps(const meshes::ColumnMesh& mesh, const Geometry& geometry, LinearTransport linear,
                             Sense sense, process::LinearSolver& solver)
    : mesh_(mesh),
      geometry_(geometry),
      linear_(std::move(linear)),
      sense_(sense),
      solver_(solver),
      theta_("response theta", static_cast<Size>(geometry.n_columns * geometry.slots)),
      right_side_("response right side", geometry.own_slots()),
      now_(process::make_column_matrix(mesh, geometry.slots)),
      before_(process::make_column_matrix(mesh, geometry.slots)) {}

void ResponseSteps::set_length(double length) {
  if (length == length_) return;
  length_ = length;
  const ExecutionSpace space;
  add_exchange(space, geometry_, linear_, right_side_);
  implicitness(space, geometry_, linear_.carrier, linear_.faces, {1, {linear_.storage}}, right_side_,
               linear_.reference, length, theta_);
  mesh_.halo().exchange(theta_, geometry_.slots);
  assemble_response(space, geometry_, linear_, theta_, length, sense_ == Sense::adjoint, now_, before_);
  solver_.load(now_);
}

void ResponseSteps::multiply_before(const Array<double>& values, const Array<double>& result) const {
  const Size own = geometry_.own_slots();
  process::multiply(ExecutionSpace(), before_, Kokkos::subview(values, std::pair<Size, Size>(0, own)),
                    Kokkos::subview(values, std::pair<Size, Size>(own, values.extent(0))), result);
}

process::LinearReport ResponseSteps::advance(const Array<double>& concentration,
                                             const Array<double>& release) {
  multiply_before(concentration, right_side_);
  const auto right_side = right_side_;
  const auto given = release;
  Kokkos::parallel_for(
      "entail::transport::add_release", range(geometry_.n_owned * geometry_.slots),
      KOKKOS_LAMBDA(Index i) { right_side(i) += given(i); });
  return solver_.solve(right_side_, concentration);
}

process::LinearReport ResponseSteps::go_back(const Array<double>& sensitivity,
                                             const Array<double>& response) {
  const process::LinearReport report = solver_.solve(sensitivity, response);
  multiply_before(response, sensitivity);
  return report;
}

}  // namespace entail::transport
