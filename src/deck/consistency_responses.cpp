#include <fmt/format.h>

#include <cmath>

#include "base/units.hpp"
#include "deck/consistency.hpp"

namespace entail::deck {

namespace {

/// More lag steps than anybody stores on purpose.
constexpr double most_steps = 5000.0;

class ResponseCheck {
 public:
  ResponseCheck(Deck& deck, Diagnostics& diagnostics)
      : deck_(deck), responses_(*deck.responses), diagnostics_(diagnostics) {}

  void check() {
    if (deck_.contaminants.empty()) error("responses", "needs contaminants: to say what is released");
    if (!deck_.receptors) error("responses", "needs receptors: to say whose answer it is");
    window();
    lags();
    place();
    for (std::size_t i = 0; i < deck_.contaminants.size(); ++i) {
      const auto& c = deck_.contaminants[i];
      if (c.freundlich && c.freundlich->exponent < 1.0 && !c.background)
        error(
            fmt::format("contaminants[{}].freundlich", i),
            fmt::format("responses of {} need a concentration at which its sorption is taken as linear, for "
                        "at 0 its slope has no bound: give background, or kd instead",
                        c.name));
    }
  }

 private:
  void error(const std::string& path, const std::string& message) {
    report(deck_, diagnostics_, path, message);
  }

  void window() {
    const double duration = deck_.duration();
    if (!(duration > 0.0)) return;  // said elsewhere
    const Instant first = deck_.start(), last = deck_.instant(duration);
    for (const auto& [key, instant] :
         {std::pair("responses.start", responses_.start), std::pair("responses.end", responses_.end)})
      if (instant && (*instant < first || *instant > last))
        error(key, fmt::format("is {} but the period goes from {} to {}", format_instant(*instant),
                               format_instant(first), format_instant(last)));
    const Instant begin = responses_.start.value_or(first), end = responses_.end.value_or(last);
    if (begin >= end)
      error(responses_.start ? "responses.start" : "responses.end",
            fmt::format("leaves no window: from {} to {}", format_instant(begin), format_instant(end)));
  }

  void lags() {
    const auto& r = responses_;
    if (!(r.step > 0.0) || !(r.horizon > 0.0) || r.growth < 1.0) return;  // said by the keys
    if (r.horizon < r.step)
      error("responses.horizon", fmt::format("is {} s but must be at least one step, {} s",
                                             units::format(r.horizon), units::format(r.step)));
    const double ratio = r.horizon / r.step;
    const double steps = r.growth > 1.0 ? std::log1p(ratio * (r.growth - 1.0)) / std::log(r.growth) : ratio;
    if (steps > most_steps)
      error("responses.step", fmt::format("makes {:.0f} steps to the horizon; at most {:.0f}, with a longer "
                                          "step or more growth",
                                          steps, most_steps));
  }

  void place() {
    if (responses_.into == "surface" && !deck_.surface)
      error("responses.into", "is surface, but without surface: no water stands or flows on the ground");
    if (responses_.into == "ground" && !deck_.ground)
      error("responses.into", "is ground, but the deck has none");
    if (responses_.into.empty()) responses_.into = deck_.ground ? "ground" : "surface";
  }

  Deck& deck_;
  Responses& responses_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_responses(Deck& deck, Diagnostics& diagnostics) {
  if (deck.responses) ResponseCheck(deck, diagnostics).check();
}

}  // namespace entail::deck
