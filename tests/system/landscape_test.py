"""Erosion and weather of whole runs: against numbers computed here by hand, on one rank and on two, and what is refused."""
import csv
import math
import unittest

import netCDF4
import numpy as np

from program import ProgramTest

USAGE, DATA = 2, 3
AREA_UNIT = 1e4  # [m2], a hectare


def usle(above, length, slope):
    """LS of a piece of a slope steeper than 5 %, Wischmeier & Smith 1978."""
    sine = slope / math.hypot(1.0, slope)
    stretch = ((above + length) ** 1.5 - above ** 1.5) / (length * 22.13 ** 0.5)
    return stretch * (65.41 * sine ** 2 + 4.56 * sine + 0.065)


def storm_csv(hours=72):
    """Hourly rain [mm]: two storms on two days, then a dry day."""
    rain = [0.0] * hours
    rain[3:9] = [2.0, 10.0, 30.0, 30.0, 8.0, 1.0]
    rain[30:33] = [5.0, 15.0, 4.0]
    lines = [f"2025-06-{1 + i // 24:02}T{i % 24:02}:00,{r}" for i, r in enumerate(rain)]
    return "date,rain [mm]\n" + "\n".join(lines) + "\n", rain


class LandscapeTest(ProgramTest):
    plane = """title: a plane under two storms
period: {{start: 2025-06-01, length: 3 d}}
box: {{size: {size}, cells: {cells}, top: "0.08*x"}}
surface: {{manning: 0.02}}
weather: {{file: storm.csv}}
boundaries: [{{name: outlet, where: west, normal_depth: {{slope: 0.08}}}}]
erosion: {{erodibility: 0.3, slope_factor: usle, coarse_fragments: 10 %, cover: {{c: 0.4, p: 0.9}}{more}}}
output: {{every: 1 d, observations: 1 h}}
steps: {{initial: 1 s, depth_tolerance: 0.02 mm, relative_depth_tolerance: 0.2 %}}
"""
    factor = 0.3 * 0.4 * 0.9 * math.exp(-0.53)

    def run_plane(self, size="[20 m, 10 m]", cells="[1, 1]", more="", ranks=1):
        self.write("storm.csv", storm_csv()[0])
        self.write("plane.yaml", self.plane.format(size=size, cells=cells, more=more))
        folder = f"out{ranks}"
        done = self.entail("run", "plane.yaml", "-o", folder, ranks=ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder

    def balance(self, folder, name="plane"):
        """The last row of the balance, by heading."""
        lines = [line for line in (self.folder / folder / f"{name}_balance.csv").read_text().splitlines()
                 if not line.startswith("#")]
        return {k: v if k == "date" else float(v) for k, v in list(csv.DictReader(lines))[-1].items()}

    def series(self, folder, name, run="plane", station=0):
        with netCDF4.Dataset(self.folder / folder / f"{run}_obs.nc") as file:
            values = file[name]
            return list(values[:, station] if values.dimensions[0] == "time" else values[station, :])


class Erosion(LandscapeTest):
    def test_of_one_column_follows_from_its_own_hydrograph(self):
        folder = self.run_plane()
        discharge = self.series(folder, "discharge")[1:]
        yields = self.series(folder, "sediment_yield")[1:]
        total = 0.0
        for day in range(3):
            hours = discharge[24 * day:24 * day + 24]
            volume, peak = 3600.0 * sum(hours), max(hours)
            expected = 11.8 * (volume * peak) ** 0.56 * self.factor * usle(0.0, math.sqrt(200.0), 0.08)
            total += expected
            # Hourly values of the discharge stand for their hours; the run has every step.
            self.assertAlmostEqual(sum(yields[24 * day:24 * day + 24]) / 24.0 / max(expected, 1e-9),
                                   1.0 if expected > 1e-6 else 0.0, delta=0.03)
        balance = self.balance(folder)
        self.assertAlmostEqual(balance["sediment eroded [t]"] / total, 1.0, delta=0.03)

    def test_of_a_plane_by_hand(self):
        folder = self.run_plane("[100 m, 20 m]", "[10, 2]")
        rain = storm_csv()[1]
        expected = 0.0
        for piece in range(10):
            for day in range(3):
                depths = rain[24 * day:24 * day + 24]
                volume, peak = 100.0 * sum(depths) / 1000.0, 100.0 * max(depths) / 3.6e6
                expected += 2 * 11.8 * (volume * peak) ** 0.56 * self.factor * usle(10.0 * piece, 10.0, 0.08)
        balance = self.balance(folder)
        self.assertAlmostEqual(balance["sediment eroded [t]"] / expected, 1.0, delta=1e-9)
        self.assertAlmostEqual(balance["sediment outlet [t]"] / -expected, 1.0, delta=1e-9)
        self.assertEqual(balance["sediment deposited [t]"], 0.0)
        self.assertLess(abs(balance["sediment relative error [1]"]), 1e-12)
        with netCDF4.Dataset(self.folder / folder / "plane_map.nc") as maps:
            loss, area = maps["soil_loss"][1:, :], 100.0 / AREA_UNIT
            years = 86400.0 / 3.15569259747e7
            self.assertAlmostEqual(loss.sum() * area * years / expected, 1.0, delta=1e-6)
            self.assertEqual(maps["soil_loss"].units, "t ha-1 yr-1")

    def test_what_is_eroded_is_delivered_or_deposited(self):
        folder = self.run_plane("[100 m, 20 m]", "[10, 2]",
                                ", delivery: {coefficient: 0.005 1/m, channel_area: 1 ha}")
        balance = self.balance(folder)
        self.assertLess(abs(balance["sediment relative error [1]"]), 1e-12)
        expected = arrives = 0.0
        for piece in range(10):  # each stretch of 10 m lets exp(-beta * 10 / sqrt(slope)) pass
            loss = usle(10.0 * piece, 10.0, 0.08)
            arrives += loss * math.exp(-0.005 * 10.0 * (10 - piece) / math.sqrt(0.08))
            expected += loss
        self.assertAlmostEqual(-balance["sediment outlet [t]"] / balance["sediment eroded [t]"], arrives / expected,
                               delta=1e-9)

    def test_the_same_on_two_ranks(self):
        more = ", delivery: {coefficient: 0.005 1/m}, half_hour_rain: 0.5"
        one = self.balance(self.run_plane("[100 m, 40 m]", "[10, 4]", more))
        two = self.balance(self.run_plane("[100 m, 40 m]", "[10, 4]", more, ranks=2))
        for name in ("eroded", "deposited", "outlet"):
            key = f"sediment {name} [t]"
            self.assertAlmostEqual(two[key] / one[key], 1.0, delta=1e-9)

    def test_covers_change_in_time_and_space(self):
        bare = self.balance(self.run_plane("[100 m, 20 m]", "[10, 2]", ", start: 2025-06-01, end: 2025-06-02"))
        with netCDF4.Dataset(self.folder / "out1" / "plane_map.nc") as maps:
            self.assertIn("day by day from 2025-06-01 to 2025-06-02 and missing outside", maps["soil_loss"].comment)
            self.assertGreater(maps["soil_loss"][1, :].min(), 0.0)
            self.assertTrue(np.isnan(np.ma.filled(maps["soil_loss"][2:, :], np.nan)).all())
        yields = np.array([float(np.ma.filled(value, np.nan)) for value in self.series("out1", "sediment_yield")])
        self.assertGreater(yields[24], 0.0)
        self.assertTrue(np.isnan(yields[25:]).all())
        both = self.balance(self.run_plane("[100 m, 20 m]", "[10, 2]"))
        self.assertGreater(both["sediment eroded [t]"], 1.05 * bare["sediment eroded [t]"])
        later = self.plane.format(
            size="[100 m, 20 m]", cells="[10, 2]",
            more=", zones: [{polygon: [0, 0, 100, 0, 100, 10, 0, 10], cover: {c: 0}}]").replace(
                "cover: {c: 0.4, p: 0.9}",
                "cover: {c: 0.4, p: 0.9, schedule: [{start: 2025-06-02, c: 0}]}")
        self.write("plane.yaml", later)
        self.assertEqual(self.entail("run", "plane.yaml", "-o", "later").returncode, 0)
        half = self.balance("later")
        self.assertAlmostEqual(half["sediment eroded [t]"] / bare["sediment eroded [t]"], 0.5, delta=1e-9)

    def test_a_state_of_a_reclaimed_mine(self):
        given = self.balance(self.run_plane())["sediment eroded [t]"]
        self.write("plane.yaml", self.plane.format(size="[20 m, 10 m]", cells="[1, 1]", more="").replace(
            "cover: {c: 0.4, p: 0.9}", "cover: {from: reclaimed_mine/seeded}"))
        self.assertEqual(self.entail("run", "plane.yaml", "-o", "seeded").returncode, 0)
        self.assertAlmostEqual(self.balance("seeded")["sediment eroded [t]"] / given, 0.6 * 0.85 / 0.36, delta=1e-9)

    def test_under_a_facility_nothing_erodes_but_its_cover_by_its_own_runoff(self):
        ground = """ground:
  layers: [{name: clay, thickness: 1 m, cells: 2, soil: clay}]
  soils: {clay: {conductivity: 1e-13 m/s, porosity: 0.4, alpha: 1 1/m, n: 1.5}}
initial: {water_table_depth: 0.2 m}
contaminants: [{name: lead, kd: 5 L/kg, background: 10 mg/L, half_life: 10000 d}]
facilities:
  - name: cell
    polygon: [0, 0, 10, 0, 10, 10, 0, 10]
    stages: [{date: 2025-06-01, mass: 1 t, crest: 10 m}]
    tailings:
      type: filtered
      beach: {share: 50 %, conductivity: 1e-8 m/s, porosity: 0.4}
      slimes: {conductivity: 1e-8 m/s, porosity: 0.4}
      drain_down: {time: 1 yr}
surface:"""
        closure = "    closure: {date: 2025-06-01, infiltration: 0 %, runoff: 40 %}\n"
        self.write("storm.csv", storm_csv()[0])
        rain = storm_csv()[1]

        def eroded(column, share):  # the second column is the upper one
            total = 0.0
            for day in range(3):
                depths = rain[24 * day:24 * day + 24]
                volume, peak = share * 100.0 * sum(depths) / 1000.0, share * 100.0 * max(depths) / 3.6e6
                total += 11.8 * (volume * peak) ** 0.56 * self.factor * usle(10.0 * (1 - column), 10.0, 0.08)
            return total

        for name, keys, expected in (("open", "", eroded(1, 1.0)), ("closed", closure, eroded(0, 0.4) + eroded(1, 1.0))):
            self.write(f"{name}.yaml", self.plane.format(size="[20 m, 10 m]", cells="[2, 1]", more="").replace(
                "surface:", ground.replace("surface:", keys + "surface:")))
            done = self.entail("run", f"{name}.yaml", "-o", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            balance = self.balance(name, name)
            self.assertAlmostEqual(balance["sediment eroded [t]"] / expected, 1.0, delta=1e-3)
            # A cover's soil is clean: what goes with the sediment is what the open ground has.
            self.assertAlmostEqual(balance["lead on sediment eroded [kg]"] / (0.05 * eroded(1, 1.0)), 1.0, delta=0.01)

    def test_sediment_carries_what_is_sorbed(self):
        deck = self.plane.format(size="[20 m, 10 m]", cells="[2, 1]", more="").replace("surface:", """ground:
  layers: [{name: clay, thickness: 1 m, cells: 2, soil: clay}]
  soils: {clay: {conductivity: 1e-13 m/s, porosity: 0.4, alpha: 1 1/m, n: 1.5}}
initial: {water_table_depth: 0.2 m}
contaminants: [{name: lead, kd: 5 L/kg}, {name: sulfate}]
surface:""")
        deck = deck.replace("kd: 5 L/kg", "kd: 5 L/kg, background: 10 mg/L, half_life: 10000 d")
        self.write("storm.csv", storm_csv()[0])
        self.write("plane.yaml", deck)
        done = self.entail("run", "plane.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        balance = self.balance("out")
        # 5e-3 m3/kg times 1e-2 kg/m3 is 0.05 kg on each tonne.
        self.assertAlmostEqual(balance["lead on sediment eroded [kg]"] / balance["sediment eroded [t]"], 0.05, delta=5e-4)
        self.assertLess(abs(balance["lead on sediment relative error [1]"]), 1e-12)
        self.assertNotIn("sulfate on sediment eroded [kg]", balance)

    def test_sediment_carries_what_each_isotherm_holds_where_it_comes_from(self):
        deck = self.plane.format(size="[20 m, 10 m]", cells="[2, 1]", more="").replace("surface:", """ground:
  layers: [{name: clay, thickness: 1 m, cells: 2, soil: clay}]
  soils: {clay: {conductivity: 1e-13 m/s, porosity: 0.4, alpha: 1 1/m, n: 1.5, ph: 5}}
initial: {water_table_depth: 0.2 m}
contaminants:
  - {name: lead, kd: "0.001*x", background: 10 mg/L, half_life: 10000 d}
  - {name: nickel, kd_by_ph: nickel.csv, background: 10 mg/L, half_life: 10000 d}
  - {name: zinc, freundlich: {coefficient: 0.3, exponent: 0.5, concentration_unit: mg/L, sorbed_unit: mg/kg}, background: 4 mg/L, half_life: 10000 d}
  - {name: copper, langmuir: {affinity: 0.1 L/mg, capacity: 3 mg/kg}, background: 20 mg/L, half_life: 10000 d}
surface:""")
        self.write("storm.csv", storm_csv()[0])
        self.write("nickel.csv", "pH,kd [L/kg]\n4,10\n6,30\n")
        self.write("plane.yaml", deck)
        done = self.entail("run", "plane.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        balance = self.balance("out")
        with netCDF4.Dataset(self.folder / "out" / "plane_map.nc") as file:
            x, loss = list(file["mesh2d_face_x"][:]), file["soil_loss"][1:].sum(axis=0)
        self.assertEqual(sorted(x), [5.0, 15.0])
        self.assertGreater(abs(loss[0] - loss[1]), 0.05 * loss[0])
        per_tonne = {  # [kg/t]
            "lead": 1000.0 * sum(l * 0.001 * at * 0.01 for l, at in zip(loss, x)) / sum(loss),
            "nickel": 1000.0 * 0.02 * 0.01,
            "zinc": 1e-3 * 0.3 * math.sqrt(4.0),
            "copper": 1e-3 * 3.0 * 2.0 / (1.0 + 2.0)}
        for name, held in per_tonne.items():
            carried = balance[f"{name} on sediment eroded [kg]"] / balance["sediment eroded [t]"]
            self.assertAlmostEqual(carried / held, 1.0, delta=1e-3, msg=name)
            self.assertLess(abs(balance[f"{name} on sediment relative error [1]"]), 1e-12)


class Refusals(LandscapeTest):
    def refuse(self, code, message, old, new):
        text = self.plane.format(size="[20 m, 10 m]", cells="[1, 1]", more="")
        self.assertIn(old, text)
        self.write("storm.csv", storm_csv()[0])
        self.write("plane.yaml", text.replace(old, new))
        done = self.entail("run", "plane.yaml")
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(self.results(), [])

    def test_bad_keys(self):
        cover = "cover: {c: 0.4, p: 0.9}"
        for message, old, new in (
                ("must be at least 0 and at most 1", "erodibility: 0.3", "erodibility: 3"),
                ("is missing", "erodibility: 0.3, ", ""),
                ("is missing", f", {cover}", ""),
                ("needs c, or a published state", cover, "cover: {p: 0.9}"),
                ("did you mean \"reclaimed_mine/year_3\"", cover, "cover: {from: reclaimed_mine/yaer_3}"),
                ("lies outside the period", cover, "cover: {c: 1, schedule: [{start: 2026-01-01, c: 0.1}]}"),
                ("is not after the start of the state before", cover,
                 "cover: {c: 1, schedule: [{start: 2025-06-03, c: 0.1}, {start: 2025-06-02, c: 0.1}]}"),
                ("holds everywhere", cover, cover + ", zones: [{erodibility: 0.1}]"),
                ("changes nothing", cover, cover + ", zones: [{x: [0 m, 5 m]}]"),
                ("needs the runoff on the ground", "surface: {manning: 0.02}\n", "ground: {layers: [], soils: {}}\n"),
                ("is not after the start", cover, cover + ", start: 2025-06-02, end: 2025-06-02"),
                ("names another term of the balance of sediment", "name: outlet", "name: eroded"),
                ("must be rusle or usle", "slope_factor: usle", "slope_factor: musle"),
                ("limits what the terrain gives", cover, cover + ", slope_length: 20 m, longest_slope: 100 m")):
            with self.subTest(message=message, new=new):
                self.refuse(USAGE, message, old, new)

    def test_a_formula_out_of_range(self):
        self.refuse(USAGE, "is 2 at x 10.0, y 5.0, but must be from 0 to 1", "c: 0.4", "c: \"0.2*x\"")


class Weather(LandscapeTest):
    def test_a_generated_year_is_the_same_on_two_ranks_and_another_with_another_seed(self):
        table = "month,wet_after_dry,wet_after_wet,rain [mm/d],rain_shape\n" + "".join(
            f"{m},0.3,0.6,8,0.8\n" for m in range(1, 13))
        self.write("monthly.csv", table)
        deck = """title: a generated year
period: {start: 2025-01-01, end: 2026-01-01}
box: {size: [10 m, 20 m], cells: [1, 2], top: 0.05*y}
surface: {manning: 0.05}
weather: {generator: {file: monthly.csv, seed: 7}, factors: {rain: 1.5}, aggregate: monthly}
boundaries: [{name: outlet, where: south, normal_depth: {slope: 0.05}}]
"""
        rain = {}
        for seed, ranks in ((7, 1), (7, 2), (8, 1)):
            self.write("year.yaml", deck.replace("seed: 7", f"seed: {seed}"))
            folder = f"{seed}_{ranks}"
            done = self.entail("run", "year.yaml", "-o", folder, ranks=ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            rain[seed, ranks] = self.balance(folder, "year")["water rain [m3]"]
        self.assertAlmostEqual(rain[7, 1], rain[7, 2], delta=1e-9 * rain[7, 1])
        self.assertNotAlmostEqual(rain[7, 1], rain[8, 1], delta=1e-3 * rain[7, 1])
        mean = 365.0 * 0.3 / 0.7 * 8.0 * 1.5 / 1000.0 * 200.0  # [m3]
        self.assertTrue(0.6 * mean < rain[7, 1] < 1.5 * mean, (rain, mean))

    def test_the_climate_of_a_record_makes_weather(self):
        lines = ["date,rain [mm/d]"]
        for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
            lines += [f"2025-{month:02}-{day:02},{7 * (day % 3 == 0)}" for day in range(1, days + 1)]
        self.write("daily.csv", "\n".join(lines) + "\n")
        done = self.entail("weather", "daily.csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("month,wet_after_dry,wet_after_wet,rain [mm/d],rain_shape\n1,", done.stdout)
        self.write("daily.csv", "\n".join(lines[:100]) + "\n")
        done = self.entail("weather", "daily.csv")
        self.assertEqual(done.returncode, DATA)
        self.assertIn("has no day of months 5, 6, 7", done.stderr)


if __name__ == "__main__":
    unittest.main()
