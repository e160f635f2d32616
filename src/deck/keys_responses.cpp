// The keys of responses: what each receptor would see of releases anywhere.
#include "deck/deck.hpp"

namespace entail::deck {

Section describe(Responses& r) {
  Section s(
      "What each receptor would see of a release anywhere on the ground, by the transpose of the transport "
      "step in the mean flow of a window of the run; written to <name>_responses.nc.");
  s.instant("start", r.start)
      .help("begin of the window; a year before its end, or with the period, when left out")
      .example("2027-01-01");
  s.instant("end", r.end).help("end of the window; that of the period when left out").example("2028-01-01");
  s.quantity("horizon", r.horizon, "s").above(0).help("the longest time after a release").example("100 yr");
  s.quantity("step", r.step, "s")
      .above(0)
      .help("the first step of the time after a release, in which its answer is one mean")
      .example("30 d");
  s.quantity("growth", r.growth, "")
      .at_least(1)
      .at_most(2)
      .help("each step over the one before; 1 for even steps")
      .example("1.1");
  s.choice("into", r.into, {"ground", "surface"})
      .help(
          "where releases go: into the top cell, as seepage of facilities does, or into the water on the "
          "ground; the ground when left out and there is one");
  s.quantity("release", r.release, "kg/s")
      .above(0)
      .help("the lasting release for which the table says where it would bring a receptor over its limit")
      .example("1 t/yr");
  return s;
}

}  // namespace entail::deck
