/// A deck and all files it names, read and checked: what a run starts from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/parallel.hpp"
#include "deck/deck.hpp"
#include "io/projection.hpp"
#include "io/text_file.hpp"
#include "meshes/overlay.hpp"
#include "study/forcing.hpp"

namespace entail::study {

/// A facility or receptor with its geometry in the deck's coordinates.
struct SiteShape {
  std::string key;  ///< where it stands in the deck, for messages
  std::string name, kind;
  meshes::Path line;      ///< of a stream; x, y of a point
  meshes::Region region;  ///< of a facility
  std::vector<double> screen;
};

/// All inputs but the mesh, the same on all ranks.
struct Inputs {
  deck::Deck deck;
  std::optional<io::Projection> projection;
  Forcing forcing;
  std::vector<SiteShape> facilities;  ///< in the deck's order
  std::vector<SiteShape> receptors;
  std::vector<io::InputFile> files;
};

/// Reads the deck and the small files it names. Errors go to `diagnostics`; what is right is returned, so
/// that the rest can still be checked. Collective. Throws UsageError when the deck itself cannot be read.
Inputs read_inputs(const Comm& comm, const std::string& deck_path, Diagnostics& diagnostics);

}  // namespace entail::study
