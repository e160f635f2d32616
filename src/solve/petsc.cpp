#include "solve/petsc.hpp"

#include <fmt/format.h>
#include <petscsys.h>

#include <stdexcept>
#include <vector>

#include "base/error.hpp"

namespace entail::solve {

void check(PetscErrorCode code) {
  if (code == 0) return;
  const char* text = nullptr;
  PetscErrorMessage(code, &text, nullptr);
  throw std::runtime_error(
      fmt::format("PETSc error {}: {}", static_cast<int>(code), text ? text : "unknown"));
}

PetscSession::PetscSession(const std::string& options) {
  PETSC_COMM_WORLD = MPI_COMM_WORLD;
  // Signals stay with the program and MPI; errors come back as codes, not as a trace and an abort.
  PetscOptionsSetValue(nullptr, "-no_signal_handler", nullptr);
  check(PetscInitializeNoArguments());
  check(PetscPushErrorHandler(PetscReturnErrorHandler, nullptr));
  if (!options.empty() && PetscOptionsInsertString(nullptr, options.c_str()) != 0)
    throw UsageError(fmt::format("PETSc cannot read the options \"{}\"", options));
}

PetscSession::~PetscSession() { PetscFinalize(); }

std::string PetscSession::version() {
  return fmt::format("{}.{}.{}", PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR);
}

void default_option(const std::string& name, const std::string& value) {
  PetscBool set = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, nullptr, name.c_str(), &set));
  if (!set) check(PetscOptionsSetValue(nullptr, name.c_str(), value.empty() ? nullptr : value.c_str()));
}

namespace {

/// The global row of the first slot of every own and ghost column.
std::vector<PetscInt> first_rows(const meshes::ColumnMesh& mesh, int slots) {
  const auto before = mesh.comm().exclusive_sum(std::int64_t{mesh.n_owned()});
  std::vector<double> numbers(static_cast<std::size_t>(mesh.n_columns()));
  for (Index c = 0; c < mesh.n_owned(); ++c)
    numbers[static_cast<std::size_t>(c)] = static_cast<double>(before + c) * slots;
  auto device = to_device("row numbers", numbers);
  mesh.halo().exchange(device, 1);
  std::vector<PetscInt> rows;
  for (double number : to_host(device)) rows.push_back(static_cast<PetscInt>(number));
  return rows;
}

}  // namespace

ColumnSystem::ColumnSystem(const meshes::ColumnMesh& mesh, int slots) : mesh_(mesh), slots_(slots) {
  const auto first = first_rows(mesh, slots);
  std::vector<PetscInt> rows, columns;
  for (Index c = 0; c < mesh.n_owned(); ++c)
    for (int s = 0; s < slots; ++s) {
      const PetscInt row = first[static_cast<std::size_t>(c)] + s;
      auto entry = [&](PetscInt column) {
        rows.push_back(row);
        columns.push_back(column);
      };
      entry(row);
      entry(s > 0 ? row - 1 : -1);  // PETSc leaves out negative indices
      entry(s + 1 < slots ? row + 1 : -1);
      for (Index k = mesh.first_link()[static_cast<std::size_t>(c)];
           k < mesh.first_link()[static_cast<std::size_t>(c) + 1]; ++k) {
        const Index link = mesh.column_links()[static_cast<std::size_t>(k)];
        const auto other =
            static_cast<std::size_t>(link % 2 ? mesh.link_a()[static_cast<std::size_t>(link / 2)]
                                              : mesh.link_b()[static_cast<std::size_t>(link / 2)]);
        entry(first[other] + s);
      }
    }
  check(MatCreate(mesh.comm().handle(), &matrix_));
  check(MatSetSizes(matrix_, n_own(), n_own(), PETSC_DETERMINE, PETSC_DETERMINE));
  check(MatSetType(matrix_, MATAIJ));
  check(MatSetPreallocationCOO(matrix_, static_cast<PetscCount>(rows.size()), rows.data(), columns.data()));
}

ColumnSystem::~ColumnSystem() { MatDestroy(&matrix_); }

Vec ColumnSystem::make_vector() const {
  Vec vector = nullptr;
  check(MatCreateVecs(matrix_, &vector, nullptr));
  return vector;
}

void ColumnSystem::load(const process::ColumnMatrix& values) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), values.values);
  check(MatSetValuesCOO(matrix_, host.data(), INSERT_VALUES));
}

namespace {

using HostView = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
using ConstHostView = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

}  // namespace

void to_vector(const Array<double>& own, Vec vector) {
  PetscScalar* data = nullptr;
  PetscInt n = 0;
  check(VecGetLocalSize(vector, &n));
  check(VecGetArrayWrite(vector, &data));
  Kokkos::deep_copy(
      HostView(data, static_cast<std::size_t>(n)),
      Kokkos::subview(own, std::pair<std::size_t, std::size_t>(0, static_cast<std::size_t>(n))));
  check(VecRestoreArrayWrite(vector, &data));
}

void to_array(Vec vector, const Array<double>& own) {
  const PetscScalar* data = nullptr;
  PetscInt n = 0;
  check(VecGetLocalSize(vector, &n));
  check(VecGetArrayRead(vector, &data));
  Kokkos::deep_copy(Kokkos::subview(own, std::pair<std::size_t, std::size_t>(0, static_cast<std::size_t>(n))),
                    ConstHostView(data, static_cast<std::size_t>(n)));
  check(VecRestoreArrayRead(vector, &data));
}

}  // namespace entail::solve
