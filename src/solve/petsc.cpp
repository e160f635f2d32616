#include "solve/petsc.hpp"

#include <fmt/format.h>
#include <petscsys.h>

#include <cctype>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"

namespace entail::solve {

void check(PetscErrorCode code) {
  if (code == 0) return;
  const char* text = nullptr;
  PetscErrorMessage(code, &text, nullptr);
  if (code == PETSC_ERR_ARG_UNKNOWN_TYPE || code == PETSC_ERR_USER_INPUT)
    throw UsageError(
        fmt::format("PETSc does not know what its options ask for (solver.petsc or --petsc): {}", text));
  throw std::runtime_error(
      fmt::format("PETSc error {}: {}", static_cast<int>(code), text ? text : "unknown"));
}

PetscSession::PetscSession(const std::string& options) : options_(options) {
  PetscBool is_open = PETSC_FALSE;
  PetscInitialized(&is_open);
  if (!is_open) {
    PETSC_COMM_WORLD = MPI_COMM_WORLD;
    // Signals stay with the program and MPI; errors come back as codes, not as a trace and an abort.
    PetscOptionsSetValue(nullptr, "-no_signal_handler", nullptr);
    check(PetscInitializeNoArguments());
    check(PetscPushErrorHandler(PetscReturnErrorHandler, nullptr));
    opened_ = true;
  }
  if (!options.empty() && PetscOptionsInsertString(nullptr, options.c_str()) != 0)
    throw UsageError(fmt::format("PETSc cannot read the options \"{}\"", options));
}

/// Options that nobody asked for, most often because they are misspelt.
void PetscSession::warn_of_unused() const {
  std::istringstream words(options_);
  for (std::string word; words >> word;) {
    if (word.size() < 2 || word[0] != '-' || std::isalpha(static_cast<unsigned char>(word[1])) == 0) continue;
    PetscBool used = PETSC_TRUE;
    if (PetscOptionsUsed(nullptr, word.c_str() + 1, &used) == 0 && used == PETSC_FALSE)
      log::warn(
          "the PETSc option {} had no effect; is it spelled right, and has it the prefix of its solver "
          "(flow_, transport_, response_)?",
          word);
  }
}

PetscSession::~PetscSession() {
  warn_of_unused();
  if (opened_) PetscFinalize();
}

std::string PetscSession::version() {
  return fmt::format("{}.{}.{}", PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR);
}

bool has_option(const std::string& name) {
  PetscBool set = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, nullptr, name.c_str(), &set));
  return set == PETSC_TRUE;
}

bool has_options_of(const std::string& prefix) {
  char* all = nullptr;
  check(PetscOptionsGetAll(nullptr, &all));
  const bool found = (" " + std::string(all)).find(" " + prefix) != std::string::npos;
  check(PetscFree(all));
  return found;
}

void default_option(const std::string& name, const std::string& value) {
  if (!has_option(name))
    check(PetscOptionsSetValue(nullptr, name.c_str(), value.empty() ? nullptr : value.c_str()));
}

namespace {

/// The global row of the first slot of every own and ghost column.
std::vector<PetscInt> first_rows(const ColumnGraph& graph, int slots) {
  const auto before = graph.comm.exclusive_sum(std::int64_t{graph.n_owned});
  std::vector<double> numbers(static_cast<std::size_t>(graph.n_columns()));
  for (Index c = 0; c < graph.n_owned; ++c)
    numbers[static_cast<std::size_t>(c)] = static_cast<double>(before + c) * slots;
  auto device = to_device("row numbers", numbers);
  graph.halo->exchange(device, 1);
  std::vector<PetscInt> rows;
  for (double number : to_host(device)) rows.push_back(static_cast<PetscInt>(number));
  return rows;
}

}  // namespace

namespace {

constexpr bool sees_host = Kokkos::SpaceAccessibility<ExecutionSpace, Kokkos::HostSpace>::accessible;

using HostView = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

}  // namespace

VectorArray::VectorArray(Vec vector, Access access) : vector_(vector), access_(access) {
  PetscInt n = 0;
  check(VecGetLocalSize(vector, &n));
  const auto size = static_cast<std::size_t>(n);
  // Read access too: the array type has no const, and nobody writes through it.
  if (access == Access::read) {
    const PetscScalar* data = nullptr;
    check(VecGetArrayRead(vector, &data));
    data_ = const_cast<PetscScalar*>(data);
  } else if (access == Access::update) {
    check(VecGetArray(vector, &data_));
  } else {
    check(VecGetArrayWrite(vector, &data_));
  }
  if constexpr (sees_host) {
    array_ = Array<double>(data_, size);
  } else {
    array_ = Array<double>(Kokkos::view_alloc("vector", Kokkos::WithoutInitializing), size);
    if (access != Access::write) Kokkos::deep_copy(array_, HostView(data_, size));
  }
}

VectorArray::~VectorArray() {
  if (access_ == Access::read) {
    const PetscScalar* data = data_;
    VecRestoreArrayRead(vector_, &data);
    return;
  }
  if constexpr (!sees_host) Kokkos::deep_copy(HostView(data_, array_.extent(0)), array_);
  if (access_ == Access::update)
    VecRestoreArray(vector_, &data_);
  else
    VecRestoreArrayWrite(vector_, &data_);
}

ColumnSystem::ColumnSystem(const meshes::ColumnMesh& mesh, int slots, Form form)
    : halo_(std::shared_ptr<void>(), &mesh.halo()), n_columns_(mesh.n_owned()), slots_(slots) {
  if (form == Form::entries)
    make_entries(graph_of(mesh));
  else
    make_action(mesh.comm());
}

ColumnSystem::ColumnSystem(const ColumnGraph& graph, int slots, Form form)
    : halo_(graph.halo), n_columns_(graph.n_owned), slots_(slots) {
  if (form == Form::entries)
    make_entries(graph);
  else
    make_action(graph.comm);
}

void ColumnSystem::make_action(const Comm& comm) {
  ghosts_ = Array<double>("ghosts", static_cast<std::size_t>(halo_->n_ghosts() * slots_));
  check(MatCreateShell(comm.handle(), n_own(), n_own(), PETSC_DETERMINE, PETSC_DETERMINE, this, &matrix_));
  check(MatShellSetOperation(matrix_, MATOP_MULT, reinterpret_cast<void (*)()>(&ColumnSystem::multiply)));
}

PetscErrorCode ColumnSystem::multiply(Mat matrix, Vec x, Vec y) {
  void* context = nullptr;
  check(MatShellGetContext(matrix, &context));
  const auto& system = *static_cast<ColumnSystem*>(context);
  const VectorArray from(x, VectorArray::Access::read), to(y, VectorArray::Access::write);
  system.halo_->exchange(from.array(), system.ghosts_, system.slots_);
  process::multiply(ExecutionSpace(), system.values_, from.array(), system.ghosts_, to.array());
  return 0;
}

void ColumnSystem::make_entries(const ColumnGraph& graph) {
  const auto first = first_rows(graph, slots_);
  std::vector<PetscInt> rows, columns;
  for (Index c = 0; c < n_columns_; ++c) {
    const auto i = static_cast<std::size_t>(c);
    auto entries = [&](const auto& column_of) {
      for (int s = 0; s < slots_; ++s) {
        rows.push_back(first[i] + s);
        columns.push_back(column_of(s));  // PETSc leaves out negative indices
      }
    };
    entries([&](int s) { return first[i] + s; });
    entries([&](int s) { return s > 0 ? first[i] + s - 1 : -1; });
    entries([&](int s) { return s + 1 < slots_ ? first[i] + s + 1 : -1; });
    for (Index k = graph.first_link[i]; k < graph.first_link[i + 1]; ++k) {
      const auto other = static_cast<std::size_t>(graph.neighbour[static_cast<std::size_t>(k)]);
      entries([&](int s) { return first[other] + s; });
    }
  }
  check(MatCreate(graph.comm.handle(), &matrix_));
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
  PetscBool is_action = PETSC_FALSE;
  check(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(matrix_), MATSHELL, &is_action));
  if (is_action == PETSC_TRUE) {
    values_ = values;
    check(MatAssemblyBegin(matrix_, MAT_FINAL_ASSEMBLY));
    check(MatAssemblyEnd(matrix_, MAT_FINAL_ASSEMBLY));
    return;
  }
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), values.values);
  check(MatSetValuesCOO(matrix_, host.data(), INSERT_VALUES));
}

void to_vector(const Array<double>& own, Vec vector) {
  const VectorArray to(vector, VectorArray::Access::write);
  Kokkos::deep_copy(to.array(),
                    Kokkos::subview(own, std::pair<std::size_t, std::size_t>(0, to.array().extent(0))));
}

void to_array(Vec vector, const Array<double>& own) {
  const VectorArray from(vector, VectorArray::Access::read);
  Kokkos::deep_copy(Kokkos::subview(own, std::pair<std::size_t, std::size_t>(0, from.array().extent(0))),
                    from.array());
}

}  // namespace entail::solve
