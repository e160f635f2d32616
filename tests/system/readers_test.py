"""The tools people have open the result files: xarray, CDO, ncdump. ENTAIL_RESULTS names a run's folder."""
import os
import pathlib
import shutil
import subprocess
import unittest

import numpy as np
import xarray as xr

RESULTS = pathlib.Path(os.environ["ENTAIL_RESULTS"])


def cdo(*arguments):
    done = subprocess.run(["cdo", "-s", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


class Xarray(unittest.TestCase):
    def test_opens_the_maps_with_dates_and_places(self):
        with xr.open_dataset(RESULTS / "creek_map.nc") as maps:
            self.assertEqual(str(maps.time.values[0])[:10], "2025-03-01")
            self.assertEqual(str(maps.time.values[-1])[:10], "2025-04-12")
            self.assertTrue((abs(maps.mesh2d_face_lon + 84.2) < 0.1).all())
            self.assertTrue((abs(maps.mesh2d_face_lat - 36.2) < 0.1).all())
            self.assertGreater(float(maps.sulfate_l1.isel(time=-1).max()), 10.0)

    def test_opens_the_volumes(self):
        with xr.open_dataset(RESULTS / "creek_3d.nc") as volumes:
            self.assertEqual(volumes["head"].dims, ("time", "layer", "mesh2d_face"))
            self.assertTrue(np.isfinite(volumes["head"]).all())

    def test_opens_the_time_series(self):
        with xr.open_dataset(RESULTS / "creek_obs.nc") as series:
            names = [name.decode() for name in series.station_name.values]
            self.assertIn("outlet", names)
            outlet = series.discharge.isel(station=names.index("outlet"))
            self.assertEqual(outlet.sizes["time"], 43)
            self.assertGreater(float(outlet.max()), 0.0)


@unittest.skipUnless(shutil.which("cdo"), "CDO is not installed")
class Cdo(unittest.TestCase):
    def test_knows_grid_and_times(self):
        for name in ("creek_map.nc", "creek_3d.nc"):
            info = cdo("sinfon", RESULTS / name)
            self.assertIn("unstructured", info)
            self.assertIn("2025-04-12", info)

    def test_takes_means_over_the_area(self):
        mean = float(cdo("outputf,%.10g", "-fldmean", "-seltimestep,-1", "-selname,water_table_depth",
                         RESULTS / "creek_map.nc"))
        with xr.open_dataset(RESULTS / "creek_map.nc") as maps:
            self.assertAlmostEqual(mean, float(maps.water_table_depth.isel(time=-1).mean()), delta=0.01 * mean)


class Ncdump(unittest.TestCase):
    def test_reads_every_file(self):
        for path in RESULTS.glob("*.nc"):
            subprocess.run(["ncdump", str(path)], stdout=subprocess.DEVNULL, check=True)


class Plot(unittest.TestCase):
    def test_draws_a_map(self):
        script = pathlib.Path(os.environ["ENTAIL_SOURCE"]) / "scripts" / "plot"
        picture = RESULTS / "plume.png"
        subprocess.run([str(script), str(RESULTS / "creek_map.nc"), "-v", "sulfate_l1", "-l", "1", "-o", str(picture)],
                       check=True, stdout=subprocess.DEVNULL)
        self.assertGreater(picture.stat().st_size, 10000)


if __name__ == "__main__":
    unittest.main()
