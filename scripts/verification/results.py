"""What a run left: the comparison of its checks, its volumes, its balance."""
import csv
import json

import netCDF4
import numpy as np

DAY = 86400.0


class Result:
    """The files of one problem in a folder of `entail verify --json --output`."""

    def __init__(self, folder, name):
        self.name = name
        self.folder = folder / name
        entry = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.program = entry["program"]
        self.problem = entry["problems"][0]
        self.checks = self.problem["checks"]

    def select(self, quantity, **conditions):
        """Checks of a quantity; conditions are keys of the JSON and their values."""
        return [c for c in self.checks
                if c["quantity"] == quantity and all(c.get(key) == value for key, value in conditions.items())]

    def _volume(self):
        return netCDF4.Dataset(self.folder / f"{self.name}_3d.nc")

    def volume(self, variable, time=-1):
        """Values by (layer, column) at an output; `time` is its index."""
        with self._volume() as file:
            return np.array(file[variable][time])

    def times(self):
        """Output times [s]."""
        with self._volume() as file:
            return np.array(file["time"][:]) * DAY

    def columns(self):
        """x and y [m] of the columns' centres."""
        with self._volume() as file:
            return np.array(file["mesh2d_face_x"][:]), np.array(file["mesh2d_face_y"][:])

    def centres(self):
        """Elevations [m] of the cells' centres, (layer, column)."""
        with self._volume() as file:
            faces = np.array(file["layer_interface_altitude"][:])
        return 0.5 * (faces[:, 1:] + faces[:, :-1]).T

    def map(self, variable, time=-1):
        """A map [one value per column] and the columns' x and y."""
        with netCDF4.Dataset(self.folder / f"{self.name}_map.nc") as file:
            return (np.array(file[variable][time]), np.array(file["mesh2d_face_x"][:]),
                    np.array(file["mesh2d_face_y"][:]))

    def flow(self, term):
        """Mean inflow [m3/s] between outputs and the middles of these spans [s], from the balance."""
        with open(self.folder / f"{self.name}_balance.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        time = np.array([0.0] + [float(row["time [d]"]) for row in rows]) * DAY
        total = np.array([0.0] + [float(row[f"water {term} [m3]"]) for row in rows])
        return 0.5 * (time[1:] + time[:-1]), np.diff(total) / np.diff(time)

    def water_table(self, time=-1):
        """Elevation [m] of the water table in each column and the columns' x."""
        with netCDF4.Dataset(self.folder / f"{self.name}_map.nc") as file:
            depth, x = np.array(file["water_table_depth"][time]), np.array(file["mesh2d_face_x"][:])
        with self._volume() as file:
            return np.array(file["ground_altitude"][:]) - depth, x
