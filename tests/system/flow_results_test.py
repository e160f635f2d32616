"""What a run says of its flow, read with xarray and checked against each other: saturation, seepage, discharge, sections,
boundaries and wells. Boundaries and random soils give the same on any number of ranks."""
import csv
import unittest

import numpy as np
import xarray as xr

from program import SOURCE, ProgramTest

DAY = 86400.0


def balances(path):
    """Rows of a balance table as numbers by heading."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [{key: float(value) for key, value in row.items() if key != "date"} for row in rows]


class Valley(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = cls("run_valley")
        run.setUp()
        cls.addClassCleanup(run.doCleanups)
        cls.ranks = {}
        for ranks in (1, 2, 4):
            done = run.entail("run", SOURCE / "tests" / "decks" / "valley.yaml", "-o", f"ranks_{ranks}", ranks=ranks)
            if done.returncode != 0:
                raise AssertionError(done.stderr)
            cls.ranks[ranks] = run.folder / f"ranks_{ranks}"
            cls.said = done.stdout + done.stderr

    def run_valley(self):
        """Names the run of all tests."""

    def open(self, kind, ranks=2):
        data = xr.open_dataset(self.ranks[ranks] / f"valley_{kind}.nc")
        self.addCleanup(data.close)
        return data

    def station(self, data, name):
        return data.isel(station=[n.decode() for n in data.station_name.values].index(name))

    def test_conductivities_are_in_the_files(self):
        volumes, maps = self.open("3d"), self.open("map")
        self.assertEqual(volumes.hydraulic_conductivity.dims, ("layer", "mesh2d_face"))
        self.assertEqual(volumes.hydraulic_conductivity.units, "m s-1")
        self.assertTrue((volumes.hydraulic_conductivity > 0).all())
        for layer in range(8):
            np.testing.assert_allclose(maps[f"hydraulic_conductivity_l{layer + 1}"].values,
                                       volumes.hydraulic_conductivity.values[layer], rtol=1e-6)

    def test_saturation_is_water_content_over_porosity(self):
        volumes, maps = self.open("3d"), self.open("map")
        content, saturation = volumes.water_content.values, volumes.saturation.values
        dry = volumes.pressure_head.values < 0
        porosity = np.where(dry, content / saturation, np.nan)
        known = {0.41: 0, 0.45: 0}
        for value in porosity[dry]:
            nearest = min(known, key=lambda p: abs(p - value))
            self.assertAlmostEqual(value, nearest, places=9)
            known[nearest] += 1
        self.assertTrue(all(known.values()), known)
        self.assertTrue((saturation[~dry] == 1).all())
        for layer in range(8):
            np.testing.assert_allclose(maps[f"saturation_l{layer + 1}"].values, saturation[:, layer, :], rtol=1e-6)

    def test_seepage_in_the_maps_is_that_of_the_balance(self):
        maps, rows = self.open("map"), balances(self.ranks[2] / "valley_balance.csv")
        seconds = np.diff(maps.time_bnds.values.astype("datetime64[s]").astype(float), axis=1)[:, 0]
        area = maps.mesh2d_face_area.values
        left = (maps.seepage_to_boundaries.values * area).sum(axis=1) * seconds
        for row, total in zip(rows, np.cumsum(left)[1:]):
            self.assertAlmostEqual(-row["water slope [m3]"] - row["water ditch [m3]"], total, delta=1e-5 * total)
        self.assertGreater(float(maps.seepage_to_surface.max()), 0.0)
        # Net infiltration is what goes down less what comes up.
        infiltration = maps.infiltration.values / 1000.0
        self.assertTrue((infiltration + maps.seepage_to_surface.values >= -1e-12).all())

    def test_discharge_grows_along_the_channel(self):
        maps = self.open("map")
        discharge = maps.discharge.isel(time=2).values.reshape(4, 20)
        middle = discharge[1]
        self.assertGreater(middle[0], 2.0 * middle[15])
        self.assertGreater(middle[:10].mean(), discharge[0][:10].mean())

    def test_a_section_at_the_mouth_passes_what_leaves_beyond_it(self):
        series, maps = self.open("obs"), self.open("map")
        rows = balances(self.ranks[2] / "valley_balance.csv")
        west = maps.mesh2d_face_x.values < 10
        area = maps.mesh2d_face_area.values[west]
        volumes = self.open("3d")
        thickness = -np.diff(volumes.layer_interface_altitude.values[west], axis=1)
        for time, row in enumerate(rows, start=1):
            # From north to south, left is east: what flows down the valley counts positive... to its right.
            through = row["section mouth surface [m3]"] + row["section mouth ground [m3]"]
            rain = row["water rain [m3]"] * area.sum() / maps.mesh2d_face_area.values.sum()
            seconds = row["time [d]"] * DAY
            evaporated = (maps.evaporation.values[1:time + 1][:, west] * area).sum() / 1000.0 * 2 * DAY
            stored = ((volumes.water_content.values[time] - volumes.water_content.values[0])[:, west].T * thickness).sum(
                axis=1) @ area + (volumes.surface_water_depth.values[time] - volumes.surface_water_depth.values[0])[west] @ area
            left = -row["water stream_end [m3]"] - row["water slope [m3]"]
            self.assertAlmostEqual(through + rain - evaporated - left, stored, delta=2e-4 * left + 1e-6 * seconds / DAY)
        self.assertGreater(float(self.station(series, "mouth").discharge.max()), 0.0)

    def test_series_of_boundaries_and_wells_are_the_rates_of_the_balance(self):
        series = self.open("obs")
        kinds = dict(zip((n.decode() for n in series.station_name.values),
                         (k.decode() for k in series.station_kind.values)))
        self.assertEqual(kinds, {"probe": "well", "stream_end": "outlet", "slope": "boundary", "ditch": "boundary",
                                 "pw1": "pumping_well", "gauge": "section", "mouth": "section"})
        well = self.station(series, "pw1").inflow.values[1:]
        np.testing.assert_allclose(well, -5 / DAY, rtol=1e-9)
        outlet = self.station(series, "stream_end")
        np.testing.assert_allclose(outlet.inflow.values[1:], -outlet.discharge.values[1:])
        self.assertTrue((self.station(series, "ditch").inflow.values[1:] <= 0).all())
        self.assertTrue(np.isnan(self.station(series, "gauge").inflow.values).all())
        self.assertTrue(np.isfinite(self.station(series, "gauge").groundwater_discharge.values[1:]).all())

    def test_the_report_names_the_sections(self):
        self.assertIn("across sections", self.said)
        self.assertIn("gauge", self.said)

    def test_the_same_on_1_2_and_4_ranks(self):
        for kind, names in (("3d", ("head", "saturation", "surface_water_depth")),
                            ("obs", ("head", "discharge", "groundwater_discharge", "inflow"))):
            one = self.open(kind, 1)
            for ranks in (2, 4):
                other = self.open(kind, ranks)
                for name in names:
                    np.testing.assert_allclose(other[name].values, one[name].values, rtol=1e-6,
                                               atol=1e-6 * np.nanmax(np.abs(one[name].values)), err_msg=f"{name} {ranks}")


class Restart(ProgramTest):
    def test_a_run_from_the_last_state_of_another_goes_on_like_it(self):
        deck = """
title: column
period: {start: %s, end: %s}
box: {size: [40 m, 10 m], cells: [4, 1], top: "0.02*x"}
ground:
  layers: [{name: soil, thickness: 2 m, cells: 20, soil: loam}]
  soils: {loam: {from: carsel_parrish_1988/loam}}
surface: {manning: 0.05}
weather: {rain: 20 mm/h, concentrations: {salt: 10 mg/L}}
contaminants: [{name: salt, kd: 0.1 L/kg, background: 1 mg/L}]
boundaries: [{name: out, where: west, normal_depth: {slope: 0.02}}]
initial: {%s}
output: {every: 1 h}
steps: {initial: 30 s, maximum: 30 s}
"""
        runs = {"whole": ("2025-01-01", "2025-01-01T06:00", "water_table_depth: 1.5 m"),
                "first": ("2025-01-01", "2025-01-01T03:00", "water_table_depth: 1.5 m"),
                "second": ("2025-01-01T03:00", "2025-01-01T06:00", "file: out/first_3d.nc")}
        for name, values in runs.items():
            self.write(f"{name}.yaml", deck % values)
            done = self.entail("run", f"{name}.yaml", "-o", "out")
            self.assertEqual(done.returncode, 0, done.stderr)
        with xr.open_dataset(self.folder / "out/whole_3d.nc") as whole, \
                xr.open_dataset(self.folder / "out/second_3d.nc") as second:
            self.assertGreater(float(second.surface_water_depth.isel(time=0).max()), 1e-4)
            self.assertEqual(whole.time.values[-1], second.time.values[-1])
            for name in ("head", "surface_water_depth"):
                np.testing.assert_allclose(second[name].values[-1], whole[name].values[-1], rtol=1e-6, atol=1e-7)
            for name in ("salt", "salt_surface"):
                np.testing.assert_allclose(second[name].values[-1], whole[name].values[-1], rtol=1e-4, atol=1e-4)

    def test_a_run_from_the_steady_state_stays_there(self):
        self.write("steady.yaml", """
title: strip
period: {length: 30 d}
box: {size: [100 m, 10 m], cells: [20, 1], top: 12 m}
ground:
  layers: [{name: soil, thickness: 12 m, cells: 6, soil: sand}]
  soils: {sand: {from: carsel_parrish_1988/loamy_sand}}
weather: {rain: 3 mm/d}
boundaries: [{name: ditch, where: west, head: 6 m, z: [0 m, 6 m]}]
initial: {head: 6 m, steady: true}
output: {every: 10 d}
""")
        done = self.entail("run", "steady.yaml", "-o", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        with xr.open_dataset(self.folder / "out/steady_3d.nc") as volumes:
            heads = volumes["head"].values
            self.assertGreater(heads[0].max() - heads[0].min(), 0.05)
            np.testing.assert_allclose(heads[-1], heads[0], atol=1e-5)
        last = balances(self.folder / "out/steady_balance.csv")[-1]
        self.assertAlmostEqual(-last["water ditch [m3]"] / last["water rain [m3]"], 1.0, places=5)


if __name__ == "__main__":
    unittest.main()
