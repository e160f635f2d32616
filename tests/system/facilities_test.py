"""A staged facility, from the deck to its series, tables and balances; and what a deck may not say of one."""
import csv
import unittest

import netCDF4
import numpy as np

from program import SOURCE, ProgramTest

USAGE, DATA = 2, 3


class FacilityTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.deck_text = (SOURCE / "tests" / "decks" / "pond.yaml").read_text().replace(
            "../../scenarios/limits.csv", str(SOURCE / "scenarios" / "limits.csv"))

    def table(self, kind):
        lines = (self.folder / "results" / f"pit_{kind}.csv").read_text().splitlines()
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


class Runs(FacilityTest):
    def run_deck(self, ranks=1, replacements=()):
        deck = self.deck(*replacements)
        deck.rename(self.folder / "pit.yaml")
        done = self.entail("run", "pit.yaml", "-o", "results", ranks=ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_a_staged_facility(self):
        done = self.run_deck()
        self.balances()
        self.series()
        self.years()
        self.receptors()
        self.assertIn(": facilities[0].porewater.radium: radium has no limit: neither the deck nor", done.stderr)
        self.assertIn("1 warning:", done.stdout)
        self.assertIn("load", done.stdout)

    def balances(self):
        last = self.table("balance")[-1]
        for heading, value in last.items():
            if "relative error" in heading:
                self.assertLess(abs(float(value)), 1e-8, heading)
        # What the facility gives is what flow and transport get.
        for substance, unit in (("water", "m3"), ("sulfate", "kg"), ("uranium", "kg"), ("radium", "kg")):
            given = float(last[f"{substance} in pit seepage [{unit}]"])
            taken = float(last[f"{substance} pit [{unit}]"])
            self.assertGreater(taken, 0.0)
            self.assertAlmostEqual(-given / taken, 1.0, 9)
        caught = float(last["water pit rain caught [m3]"])
        self.assertAlmostEqual(caught, -float(last["water in pit rain [m3]"]), 6)
        self.assertAlmostEqual(-caught / (0.9 * 4500 * 730 / 365.2422), 1.0, 3)
        down = float(last["water pit overflow [m3]"])
        out = float(last["water in pit overflow [m3]"]) + float(last["water in pit runoff from the cover [m3]"])
        self.assertAlmostEqual(-out / down, 1.0, 9)

    def series(self):
        with netCDF4.Dataset(self.folder / "results" / "pit_obs.nc") as data:
            names = [name.tobytes().decode().strip("\0") for name in data["station_name"][:]]
            pit = names.index("pit")
            pond = data["pond_volume"][:, pit]
            self.assertTrue((pond >= 0.0).all())
            self.assertTrue((np.diff(data["tailings_volume"][:26, pit]) > 0.0).all())
            self.assertLess(pond[-1], pond[0])
            self.assertTrue((data["sulfate"][:, pit] <= 4000.0 * (1.0 + 1e-9)).all())
            # After closure nothing more comes in: the inventory only falls.
            self.assertTrue((np.diff(data["uranium_inventory"][70:, pit]) <= 0.0).all())
            peak = data["uranium_peak"][names.index("wetland")]
            self.assertGreaterEqual(peak, data["uranium"][:, names.index("wetland")].max() * (1.0 - 1e-12))
            self.assertEqual(data["uranium"].limit, 0.02)
            self.assertIn("40 CFR 143.3", data["sulfate"].limit_source)

    def years(self):
        rows = self.table("facilities")
        last = self.table("balance")[-1]
        ways = [name for name in rows[0] if name not in
                ("facility", "year", "substance", "unit", "stored before", "stored after", "error", "relative error")]
        for substance, unit in (("water", "m3"), ("sulfate", "kg"), ("uranium", "kg"), ("radium", "kg")):
            own = [row for row in rows if row["substance"] == substance]
            self.assertEqual([row["year"] for row in own], ["2025", "2026", "2027", "total"])
            self.assertEqual({row["unit"] for row in own}, {unit})
            for row in own:  # every year closes, by the program's own account and by the table's numbers
                self.assertLess(float(row["relative error"]), 1e-9, row)
                terms = [float(row[way]) for way in ways if row[way]]
                gained = float(row["stored after"]) - float(row["stored before"])
                self.assertLess(abs(gained - sum(terms)), 1e-9 * (sum(map(abs, terms)) + float(row["stored after"])), row)
            for before, after in zip(own[:-2], own[1:-1]):
                self.assertEqual(before["stored after"], after["stored before"])
            for way in ways:  # the years make up the total, which is the balance's
                if own[-1][way]:
                    total = float(own[-1][way])
                    self.assertAlmostEqual(sum(float(row[way]) for row in own[:-1]), total, delta=1e-9 * abs(total))
                    self.assertAlmostEqual(float(last[f"{substance} in pit {way} [{unit}]"]), total, delta=1e-9 * abs(total))
        # Radium decays, and what is blank in one balance is not in another.
        radium = [row for row in rows if row["substance"] == "radium"][-1]
        self.assertLess(float(radium["decay"]), 0.0)
        self.assertEqual([row["rain"] for row in rows if row["substance"] == "sulfate"], [""] * 4)

    def receptors(self):
        rows = {(row["receptor"], row["contaminant"]): row for row in self.table("receptors")}
        self.assertEqual(len(rows), 5 * 3)  # four receptors and the outlet
        self.assertEqual(rows["well", "sulfate"]["limit [mg/L]"], "250")
        self.assertEqual(rows["well", "uranium"]["limit [mg/L]"], "0.02")
        self.assertEqual(rows["well", "radium"]["limit [mg/L]"], "")
        self.assertEqual(rows["well", "sulfate"]["load [kg]"], "")
        outlet, last = rows["valley", "sulfate"], self.table("balance")[-1]
        self.assertGreater(float(outlet["load [kg]"]), 0.0)
        # What leaves over the outlet is part of all that leaves.
        self.assertLess(float(outlet["load [kg]"]), -float(last["sulfate outflow [kg]"]) * 1.001)

    def test_rain_and_wells_bring_solute_beside_a_facility(self):
        self.run_deck(replacements=(
            ("potential_evaporation: 500 mm/yr}", "potential_evaporation: 500 mm/yr, concentrations: {sulfate: 5 mg/L}}"),
            ("boundaries:\n", "wells:\n  - {name: spill, at: [150, 50], screen: [1 m, 3 m], rate: 0 m3/d, "
             "mass_rates: {sulfate: 1 kg/d}}\nboundaries:\n")))
        last = self.table("balance")[-1]
        years = 730 / 365.2422
        # What falls on the facility goes to its pond, without solute.
        self.assertAlmostEqual(float(last["sulfate rain [kg]"]) / (0.005 * 0.9 * (20000 - 4500) * years), 1.0, 3)
        self.assertAlmostEqual(float(last["sulfate spill release [kg]"]) / 730, 1.0, 9)
        self.assertAlmostEqual(-float(last["sulfate in pit seepage [kg]"]) / float(last["sulfate pit [kg]"]), 1.0, 9)
        self.assertLess(abs(float(last["sulfate relative error [1]"])), 1e-8)

    def test_the_same_on_two_ranks(self):
        totals = []
        for ranks in (1, 2):
            self.run_deck(ranks)
            last = self.table("balance")[-1]
            totals.append([float(last["water pit [m3]"]), float(last["sulfate outflow [kg]"])])
        np.testing.assert_allclose(totals[0], totals[1], rtol=1e-3)
        self.assertAlmostEqual(totals[0][0] / totals[1][0], 1.0, 9)


    def test_the_load_of_an_outlet_is_what_the_balance_says_left(self):
        self.run_deck(replacements=(("  - {name: aquifer, where: east, z: [4 m, 9 m], head: 8.5 m}\n", ""),))
        rows = {(row["receptor"], row["contaminant"]): row for row in self.table("receptors")}
        last = self.table("balance")[-1]
        for name in ("sulfate", "uranium", "radium"):
            left = -float(last[f"{name} outflow [kg]"])
            self.assertGreater(left, 0.0)
            self.assertAlmostEqual(float(rows["valley", name]["load [kg]"]) / left, 1.0, delta=1e-5)


class Refusals(FacilityTest):
    def refuse(self, code, message, *replacements):
        done = self.entail("check", self.deck(*replacements))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)

    def test_the_deck_as_it_is(self):
        done = self.entail("check", self.deck())
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_stage_that_goes_back_in_time(self):
        self.refuse(USAGE, "facilities[0].stages[2].date: goes back in time", ("date: 2026-07-01", "date: 2025-12-01"))

    def test_a_stage_that_shrinks(self):
        self.refuse(USAGE, "facilities[0].stages[2]: shrinks: 7398 t of solids follow 8878 t; a stage stores at least what "
                    "the one before does", ("mass: 12000 t", "volume: 5000 m3"))

    def test_a_crest_that_falls(self):
        self.refuse(USAGE, "stages[2].crest: falls: 20.5 m follows 21 m", ("crest: 21.5 m", "crest: 20.5 m"))

    def test_a_stage_outside_the_period(self):
        self.refuse(USAGE, "stages[0].date: is 2024-07-01 but the period goes from 2025-07-01",
                    ("{date: 2025-07-01", "{date: 2024-07-01"))

    def test_tailings_above_their_crest(self):
        self.refuse(DATA, "stages[2].crest: is 16.00 m, but the tailings", ("crest: 20 m", "crest: 15 m"),
                    ("crest: 21 m", "crest: 15.5 m"), ("crest: 21.5 m", "crest: 16 m"))

    def test_a_facility_outside_the_model(self):
        self.refuse(DATA, "pit: reaches outside the model", ("[30, 20, 105, 20, 105, 80, 30, 80]",
                                                            "[-30, 20, 105, 20, 105, 80, -30, 80]"))

    def test_a_species_that_is_no_contaminant(self):
        self.refuse(USAGE, 'porewater.uranum: is not among the contaminants; did you mean "uranium"',
                    ("      uranium: {", "      uranum: {"))

    def test_shares_above_one(self):
        self.refuse(USAGE, "cannot exceed 100 %", ("soluble: 20 %, exchangeable: 30 %", "soluble: 80 %, exchangeable: 30 %"))

    def test_seepage_beside_stages(self):
        self.refuse(USAGE, "facilities[0].seepage: follows from the stages", ("    liner:", "    seepage: 1 mm/yr\n    liner:"))

    def test_a_liner_without_its_keys(self):
        self.refuse(USAGE, "type composite needs defects", ("defects: 1000 1/ha, ", ""))

    def test_a_key_of_another_liner(self):
        self.refuse(USAGE, "liner.thickness: does not belong to type geomembrane", ("type: composite", "type: geomembrane"))

    def test_a_closure_before_the_last_stage(self):
        self.refuse(USAGE, "closure.date: is 2026-06-01, before the last stage", ("date: 2026-10-01", "date: 2026-06-01"))

    def test_tailings_that_settle_denser_than_they_end(self):
        self.refuse(USAGE, "settled_dry_density: is 1700 kg/m3", ("1.1 t/m3", "1.7 t/m3"))

    def test_no_tailings(self):
        self.refuse(USAGE, "facilities[0].tailings.type", ("type: slurry", "type: sludge"))

    def test_a_name_that_the_balance_has(self):
        self.refuse(USAGE, "names another term of the balance", ("- name: pit", "- name: valley"))

    def test_a_limit_that_is_no_number(self):
        self.write("limits.csv", "contaminant,limit,unit,authority,edition,basis,citation,status\n"
                   "sulfate,many,mg/L,me,1,none,none,unchecked\n")
        self.refuse(DATA, 'limit "many" is no number', (str(SOURCE / "scenarios" / "limits.csv"), "limits.csv"))

    def test_a_facility_over_another(self):
        self.refuse(DATA, "lies over pit at",
                    ("receptors:\n", "  - {name: heap, polygon: [50, 30, 70, 30, 70, 60], seepage: 1 mm/yr, "
                     "concentrations: {sulfate: 1 g/L}}\nreceptors:\n"))


    def test_an_underdrain_that_returns_to_no_pond(self):
        self.refuse(USAGE, "underdrain.returns: is true, but filtered tailings without pond: have no pond", (
            "type: slurry\n      settled_dry_density: 1.1 t/m3\n      consolidation: 90 d\n", "type: filtered\n"),
            ("    pond: {initial: 500 m3, process_water: 10 m3/d, decant: 60 m3/d, keep: 300 m3}\n", ""))

    def test_a_pond_higher_than_the_crest(self):
        self.refuse(DATA, "facilities[0].pond.initial: is 90000 m3, but between", ("initial: 500 m3", "initial: 90000 m3"))

    def test_a_facility_over_a_river_of_the_deck(self):
        self.refuse(DATA, 'pit: lies over a stream: at 62, 38 runs the river "brook"', ("boundaries:\n",
                    "boundaries:\n  - {name: brook, where: inside, line: [40, 10, 90, 70], width: 2 m, "
                    "river: {stage: 18 m, bottom: 17 m, leakance: 1e-6 1/s}}\n"))


class Chemistry(FacilityTest):
    """What contaminants may not be, each found before anything runs."""

    def refuse(self, code, message, *replacements):
        done = self.entail("run", self.deck(*replacements))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(self.results(), [])
        return done

    def test_a_chain_that_loops_is_named_once(self):
        done = self.refuse(USAGE, "deck.yaml:16:", (
            "  - {name: sulfate}\n", "  - {name: sulfate, half_life: 1 yr, products: [{name: radium}]}\n"),
            ("half_life: 1600 yr}", "half_life: 1600 yr, products: [{name: sulfate}]}"))
        self.assertIn("contaminants[0].products: the chain loops: sulfate -> radium -> sulfate", done.stderr)
        self.assertEqual(done.stderr.count("the chain loops"), 1)

    def test_a_contaminant_that_decays_into_itself(self):
        self.refuse(USAGE, "the chain loops: radium -> radium",
                    ("half_life: 1600 yr}", "half_life: 1600 yr, products: [{name: radium}]}"))

    def test_negative_kd(self):
        self.refuse(USAGE, "contaminants[1].kd: is -0.1 L/kg but must be at least 0", ("kd: 0.1 L/kg", "kd: -0.1 L/kg"))

    def test_negative_kd_in_a_formula(self):
        self.refuse(USAGE, "contaminants[1].kd: is -0.0", ("kd: 0.1 L/kg", 'kd: "0.001 - 0.00002*x"'))

    def test_negative_kd_in_a_table(self):
        self.write("kd.csv", "# by pH\npH,kd [L/kg]\n4,1\n6,-2\n5,3\n15,3\n")
        done = self.refuse(DATA, "kd.csv:4:1: kd: is -2 L/kg but must be at least 0", ("kd: 0.1 L/kg", "kd_by_ph: kd.csv"),
                           ("soil: {from: carsel_parrish_1988/loam,", "soil: {from: carsel_parrish_1988/loam, ph: 5,"))
        self.assertIn("kd.csv:5:1: pH: must rise from row to row, but 5 follows 6", done.stderr)
        self.assertIn("kd.csv:6:1: pH: is 15 but must be from 0 to 14", done.stderr)

    def test_an_isotherm_whose_exponent_is_above_1(self):
        done = self.refuse(USAGE, "contaminants[1].freundlich.exponent: is 1.2 but must be above 0 and at most 1", (
            "kd: 0.1 L/kg", "freundlich: {coefficient: 0.3, exponent: 1.2, concentration_unit: mg/L, sorbed_unit: mg/kg}"))
        self.assertIn("deck.yaml:17:", done.stderr)

    def test_a_species_without_a_limit_is_a_warning_that_counts(self):
        deck = self.deck(("limit: 20 ug/L, source: a test, ", ""), (str(SOURCE / "scenarios" / "limits.csv"), "limits.csv"))
        self.write("limits.csv", "contaminant,limit,unit,authority,edition,basis,citation,status\n"
                   "sulfate,250,mg/L,me,1,none,none,unchecked\n")
        done = self.entail("check", deck)
        self.assertEqual(done.returncode, 0, done.stderr)
        for line, name in ((40, "uranium"), (41, "radium")):
            self.assertIn(f"deck.yaml:{line}: facilities[0].porewater.{name}: {name} has no limit: neither the deck nor "
                          f"{self.folder / 'limits.csv'} gives one", done.stderr)
        self.assertIn("2 warnings:", done.stdout)


class Streams(ProgramTest):
    def test_a_facility_over_a_stream(self):
        done = self.entail("check", self.deck(("cell_size: 300 m", "cell_size: 300 m\n  stream_area: 0.1 km2")))
        self.assertEqual(done.returncode, DATA, done.stderr)
        self.assertIn("north_hollow: lies over a stream", done.stderr)


if __name__ == "__main__":
    unittest.main()
