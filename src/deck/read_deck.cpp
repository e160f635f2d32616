#include <chrono>
#include <cmath>
#include <filesystem>

#include "deck/consistency.hpp"
#include "deck/deck.hpp"

namespace entail::deck {

namespace {

/// What flows in a steady state is booked over one day.
constexpr double seconds_of_steady_state = 86400.0;

}  // namespace

Instant Deck::start() const {
  using namespace std::chrono;
  return period.start.value_or(sys_days(year(2000) / January / 1));
}

Instant Deck::instant(double time) const { return start() + std::chrono::seconds(std::llround(time)); }

double Deck::duration() const {
  if (period.steady) return seconds_of_steady_state;
  if (period.length) return *period.length;
  return period.end ? static_cast<double>((*period.end - start()).count()) : 0.0;
}

std::string Deck::run_name() const {
  const auto file = std::filesystem::absolute(path);
  return file.stem() == "deck" ? file.parent_path().filename().string() : file.stem().string();
}

Mark mark_of(const Deck& deck, const std::string& key_path) {
  std::string path = key_path;
  while (!path.empty()) {
    const auto found = deck.marks.find(path);
    if (found != deck.marks.end()) return found->second;
    const auto cut = path.find_last_of(".[");
    path.resize(cut == std::string::npos ? 0 : cut);
  }
  return {1, 0, 1};
}

void report(const Deck& deck, Diagnostics& diagnostics, const std::string& key_path,
            const std::string& message) {
  diagnostics.error(ExitCode::usage, deck.path, mark_of(deck, key_path), key_path, message);
}

void fail(const Deck& deck, const std::string& key_path, const std::string& message, ExitCode code) {
  Diagnostics diagnostics;
  diagnostics.know(deck.path, deck.text);
  diagnostics.error(code, deck.path, mark_of(deck, key_path), key_path, message);
  diagnostics.throw_if_any();
  throw Error(code, message);
}

Deck read_deck(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
  Deck deck;
  deck.path = path;
  deck.text = text;
  const Node root = parse_yaml(path, text, diagnostics);
  if (root.kind != Node::Kind::map) {
    if (diagnostics.ok())
      diagnostics.error(
          ExitCode::usage, path, root.mark, "",
          root.kind == Node::Kind::null
              ? "the deck is empty; `entail template` prints one to start from"
              : "a deck is a mapping of keys to values; `entail template` prints one to start from");
    return deck;
  }
  Reader reader(path, diagnostics);
  reader.mapping(root, describe(deck), "");
  for (auto& [key, mark] : reader.take_marks()) deck.marks.emplace(std::move(key), mark);
  check_consistency(deck, diagnostics);
  return deck;
}

std::string echo_deck(Deck& deck) { return emit_yaml(echo(describe(deck))); }

}  // namespace entail::deck
