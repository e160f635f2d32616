"""Decks that are right but hard: dry soils under storms converge; what its own step limits make too hard ends with exit code
4, a message that helps, and results up to there that can be read."""
import re
import unittest

import numpy as np
import xarray as xr

from program import ProgramTest

NOT_CONVERGED = 4

STORM = """
title: a storm on dry ground
period: {length: 6 h}
box: {size: [100 m, 10 m], cells: [20, 1], top: "0.01*x"}
ground:
  layers: [{name: soil, thickness: 2 m, cells: 40, soil: sand, zones: [{soil: clay, x: [50 m, 100 m]}]}]
  soils: {sand: {from: carsel_parrish_1988/sand}, clay: {from: carsel_parrish_1988/clay}}
surface: {manning: 0.05}
weather: {file: storm.csv}
boundaries: [{name: out, where: west, normal_depth: {slope: 0.01}}]
initial: {pressure_head: -100 m}
output: {every: 1 h}
steps: {initial: 20 min, minimum: 20 min}
"""

STORM_RAIN = """date,rain [mm/h]
2000-01-01T00:00,0
2000-01-01T01:00,0
2000-01-01T02:00,200
2000-01-01T03:00,200
2000-01-01T04:00,0
2000-01-01T05:00,0
"""


class TooHard(ProgramTest):
    def test_the_message_helps_and_the_state_up_to_there_is_kept(self):
        self.write("hard.yaml", STORM)
        self.write("storm.csv", STORM_RAIN)
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                done = self.entail("run", "hard.yaml", "-o", f"out_{ranks}", ranks=ranks)
                self.assertEqual(done.returncode, NOT_CONVERGED, done.stderr)
                said = done.stderr
                self.assertIn("no solution after 2000-01-01 02:00:00 with a step of 1200 s", said)
                cell = re.search(r"worst cell is at x (\d+\.5), y 5\.0, z -?\d+\.\d\d \(column \d+\), in layer \d+, of "
                                 r"soil \"(\w+)\"", said)
                self.assertTrue(cell, said)
                self.assertEqual(cell[2], "sand" if float(cell[1]) < 50 else "clay")
                self.assertIn("steps.minimum is 1200 s", said)
                self.assertIn("solver.newton_iterations is 15", said)
                self.assertEqual(said.count("What helps"), 1)
                self.assertEqual(self.results(), [])
                for kind in ("map", "3d", "obs"):
                    self.assertIn(f"hard_{kind}.incomplete.nc", said)
                    with xr.open_dataset(self.folder / f"out_{ranks}" / f"hard_{kind}.incomplete.nc") as data:
                        hours = (data.time.values - data.time.values[0]) / np.timedelta64(1, "h")
                        self.assertEqual(hours[-1], 2.0, "the last accepted step")
                with xr.open_dataset(self.folder / f"out_{ranks}" / "hard_3d.incomplete.nc") as volumes:
                    # Nothing of the iterations that failed: no rain fell yet, and all cells are of one size.
                    water = volumes.water_content.sum(("layer", "mesh2d_face"))
                    self.assertAlmostEqual(float(water[-1] / water[0]), 1.0, places=7)
                    self.assertTrue(np.isfinite(volumes["head"].values).all())

    def test_the_advice_works(self):
        self.write("storm.csv", STORM_RAIN)
        self.write("easy.yaml", STORM.replace("steps: {initial: 20 min, minimum: 20 min}\n", ""))
        done = self.entail("run", "easy.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)


class DryStart(ProgramTest):
    def test_a_storm_on_soils_as_dry_as_dust(self):
        deck = """
title: a storm on dry soil
period: {length: 1 h}
box: {size: [50 m, 10 m], cells: [5, 1], top: "0.01*x"}
ground:
  layers: [{name: soil, thickness: 1 m, cells: 40, soil: soil}]
  soils: {soil: {from: carsel_parrish_1988/%s}}
surface: {manning: 0.05}
weather: {rain: 100 mm/h}
boundaries: [{name: out, where: west, normal_depth: {slope: 0.01}}]
initial: {pressure_head: %s m}
"""
        for soil, runs_off in (("sand", False), ("loam", True), ("clay", True)):
            for head in (-1e3, -1e4, -1e6):
                with self.subTest(soil=soil, head=head):
                    self.write("dry.yaml", deck % (soil, head))
                    done = self.entail("run", "dry.yaml", "-o", "out")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    with xr.open_dataset(self.folder / "out/dry_3d.nc") as volumes, \
                            xr.open_dataset(self.folder / "out/dry_obs.nc") as series:
                        content, depth = volumes.water_content.values, volumes.surface_water_depth.values
                        stored = ((content[-1] - content[0]).sum() / 40 + depth[-1].sum()) * 100
                        left = 50.0 - stored
                        self.assertGreater(content[-1, 0].min(), content[0, 0].max(), "the ground got wet")
                        if not runs_off:
                            self.assertLess(abs(left), 1e-5)
                        else:
                            self.assertGreater(left, 1.0)
                            self.assertGreater(float(series.discharge.max()), 0.0)


if __name__ == "__main__":
    unittest.main()
