"""The placement stage: bad input is named before anything is computed, and a small deck goes from end to end."""
import csv
import json
import unittest

from program import SOURCE, ProgramTest

USAGE, DATA = 2, 3
DECKS = SOURCE / "tests" / "decks"


class PlacementTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.deck_text = (DECKS / "placement.yaml").read_text().replace(
            "placement_sites.geojson", str(DECKS / "placement_sites.geojson"))
        self.sites = json.loads((DECKS / "placement_sites.geojson").read_text())

    def with_sites(self, change):
        """The deck with its sites changed."""
        change(self.sites["features"])
        self.write("sites.geojson", json.dumps(self.sites))
        return str(DECKS / "placement_sites.geojson"), "sites.geojson"


class Misuse(PlacementTest):
    def refuse(self, code, message, *arguments):
        done = self.entail("place", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertNotIn("member 1", done.stdout, "nothing is computed before")
        return done.stderr

    def test_a_demand_above_all_sites_together(self):
        said = self.refuse(USAGE, "place.demand: is 9e+07 t, but all sites", self.deck(("demand: 0.15 Mt", "demand: 90 Mt")))
        self.assertRegex(said, r"deck\.yaml:\d+:\d+: place\.demand")

    def test_no_feasible_plan_after_the_rules(self):
        self.refuse(USAGE, "has no feasible plan",
                    self.deck(("  breach: {probability", "  exclude: {slope: 1 %}\n  breach: {probability")))

    def test_more_sites_than_there_are(self):
        self.refuse(USAGE, "place.sites: is 9, but the rules of place.exclude leave 3 sites",
                    self.deck(("demand: 0.15 Mt", "demand: 0.15 Mt\n  sites: 9")))

    def test_a_demand_above_the_sites_asked_for(self):
        self.refuse(USAGE, "but the 1 largest sites with their largest options hold",
                    self.deck(("demand: 0.15 Mt", "demand: 0.4 Mt\n  sites: 1")))

    def test_a_site_on_a_receptor(self):
        self.refuse(DATA, "lower lies on the receptor well_a".replace("lower lies", "lower: lies"),
                    self.deck(("at: [325, 475]", "at: [325, 675]")))

    def test_sites_over_each_other(self):
        def move(features):
            features[0]["geometry"]["coordinates"] = [[[400, 600], [600, 600], [600, 800], [400, 800], [400, 600]]]
        self.refuse(DATA, "lower: lies over the site upper", self.deck(self.with_sites(move)))

    def test_an_option_without_a_volume(self):
        said = self.refuse(USAGE, 'option "open" has no volume', self.deck(("crest_height: 25 m, ", "")))
        self.assertIn("candidates.options[0]", said)

    def test_weights_that_are_all_zero(self):
        self.refuse(USAGE, "place.weights: are all 0",
                    self.deck(("cost: 1, water: 1, breach: 20, delay: 0.01", "cost: 0, water: 0, breach: 0, delay: 0")))

    def test_a_negative_price(self):
        said = self.refuse(USAGE, "place.prices.dam: is -7 1/m3", self.deck(("dam: 7 1/m3", "dam: -7 1/m3")))
        self.assertIn("at least 0", said)

    def test_a_plant_off_the_map(self):
        self.refuse(USAGE, "candidates.plant: lies outside", self.deck(("plant: [600, 450]", "plant: [6000, 450]")))

    def test_a_site_that_does_not_exist(self):
        self.refuse(USAGE, "candidates.sites.uper", self.deck(("sites: {upper:", "sites: {uper:")))

    def test_a_receptor_that_does_not_exist(self):
        self.refuse(USAGE, 'there is no receptor "well_z"',
                    self.deck(("delay: 0.01}", "delay: 0.01, receptors: {well_z: 2}}")))

    def test_place_without_candidates(self):
        text = self.deck_text
        start, end = text.index("candidates:"), text.index("place:")
        self.write("deck.yaml", text[:start] + text[end:])
        self.refuse(USAGE, "needs sites to choose from", "deck.yaml")

    def test_a_deck_with_nothing_to_place(self):
        text = self.deck_text
        self.write("deck.yaml", text[:text.index("place:")] + text[text.index("steps:"):])
        self.refuse(USAGE, "has nothing to place", "deck.yaml")


class Chain(PlacementTest):
    def table(self, name):
        lines = (self.folder / "out" / f"valley_placement_{name}.csv").read_text().splitlines()
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))

    def test_from_end_to_end_and_again_from_stored_responses(self):
        self.write("valley.yaml", self.deck_text)
        done = self.entail("place", "valley.yaml", "-o", "out", "--export", "problem.coo")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("recommended:", done.stdout)
        self.assertTrue((self.folder / "problem.coo").exists())
        page = (self.folder / "out" / "valley_placement.html").read_text()
        self.assertIn("<svg", page)
        for word in ("http://", "https://", "src="):
            self.assertNotIn(word, page.replace("https://doi.org", "").replace("http://www.w3.org", ""))
        plan = json.loads((self.folder / "out" / "valley_placement_plan.geojson").read_text())
        chosen = [f for f in plan["features"] if f["properties"]["kind"] == "site"]
        self.assertGreaterEqual(sum(f["properties"]["capacity_t"] for f in chosen), 0.15e6)

        # Every part of the cost adds up, and the plan's lines add up to its energy.
        for row in self.table("options"):
            parts = sum(float(row[k]) for k in ("haul", "filtration", "dam", "stacking", "liner cost", "closure", "road", "site"))
            self.assertAlmostEqual(parts, float(row["cost"]), delta=5e-4)
        *lines, total = self.table("recommended")
        self.assertAlmostEqual(sum(float(line["energy"]) for line in lines), float(total["energy"]), delta=1e-4)
        best = next(row for row in self.table("regret") if row["recommended"] == "yes")
        self.assertAlmostEqual(float(best["energy, full model"]), float(total["energy"]), delta=1e-4)
        self.assertEqual(float(best["regret"]), 0.0)

        again = self.entail("place", "valley.yaml", "-o", "out")
        self.assertIn("stored responses", again.stdout)
        self.assertEqual(done.stdout.split("recommended:")[1].splitlines()[0],
                         again.stdout.split("recommended:")[1].splitlines()[0])

    def test_an_ensemble_has_responses_of_every_member_and_a_tail(self):
        ensemble = "  ensemble: {members: 2, seed: 5, deviation: 0.5, correlation: [300 m, 300 m, 10 m]}\nsteps:"
        self.write("valley.yaml", self.deck_text.replace("steps:", ensemble))
        done = self.entail("place", "valley.yaml", "-o", "out", ranks=2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("member 2 of 2: base case and responses", done.stdout)
        rows = self.table("regret")
        self.assertTrue(all(float(row["energy, tail"]) >= float(row["energy, full model"]) - 1e-3 for row in rows))
        self.assertTrue(any(float(row["energy, tail"]) > float(row["energy, full model"]) + 1e-4 for row in rows))

    def test_the_same_plan_on_two_ranks(self):
        self.write("valley.yaml", self.deck_text)
        said = [self.entail("place", "valley.yaml", "-o", f"out{ranks}", ranks=ranks).stdout for ranks in (1, 2)]
        plans = [text.split("recommended:")[1].splitlines()[0] for text in said]
        self.assertEqual(plans[0], plans[1])


if __name__ == "__main__":
    unittest.main()
