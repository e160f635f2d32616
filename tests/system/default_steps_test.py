"""What a deck gives that says nothing of its steps: close to exact solutions, balanced also where little moves, and stopped and
gone on with where a signal comes."""
import csv
import math
import signal
import subprocess
import time
import unittest

import numpy as np
import xarray as xr

from program import PROGRAM, ProgramTest

DAY = 86400.0
STOPPED = 75

COLUMN = """title: a solute in a column
period: {{start: 2025-01-01, length: {length} d}}
box: {{size: [{size} m, 1 m], cells: [{cells}, 1], top: 1 m}}
ground:
  layers: [{{thickness: 1 m, soil: sand}}]
  soils: {{sand: {{law: confined, conductivity: 10 m/d, porosity: 0.25, dispersivity: {{longitudinal: 10 m}}}}}}
boundaries:
  - {{name: inlet, where: west, rate: {rate} m3/d, held_concentrations: {{tracer: 1 g/L}}}}
  - {{name: outlet, where: east, head: 1 m}}
initial: {{head: 1 m}}
contaminants: [{{name: tracer, molecular_diffusion: 0 m2/s{more}}}]
"""


def ogata_banks(x, t, v, dispersion, retardation, decay):
    """C / C0 of a column with C0 held at x = 0 (Ogata & Banks 1961; with decay van Genuchten & Alves 1982, C5)."""
    u = v * math.sqrt(1.0 + 4.0 * decay * retardation * dispersion / v**2)
    spread = 2.0 * math.sqrt(dispersion * retardation * t)
    return 0.5 * (math.exp(x * (v - u) / (2.0 * dispersion)) * math.erfc((retardation * x - u * t) / spread) +
                  math.exp(x * (v + u) / (2.0 * dispersion)) * math.erfc((retardation * x + u * t) / spread))


class Solutes(ProgramTest):
    def final(self, text, *names):
        self.write("deck.yaml", text)
        done = self.entail("run", "deck.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        with xr.open_dataset(next((self.folder / "out").glob("*_3d.nc"))) as data:
            return [data.mesh2d_face_x.values, data.mesh2d_face_y.values] + [data[n].values[-1, 0] / 1000 for n in names]

    def compare(self, tolerance, length, size, cells, rate, more="", retardation=1.0, decay=0.0):
        x, _, found = self.final(COLUMN.format(length=length, size=size, cells=cells, rate=rate, more=more), "tracer")
        v = rate / 0.25
        exact = np.array([ogata_banks(place, length, v, 10.0 * v, retardation, decay) for place in x])
        off = np.abs(found - exact).max()
        print(f"Ogata & Banks, retardation {retardation:g}, decay {decay:.3g} 1/d: off by {off:.4f} of C0")
        self.assertLess(off, tolerance)

    def test_a_front_that_disperses(self):
        self.compare(0.01, 2000, 1010, 101, 0.06)

    def test_a_front_that_sorbs_and_decays(self):
        kd, half_life = 0.25 / (0.75 * 2650.0), 346.5735903
        self.compare(0.01, 400, 500, 250, 0.25, f", kd: {kd:.12g} m3/kg, half_life: {half_life} d", 2.0,
                     math.log(2.0) / half_life)

    def test_a_pulse_in_two_dimensions(self):
        """Released at once, as a Gaussian that spreads as it moves (Bear 1972, 10.6)."""
        text = COLUMN.format(length=300, size=600, cells=120, rate=50, more=', background: {expression: "exp(-((x-150)^2/800'
                             '+(y-100)^2/160))", unit: g/L}').replace("600 m, 1 m", "600 m, 200 m").replace(
                                 "cells: [120, 1]", "cells: [120, 40]").replace(
                                     "longitudinal: 10 m", "longitudinal: 5 m, transverse: 1 m").replace(
                                         ", held_concentrations: {tracer: 1 g/L}", "")
        x, y, found = self.final(text, "tracer")
        along, across = 400.0 + 2.0 * 5.0 * 300.0, 80.0 + 2.0 * 1.0 * 300.0
        exact = math.sqrt(400.0 * 80.0 / (along * across)) * np.exp(-(x - 450.0)**2 / (2 * along) - (y - 100.0)**2 /
                                                                    (2 * across))
        off = np.abs(found - exact).max() / exact.max()
        print(f"pulse: off by {off:.4f} of its peak")
        self.assertLess(off, 0.02)

    def test_a_chain_that_lasts(self):
        """Mother and daughter when they no longer change: each the solution of its own equation at rest."""
        text = COLUMN.format(length=4000, size=500, cells=250, rate=0.25, more="").replace(
            "contaminants: [{name: tracer, molecular_diffusion: 0 m2/s}]",
            "contaminants:\n  - {name: tracer, half_life: 100 d, molecular_diffusion: 0 m2/s, "
            "products: [{name: daughter, yield: 0.8}]}\n  - {name: daughter, half_life: 40 d, molecular_diffusion: 0 m2/s}"
        ).replace("held_concentrations: {tracer: 1 g/L}", "held_concentrations: {tracer: 1 g/L, daughter: 0 g/L}")
        x, _, mother, daughter = self.final(text, "tracer", "daughter")
        first, second = math.log(2.0) / 100.0, math.log(2.0) / 40.0
        falls = [np.exp(x * (1.0 - math.sqrt(1.0 + 40.0 * rate)) / 20.0) for rate in (first, second)]
        made = 0.8 * first / (second - first) * (falls[0] - falls[1])
        inner = x < 480.0  # the outlet lets nothing through but by flow
        for name, values, exact in (("mother", mother, falls[0]), ("daughter", daughter, made)):
            off = np.abs(values - exact)[inner].max()
            print(f"{name}: off by {off:.4f} of C0")
            self.assertLess(off, 0.01)


class LittleMoves(ProgramTest):
    """Balances of dry ground, of which little or nothing moves, hold to what the deck permits."""

    def evaporated(self, head):
        self.write("deck.yaml", f"""title: roots in dry ground
period: {{length: 2 h}}
box: {{size: [1 m, 1 m], cells: [1, 1], top: 2 m}}
ground: {{layers: [{{thickness: 2 m, cells: 40, soil: loam}}], soils: {{loam: {{from: carsel_parrish_1988/loam}}}}}}
vegetation: {{root_depth: 0.5 m, stress: [-0.1 m, -0.25 m, -4 m, -12 m]}}
weather: {{potential_evaporation: 2.4 mm/d}}
initial: {{pressure_head: {head} m}}
""")
        done = self.entail("run", "deck.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(next((self.folder / "out").glob("*_balance.csv")), encoding="utf-8") as file:
            last = list(csv.DictReader(line for line in file if not line.startswith("#")))[-1]
        self.assertLess(float(last["water relative error [1]"]), 1e-8)
        return -float(last["water evaporation [m3]"])

    def test_roots_take_what_feddes_lets_them(self):
        for head, share in ((-1.0, 1.0), (-8.0, 0.5), (-15.0, 0.0)):
            with self.subTest(head=head):
                self.assertAlmostEqual(self.evaporated(head), share * 2e-4, delta=2e-6)


class Stops(ProgramTest):
    DECK = """title: a pile that seeps
period: {{start: {start}, end: {end}}}
box: {{size: [400 m, 100 m], cells: [20, 5], top: 0.05*x}}
ground: {{layers: [{{name: soil, thickness: 20 m, cells: 8, soil: loam}}], soils: {{loam: {{from: carsel_parrish_1988/loam}}}}}}
surface: {{manning: 0.05}}
weather: {{rain: 2 mm/d, potential_evaporation: 1 mm/d}}
boundaries: [{{name: outlet, where: west, normal_depth: {{slope: 0.05}}}}]
initial: {{{initial}}}
contaminants: [{{name: sulfate, limit: 250 mg/L}}]
facilities: [{{name: pile, polygon: [200, 20, 300, 20, 300, 80, 200, 80], seepage: 300 mm/yr, concentrations: {{sulfate: 2 g/L}}}}]
steps: {{maximum: {longest}}}
"""

    def run_to(self, name, start, end, initial):
        self.write(f"{name}.yaml", self.DECK.format(start=start, end=end, initial=initial, longest="1 h"))
        done = self.entail("run", f"{name}.yaml", "-o", name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return xr.open_dataset(self.folder / name / f"{name}_3d.nc")

    def test_a_signal_ends_a_run_that_can_be_gone_on_with(self):
        self.write("long.yaml", self.DECK.format(start="2025-01-01", end="2125-01-01", initial="water_table_depth: 5 m",
                                                 longest="1 h"))
        with subprocess.Popen([PROGRAM, "run", "long.yaml", "-o", "long"], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as run:
            started = time.monotonic()
            while not list(self.folder.rglob("*_3d.incomplete.nc")) and time.monotonic() - started < 60:
                time.sleep(0.2)
            time.sleep(2)
            run.send_signal(signal.SIGTERM)
            _, said = run.communicate(timeout=60)
        self.assertEqual(run.returncode, STOPPED, said)
        when = said.split("period: {start: ")[1].split("}")[0]
        state = self.folder / "long" / "long_3d.incomplete.nc"
        self.assertIn(str(state.name), said)
        self.assertEqual(self.results(), [])
        day = str(np.datetime64(when[:10]) + 2)
        rest = self.run_to("rest", when, day, f"file: {state}")
        whole = self.run_to("whole", "2025-01-01", day, "water_table_depth: 5 m")
        for name, largest in (("head", 1.0), ("sulfate", float(whole.sulfate[-1].max()))):
            off = float(abs(rest[name][-1] - whole[name][-1]).max()) / largest
            print(f"{name} after a stop: off by {off:.1e}")
            self.assertLess(off, 1e-3)
        rest.close()
        whole.close()


if __name__ == "__main__":
    unittest.main()
