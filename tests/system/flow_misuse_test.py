"""Bad input to the flow ends with its exit code and one message with key, place, value and permitted range."""
import unittest

from program import ProgramTest

USAGE, DATA = 2, 3

DECK = """title: strip
crs: EPSG:32616
period: {length: 10 d}
box: {size: [100 m, 20 m], cells: [10, 2], origin: [500000 m, 4000000 m], top: 10 m}
ground:
  layers: [{name: upper, thickness: 4 m, cells: 2, soil: sand}, {name: lower, thickness: 6 m, cells: 2, soil: sand}]
  soils:
    sand: {conductivity: 1e-5 m/s, porosity: 0.3, residual_water_content: 0.05, alpha: 2 1/m, n: 1.8}
weather: {rain: 1 mm/d, potential_evaporation: 1 mm/d}
boundaries:
  - {name: west, where: west, head: 8 m}
initial: {head: 8 m}
"""
SAND = "conductivity: 1e-5 m/s, porosity: 0.3, residual_water_content: 0.05, alpha: 2 1/m, n: 1.8"
WEST = "- {name: west, where: west, head: 8 m}"


class Refusal(ProgramTest):
    def refuse(self, code, old, new, *parts, ranks=1):
        """Runs the deck with `old` replaced; the message must hold all parts and the place in its file."""
        self.assertIn(old, DECK)
        self.write("strip.yaml", DECK.replace(old, new))
        for command in (("run", "strip.yaml", "-o", "out"), ("check", "strip.yaml")):
            done = self.entail(*command, ranks=ranks)
            self.assertEqual(done.returncode, code, done.stderr)
            for part in parts:
                self.assertIn(part, done.stderr)
            self.assertEqual(done.stderr.count(parts[0]), 1, f"said once: {done.stderr}")
        self.assertEqual(self.results(), [])
        return done.stderr


class Soils(Refusal):
    def test_values_out_of_range_in_the_deck(self):
        for old, new, words in (("conductivity: 1e-5 m/s", "conductivity: 0 m/s", "is 0 m/s but must be above 0 m/s"),
                                ("conductivity: 1e-5 m/s", "conductivity: -1 m/d", "is -1 m/d but must be above 0 m/s"),
                                ("n: 1.8", "n: 1", "is 1 but must be above 1"),
                                ("n: 1.8", "n: 0.9", "is 0.9 but must be above 1"),
                                ("alpha: 2 1/m", "alpha: 0 1/m", "is 0 1/m but must be above 0 1/m"),
                                ("alpha: 2 1/m", "alpha: -2 1/m", "is -2 1/m but must be above 0 1/m"),
                                ("residual_water_content: 0.05", "residual_water_content: 0.3",
                                 "is 0.3 but must be below the porosity, 0.3"),
                                ("porosity: 0.3", "porosity: 1.2", "is 1.2 but must be above 0 and at most 1")):
            with self.subTest(new=new):
                said = self.refuse(USAGE, old, new, f"ground.soils.sand.{new.split(':')[0]}: {words}", "strip.yaml:8:")
                self.assertIn("^", said)

    def test_a_formula_that_gives_no_conductivity_somewhere(self):
        for ranks in (1, 2):
            self.refuse(USAGE, "conductivity: 1e-5 m/s", 'conductivity: "1e-7*(x - 500020)"',
                        "ground.soils.sand.conductivity: is -1.5e-06 m/s at x 500005.0, y 40000", "must be above 0 m/s",
                        "strip.yaml:8:", ranks=ranks)
        self.refuse(USAGE, "conductivity: 1e-5 m/s", 'conductivity: "0*x"', "is 0 m/s at x", "must be above 0 m/s")
        self.refuse(USAGE, "conductivity: 1e-5 m/s", 'conductivity: "log(500050 - x)"', "is no number at x",
                    "must be a number everywhere")

    def test_a_formula_need_only_hold_where_its_soil_lies(self):
        self.write("strip.yaml", DECK.replace(f"sand: {{{SAND}}}", f"""sand: {{{SAND}}}
    rock: {{{SAND.replace('1e-5 m/s', '"1e-7*(depth - 4)"')}}}""").replace(
                "cells: 2, soil: sand}]", "cells: 2, soil: rock}]"))
        done = self.entail("run", "strip.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_porosity_by_formula_below_the_residual_water_content(self):
        self.refuse(USAGE, "porosity: 0.3", 'porosity: "x < 500050 ? 0.3 : 0.04"',
                    "ground.soils.sand.porosity: is 0.04 at x 500055.0", "above the residual water content, 0.05, and at most 1")

    def test_a_raster_of_conductivity_with_a_hole_of_zeros(self):
        try:
            from osgeo import osr
        except ImportError:
            self.skipTest("the GDAL module of Python is not installed")
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(32616)
        rows = "\n".join(" ".join("0" if i == 6 else "1e-5" for i in range(12)) for _ in range(4))
        self.write("k.asc", f"ncols 12\nnrows 4\nxllcorner 499990\nyllcorner 3999990\ncellsize 10\nNODATA_value -9999\n{rows}\n")
        self.write("k.prj", reference.ExportToWkt())
        self.refuse(DATA, "conductivity: 1e-5 m/s", "conductivity: {raster: k.asc, unit: m/s}",
                    "ground.soils.sand.conductivity: is 0 m/s at x 500055.0", "k.asc", "must be above 0 m/s", "strip.yaml:8:")

    def test_a_soil_table_that_falls(self):
        self.write("soil.csv", "pressure_head [cm],water_content,conductivity [m/s]\n-100,0.2,1e-6\n-50,0.15,2e-6\n0,0.3,1e-5\n")
        self.refuse(DATA, f"sand: {{{SAND}}}", "sand: {law: table, table: soil.csv}", "must rise with pressure head, but do not at -0.5 m",
                    "soil.csv:3:")

    def test_feddes_heads_out_of_order(self):
        self.refuse(USAGE, "weather:", "vegetation: {stress: [-0.1 m, -8 m, -0.25 m, -80 m]}\nweather:",
                    "vegetation.stress: must fall from h1 to h4, but -0.25 m follows -8 m", "strip.yaml:9:")

    def test_a_zone_outside_of_the_model(self):
        self.refuse(DATA, "cells: 2, soil: sand}, {", "cells: 2, soil: sand, zones: [{soil: sand, polygon: "
                    "[0, 0, 10, 0, 10, 10]}]}, {", "lies outside the model, which is x 500000 to 500100 m, y 4000000 to 4000020 m",
                    "strip.yaml:6:", "ground.layers[0].zones[0]")

    def test_a_zone_that_holds_no_cell(self):
        self.refuse(USAGE, "cells: 2, soil: sand}, {", "cells: 2, soil: sand, zones: [{soil: sand, z: [0 m, 5 m]}]}, {",
                    "ground.layers[0].zones[0]: holds no cell of its layer", "strip.yaml:6:")


class BoundariesAndWells(Refusal):
    def test_two_heads_on_one_face(self):
        for ranks in (1, 2):
            self.refuse(USAGE, WEST, f"{WEST}\n  - {{name: lake, where: sides, x: [0 m, 500001 m], head: 9 m}}",
                        'boundaries[1]: "lake" and "west" (boundaries[0]) both hold at x 500000',
                        "limit one of them by x, y, z or polygon", "strip.yaml:12:", ranks=ranks)

    def test_two_heads_in_one_cell(self):
        self.refuse(USAGE, WEST, f"{WEST}\n  - {{name: pond, where: inside, x: [500030 m, 500050 m], head: 9 m}}"
                    "\n  - {name: lake, where: inside, x: [500041 m, 500060 m], head: 9 m}",
                    'boundaries[2]: "lake" and "pond" (boundaries[1]) both hold at x 500045', "strip.yaml:13:")

    def test_a_boundary_that_holds_nowhere(self):
        for where in ("x: [600000 m, 600001 m]", "z: [20 m, 30 m]"):
            self.refuse(USAGE, WEST, f"- {{name: west, where: west, {where}, head: 8 m}}",
                        'boundaries[0]: "west" holds on no face of the model, which is x 500000 to 500100 m', "strip.yaml:11:")

    def test_a_river_below_its_bed(self):
        self.refuse(USAGE, WEST, "- {name: river, where: inside, x: [500000 m, 500010 m], "
                    "river: {stage: 8 m, bottom: 9 m, leakance: 1 1/d}}",
                    "boundaries[0].river.bottom: is 9 m at x 500005, y 4000005, above the stage of 8 m", "strip.yaml:11:")

    def test_a_river_whose_stage_falls_below_its_bed_is_dry(self):
        self.write("strip.yaml", DECK.replace(WEST, "- {name: river, where: inside, x: [500000 m, 500010 m], "
                                                    "river: {stage: 8 - t/86400, bottom: 6 m, leakance: 1e-3 1/d}}")
                   .replace("potential_evaporation: 1 mm/d", "potential_evaporation: 0 mm/d"))
        done = self.entail("run", "strip.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_name_that_the_weather_has_in_the_balance(self):
        self.refuse(USAGE, WEST, "- {name: rain, where: west, head: 8 m}",
                    'boundaries[0].name: "rain" names what the weather brings in the balance', "strip.yaml:11:")

    def test_a_formula_that_cannot_be_read(self):
        for key, old, new in (("box.top", "top: 10 m", 'top: "10 + sin(q)"'),
                              ("boundaries[0].head", "where: west, head: 8 m", 'where: west, head: "8 + "'),
                              ("ground.soils.sand.conductivity", "conductivity: 1e-5 m/s", 'conductivity: "1e-5*(x"')):
            self.refuse(USAGE, old, new, f"{key}: cannot read the formula", "strip.yaml:")

    def test_a_check_outside(self):
        self.refuse(USAGE, "initial: {head: 8 m}", """initial: {head: 8 m}
reference:
  source: nobody
  checks: [{name: far, quantity: head, at: [0 m, 0 m, 5 m], reference: 8 m, tolerance: 1 m}]""",
                    "reference.checks[0].at: 0, 0 lies outside the model", "strip.yaml:15:")

    def test_a_well_that_falls_dry_is_a_warning(self):
        self.write("strip.yaml", DECK + "wells: [{name: thirsty, at: [500085, 4000005], rate: -2e-3 m3/s}]\n")
        done = self.entail("run", "strip.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"strip.yaml:13: wells\[0\]: thirsty drew .* of the 1728.0000 m3 asked for")

    def test_a_head_that_is_no_number(self):
        self.refuse(USAGE, "head: 8 m}\ninitial", 'head: "log(-x)"}\ninitial', 'the value of "west" is no number at x 500000')

    def well(self, text, *parts):
        return self.refuse(USAGE, "initial:", f"wells:\n  - {{name: pw, rate: -1 m3/d, {text}}}\ninitial:", *parts,
                           "strip.yaml:13:")

    def test_wells_outside(self):
        self.well("at: [400000, 4000005]", "wells[0].at: 400000, 4000005 lies outside the model, which is x 500000 to 500100 m")
        self.well("at: [500050, 4000005], screen: [5 m, 25 m]",
                  "wells[0].screen: reaches down to 25 m, but the layers end at 10 m there")
        self.well("at: [500050, 4000005], screen: [-5 m, 5 m]", "wells[0].screen[0]: is -5 m but must be at least 0 m")

    def test_a_screen_that_is_reversed(self):
        self.well("at: [500050, 4000005], screen: [8 m, 3 m]",
                  "wells[0].screen: is [8 m, 3 m] but must be [top, bottom], depths that grow downwards")

    def test_a_section_that_misses_the_model(self):
        self.refuse(USAGE, "initial:", "sections: [{name: gauge, line: [0, 0, 0, 100]}]\ninitial:",
                    "sections[0].line", "between no two columns", "strip.yaml:12:")


class Series(Refusal):
    def series(self, code, text, *parts, column="stage"):
        self.write("stage.csv", text)
        return self.refuse(code, "head: 8 m}\ninitial", f"head: {{series: stage.csv, column: {column}}}}}\ninitial", *parts)

    def test_one_that_ends_before_the_run(self):
        self.series(USAGE, "time [d],stage [m]\n0,8\n9,9\n",
                    "boundaries[0].head: the series stage of stage.csv ends 777600 s after the start, but the period ends at "
                    "864000 s", "strip.yaml:11:")

    def test_one_that_begins_after_the_start(self):
        self.series(USAGE, "time [d],stage [m]\n1,8\n10,9\n", "begins 86400 s after the start, but the period begins at 0 s")

    def test_times_out_of_order_or_twice(self):
        self.series(DATA, "time [d],stage [m]\n0,8\n5,9\n4,9\n10,9\n", 'stage.csv:4', 'must rise from row to row, but "4" follows "5"')
        self.series(DATA, "time [d],stage [m]\n0,8\n5,9\n5,9\n10,9\n", 'stage.csv:4', 'must rise from row to row, but "5" follows "5"')
        self.series(DATA, "date,stage [m]\n2000-01-02,8\n2000-01-01,9\n", 'stage.csv:3', 'but "2000-01-01" follows "2000-01-02"')

    def test_an_unknown_column(self):
        self.series(DATA, "time [d],stage [m]\n0,8\n10,9\n", 'there is no column "stag"; did you mean "stage"?', "stage.csv:1",
                    column="stag")

    def test_a_value_that_is_no_number(self):
        self.series(DATA, "time [d],stage [m]\n0,8\n10,high\n", '"high" is no number', "stage.csv:3")

    def test_a_header_without_unit(self):
        self.series(DATA, "time [d],stage\n0,8\n10,9\n", "needs a unit in the header", "stage.csv:1")


class Concentrations(Refusal):
    def concentration(self, code, value, *parts):
        return self.refuse(code, "head: 8 m}\ninitial", f"head: 8 m, concentrations: {{salt: {value}}}}}\n"
                           "contaminants: [{name: salt}]\ninitial", *parts)

    def test_one_below_zero(self):
        self.concentration(USAGE, "-1 mg/L", "boundaries[0].concentrations.salt: is -1 mg/L but must be at least 0 kg/m3")
        self.concentration(USAGE, '"x - 600000 + 0*t"', "boundaries[0].concentrations.salt: is -100000 kg/m3 at 0 s after the start, "
                           "but must be at least 0", "strip.yaml:11:")

    def test_a_series_that_ends_before_the_run(self):
        self.write("inflow.csv", "time [d],salt [mg/L]\n0,8\n9,9\n")
        self.concentration(USAGE, "{series: inflow.csv, column: salt}",
                           "boundaries[0].concentrations.salt: the series salt of inflow.csv ends 777600 s after the start")

    def test_a_series_in_a_wrong_unit(self):
        self.write("inflow.csv", "time [d],salt [m]\n0,8\n10,9\n")
        self.concentration(DATA, "{series: inflow.csv, column: salt}", 'salt: unit "m" is not of the kind of "kg/m3"')


if __name__ == "__main__":
    unittest.main()
