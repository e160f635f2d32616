"""`entail respond` writes one file that people's tools open, the same on one rank and on two, and prints a table."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy as np
import xarray as xr

from program import PROGRAM, SOURCE

DECK = SOURCE / "tests" / "decks" / "responses.yaml"


def respond(folder, ranks):
    command = ["mpirun", "-n", str(ranks), "--oversubscribe", PROGRAM, "respond", str(DECK), "-o", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)


class Responses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.done = {ranks: respond(cls.folder / str(ranks), ranks) for ranks in (1, 2)}
        cls.path = cls.folder / "2" / "responses_responses.nc"
        cls.file = xr.open_dataset(cls.path)

    @classmethod
    def tearDownClass(cls):
        cls.file.close()
        cls.scratch.cleanup()

    def test_nothing_else_is_written(self):
        self.assertEqual([path.name for path in (self.folder / "2").iterdir()], ["responses_responses.nc"])

    def test_the_maps_follow_from_the_impulse_responses(self):
        lags = self.file.lag.values
        lengths = np.diff(lags, prepend=0.0)
        names = [name.decode() for name in self.file.receptor_name.values]
        self.assertEqual([name.decode() for name in self.file.contaminant_name.values], ["sulfate", "radium", "ammonium"])
        receptor = names.index("well_briceville")
        impulse = self.file.impulse_response[receptor, 1].values
        self.assertEqual(self.file.impulse_response.dims, ("receptor", "contaminant", "lag", "mesh2d_face"))
        np.testing.assert_allclose(self.file.integrated_well_briceville_radium, lengths @ impulse, rtol=1e-6)
        np.testing.assert_allclose(self.file.peak_well_briceville_radium, impulse.max(axis=0), rtol=1e-6)
        middles = (lags - 0.5 * lengths) / 86400.0
        np.testing.assert_allclose(self.file.lag_well_briceville_radium, middles[impulse.argmax(axis=0)], rtol=1e-6)
        self.assertAlmostEqual(lags[-1] / 3.15569259747e7, 10.0, places=9)

    def test_units_and_names_are_those_that_qgis_needs(self):
        seen = set()
        for name, variable in self.file.variables.items():
            text = variable.attrs.get("long_name", "")
            self.assertNotIn("direction", text)
            self.assertTrue(not text or text not in seen, text)
            seen.add(text)
            if name.startswith(("peak_", "lag_", "integrated_")):
                self.assertEqual(variable.attrs["mesh"], "mesh2d")
                self.assertEqual(variable.dims, ("mesh2d_face",))
        self.assertEqual(self.file.integrated_bank_sulfate.attrs["units"], "s m-3")
        self.assertEqual(self.file.impulse_response.attrs["into"], "ground")

    def test_it_says_what_it_follows_from(self):
        self.assertRegex(self.file.attrs["responses_digest"], "^[0-9a-f]{64}$")
        self.assertIn("responses", self.file.attrs["entail_deck"])

    def test_one_rank_and_two_give_the_same(self):
        with xr.open_dataset(self.folder / "1" / "responses_responses.nc") as other:
            self.assertEqual(other.attrs["responses_digest"], self.file.attrs["responses_digest"])
            largest = float(self.file.impulse_response.max())
            difference = float(abs(other.impulse_response - self.file.impulse_response).max())
            print(f"largest difference between 1 and 2 ranks: {difference / largest:.1e} of the largest response")
            self.assertLess(difference, 1e-4 * largest)

    def test_sorption_delays_and_decay_takes_away(self):
        for name in ("well_briceville", "well_church"):
            self.assertLess(float(self.file[f"integrated_{name}_radium"].max()),
                            float(self.file[f"integrated_{name}_sulfate"].max()))

    def test_the_table_names_each_receptor(self):
        said = self.done[1].stdout
        for name in ("well_hollow", "coal_creek_reach", "piezometer", "bank", "village"):
            self.assertIn(name, said)
        self.assertIn("over limit", said)
        self.assertIn("take its sorption as linear", self.done[1].stderr)

    @unittest.skipUnless(shutil.which("cdo"), "CDO is not installed")
    def test_cdo_takes_a_mean(self):
        done = subprocess.run(["cdo", "-s", "outputf,%.10g", "-fldmean", "-selname,integrated_bank_sulfate", str(self.path)],
                              capture_output=True, text=True, check=True)
        area = self.file.mesh2d_face_area
        mean = float((self.file.integrated_bank_sulfate * area).sum() / area.sum())
        self.assertAlmostEqual(float(done.stdout), mean, delta=0.01 * mean)


if __name__ == "__main__":
    unittest.main()
