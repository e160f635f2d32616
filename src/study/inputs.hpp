/// A deck and all files it names, read and checked: what a run starts from.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/parallel.hpp"
#include "deck/deck.hpp"
#include "io/projection.hpp"
#include "io/text_file.hpp"
#include "io/weather.hpp"
#include "meshes/overlay.hpp"
#include "physics/laws/retention_table.hpp"
#include "study/forcing.hpp"
#include "study/spatial.hpp"

namespace entail::study {

/// A facility or receptor with its geometry in the deck's coordinates.
struct SiteShape {
  std::string key;  ///< where it stands in the deck, for messages
  std::string name, kind;
  meshes::Path line;      ///< of a stream; x, y of a point
  meshes::Region region;  ///< of a facility
  std::vector<double> screen;
};

/// What the map of a selection is limited to, in the deck's coordinates; nothing when both are empty.
struct SelectionShape {
  meshes::Region region;
  meshes::Path line;
  bool empty() const { return region.parts.empty() && line.empty(); }
};

/// Sorption coefficients [m3/kg] by pH, rising.
struct KdTable {
  std::vector<double> ph, kd;
};

/// All inputs but the mesh, the same on all ranks.
struct Inputs {
  deck::Deck deck;
  std::optional<io::Projection> projection;
  std::optional<io::Weather> weather;  ///< of the weather file, when there is one and it is right
  Forcing forcing;                     ///< from the weather, once the mesh tells the latitude
  std::vector<SiteShape> facilities;   ///< in the deck's order
  std::vector<SiteShape> receptors;
  std::vector<SiteShape> candidates;                 ///< in the order of their file
  meshes::Region protected_areas;                    ///< that no candidate may touch
  std::map<std::string, SelectionShape> selections;  ///< by the key of the zone or boundary
  SeriesTable series;
  std::map<std::string, std::vector<laws::RetentionRow>> tables;  ///< by soil
  std::map<std::string, KdTable> kd_tables;                       ///< by contaminant
  std::vector<io::InputFile> files;
};

/// Reads the deck and the small files it names. Errors go to `diagnostics`; what is right is returned, so
/// that the rest can still be checked. Collective. Throws UsageError when the deck itself cannot be read.
Inputs read_inputs(const Comm& comm, const std::string& deck_path, Diagnostics& diagnostics);

}  // namespace entail::study
