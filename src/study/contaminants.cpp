#include "study/contaminants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "base/sha256.hpp"
#include "base/units.hpp"
#include "io/table.hpp"
#include "study/ground.hpp"

namespace entail::study {

namespace {

using Size = std::size_t;

const SpatialValues::Permitted not_negative{"must not be negative",
                                            [](double value) { return value >= 0.0; }};

/// Linear between the rows, constant beyond them.
double by_ph(const KdTable& table, double ph) {
  const auto above = std::upper_bound(table.ph.begin(), table.ph.end(), ph);
  if (above == table.ph.begin()) return table.kd.front();
  if (above == table.ph.end()) return table.kd.back();
  const auto i = static_cast<Size>(above - table.ph.begin());
  const double share = (ph - table.ph[i - 1]) / (table.ph[i] - table.ph[i - 1]);
  return table.kd[i - 1] + share * (table.kd[i] - table.kd[i - 1]);
}

/// The linear sorption coefficient [m3/kg] of own cells.
std::vector<double> kd_of_cells(const Inputs& inputs, Size number, const flow::GroundData& ground,
                                SpatialValues& values) {
  const auto& contaminant = inputs.deck.contaminants[number];
  const std::string key = fmt::format("contaminants[{}].kd", number);
  std::vector<double> kd(ground.soil.size(), 0.0);
  if (contaminant.kd) {
    kd = values.at_cells(*contaminant.kd, key, not_negative);
  }
  if (contaminant.kd_by_ph.empty()) return kd;
  const KdTable& table = inputs.kd_tables.at(contaminant.name);
  const auto& soils = inputs.deck.ground->soils;
  for (Size s = 0; s < soils.size(); ++s) {
    const auto ph = values.at_cells(*soils[s].second.ph, "ground.soils." + soils[s].first + ".ph");
    for (Size i = 0; i < kd.size(); ++i)
      if (ground.soil[i] == s) kd[i] = by_ph(table, ph[i]);
  }
  return kd;
}

laws::Isotherm isotherm_of(const deck::Contaminant& contaminant) {
  using Kind = laws::Isotherm::Kind;
  if (contaminant.freundlich) return {Kind::freundlich, contaminant.freundlich->exponent};
  if (contaminant.langmuir) return {Kind::langmuir, contaminant.langmuir->affinity};
  return {};
}

/// What one kilogram of grains holds per value of the isotherm's shape.
double capacity_of(const deck::Contaminant& contaminant) {
  if (const auto& f = contaminant.freundlich) {
    const double concentration = units::convert(1.0, f->concentration_unit, "kg/m3"),
                 sorbed = units::convert(1.0, f->sorbed_unit, "kg/kg");
    return f->coefficient * sorbed / std::pow(concentration, f->exponent);
  }
  return contaminant.langmuir ? contaminant.langmuir->affinity * contaminant.langmuir->capacity : 0.0;
}

}  // namespace

namespace {

/// Rows of pH and kd; what is wrong is reported with its line, and the table is then empty.
KdTable kd_table(const io::Table& table, Diagnostics& diagnostics) {
  const Size before = diagnostics.count();
  KdTable rows{io::read_column(table, "pH", "", diagnostics),
               io::read_column(table, "kd", "m3/kg", diagnostics)};
  if (diagnostics.count() > before) return {};
  if (rows.ph.empty() || rows.kd.empty()) {
    diagnostics.error(ExitCode::data, table.file, {1, 1, 1}, "",
                      "needs the columns pH and \"kd [L/kg]\", and at least one row");
    return {};
  }
  auto cell = [&](Size i, const char* column) {
    return table.rows[i][static_cast<Size>(table.find(column))];
  };
  for (Size i = 0; i < rows.ph.size(); ++i) {
    auto error = [&](const char* column, const std::string& message) {
      diagnostics.error(ExitCode::data, table.file, {table.lines[i], 1, 1}, column, message);
    };
    if (rows.kd[i] < 0.0)
      error("kd", fmt::format("is {} {} but must be at least 0", cell(i, "kd"),
                              table.columns[static_cast<Size>(table.find("kd"))].unit));
    if (rows.ph[i] < 0.0 || rows.ph[i] > 14.0)
      error("pH", fmt::format("is {} but must be from 0 to 14", cell(i, "pH")));
    if (i > 0 && rows.ph[i] <= rows.ph[i - 1])
      error("pH",
            fmt::format("must rise from row to row, but {} follows {}", cell(i, "pH"), cell(i - 1, "pH")));
  }
  return diagnostics.count() > before ? KdTable{} : rows;
}

}  // namespace

void read_kd_tables(const Comm& comm, Inputs& inputs, Diagnostics& diagnostics) {
  for (const auto& contaminant : inputs.deck.contaminants) {
    const std::string& path = contaminant.kd_by_ph;
    if (path.empty()) continue;
    const Size before = diagnostics.count();
    try {
      const std::string text = io::read_text(comm, path);
      inputs.files.push_back({path, sha256(text)});
      const io::Table table = io::parse_table(path, text, diagnostics);
      if (diagnostics.count() == before) inputs.kd_tables[contaminant.name] = kd_table(table, diagnostics);
    } catch (const Error& problem) {
      diagnostics.add(path, problem);
    }
  }
}

transport::GroundData make_pores(const Inputs& inputs, const flow::GroundData& ground) {
  transport::GroundData pores;
  pores.porosity = ground.porosity;
  for (const auto soil : ground.soil) {
    const auto& d = inputs.deck.ground->soils[soil].second.dispersivity;
    pores.longitudinal.push_back(d.longitudinal);
    pores.transverse.push_back(d.transverse);
    pores.vertical.push_back(d.vertical.value_or(d.transverse));
  }
  return pores;
}

Sorption make_sorption(const Inputs& inputs, Size number, const flow::GroundData& ground,
                       SpatialValues& values) {
  const auto& contaminant = inputs.deck.contaminants[number];
  const laws::Isotherm isotherm = isotherm_of(contaminant);
  if (isotherm.kind == laws::Isotherm::Kind::linear)
    return {isotherm, kd_of_cells(inputs, number, ground, values)};
  return {isotherm, std::vector<double>(ground.soil.size(), capacity_of(contaminant))};
}

std::vector<transport::SoluteData> make_solutes(const Inputs& inputs, const meshes::ColumnMesh& mesh,
                                                const flow::GroundData& ground, SpatialValues& values) {
  const auto& contaminants = inputs.deck.contaminants;
  std::vector<transport::SoluteData> solutes;
  for (Size s = 0; s < contaminants.size(); ++s) {
    const auto& c = contaminants[s];
    transport::SoluteData data;
    data.name = c.name;
    data.solubility = c.solubility.value_or(data.solubility);
    data.molecular_diffusion = c.molecular_diffusion;
    data.decay = c.half_life ? std::log(2.0) / *c.half_life : 0.0;
    for (const auto& product : c.products)
      for (Size p = 0; p < contaminants.size(); ++p)
        if (contaminants[p].name == product.name) data.products.push_back({p, product.yield});
    if (mesh.n_layers() > 0) {
      const Sorption sorption = make_sorption(inputs, s, ground, values);
      data.isotherm = sorption.isotherm;
      const auto layers = static_cast<Size>(mesh.n_layers());
      for (Size i = 0; i < ground.soil.size(); ++i) {
        const auto column = static_cast<Index>(i / layers);
        const int layer = static_cast<int>(i % layers);
        const double volume =
            mesh.area()[i / layers] * (mesh.cell_top(column, layer) - mesh.cell_bottom(column, layer));
        const double grains = (1.0 - ground.porosity[i]) *
                              inputs.deck.ground->soils[ground.soil[i]].second.grain_density * volume;
        data.grains.push_back(grains * sorption.capacity[i]);
      }
    }
    solutes.push_back(std::move(data));
  }
  return solutes;
}

namespace {

/// Takes concentrations from initial.file, where it has them. Returns false when not. Collective.
bool read_state(const Inputs& inputs, Size contaminant, const field::Fields& fields,
                std::vector<double>& result) {
  const auto& mesh = fields.mesh();
  const std::string& path = inputs.deck.initial.file;
  if (path.empty()) return false;
  const std::string& name = inputs.deck.contaminants[contaminant].name;
  const auto cells = read_last(path, name, mesh, true);
  if (mesh.comm().max(static_cast<double>(cells.size())) == 0.0) return false;
  const auto slots = static_cast<Size>(fields.slots()), first = static_cast<Size>(fields.first_cell()),
             layers = slots - first;
  for (Size i = 0; i < cells.size(); ++i)
    result[i / layers * slots + first + i % layers] = cells[i] / constants::mg_per_litre;
  if (!fields.has_surface()) return true;
  const auto surface = read_last(path, name + "_surface", mesh, false);
  for (Size c = 0; c < surface.size(); ++c)
    if (std::isfinite(surface[c])) result[c * slots] = surface[c] / constants::mg_per_litre;
  return true;
}

}  // namespace

std::vector<double> make_background(const Inputs& inputs, Size contaminant, const field::Fields& fields,
                                    SpatialValues& values) {
  const auto& mesh = fields.mesh();
  const auto& given = inputs.deck.contaminants[contaminant].background;
  const auto own = static_cast<Size>(mesh.n_owned()), slots = static_cast<Size>(fields.slots()),
             first = static_cast<Size>(fields.first_cell());
  std::vector<double> result(own * slots, 0.0);
  if (read_state(inputs, contaminant, fields, result) || !given) return result;
  const std::string key = fmt::format("contaminants[{}].background", contaminant);
  if (mesh.n_layers() > 0) {
    const auto cells = values.at_cells(*given, key, not_negative);
    for (Size i = 0; i < cells.size(); ++i)
      result[i / (slots - first) * slots + first + i % (slots - first)] = cells[i];
  }
  if (fields.has_surface()) {
    const auto columns = values.at_columns(*given, key, not_negative);
    for (Size c = 0; c < own; ++c) result[c * slots] = columns[c];
  }
  return result;
}

}  // namespace entail::study
