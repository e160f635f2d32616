"""The references of decks that have a formula, computed again from it: a mistyped number in a deck cannot stand."""
import re

import numpy as np

from verification import formulas

DAY, FOOT = 86400.0, 0.3048
UNITS = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 1e-3, "km": 1e3, "ft": FOOT, "s": 1.0, "min": 60.0, "h": 3600.0, "d": DAY,
         "m3/s": 1.0, "m3/d": 1 / DAY, "m3/min": 1 / 60, "ft3/d": FOOT**3 / DAY, "kg/m3": 1.0, "m3": 1.0}


def number(text):
    """A value with unit in SI."""
    value, unit = re.fullmatch(r"\s*([-+0-9.eE]+)\s*(.*?)\s*", str(text)).groups()
    return float(value) * UNITS[unit]


def _tracy(alpha, sides, dimensions=2):
    def value(at, time):
        return formulas.tracy(alpha, at[0], at[2], time, sides, dimensions, at[1])

    return {"pressure_head": value}


def _radial(function, *leakage):
    def value(at, time):
        return -function(500 / DAY, 300 / DAY, 2e-4, *leakage, at[0], time)

    return {"head_change": value}


# problem (a pattern) -> quantity -> formula of place and time (None: steady)
FORMULAS = [
    (r"theis_1935", _radial(formulas.theis)),
    (r"hantush_jacob_1955", _radial(lambda q, t, s, b, r, time: formulas.hantush(q, t, s, b, r, time), 500.0)),
    (r"dupuit_1863", {"head": lambda at, time: FOOT * formulas.dupuit(100, 40, 20, at[0] / FOOT)}),
    (r"colding_1872", {"head": lambda at, time: formulas.dupuit(40, 1, 1, at[0], 0.007)}),
    (r"toth_1962", {"head": lambda at, time: 3048 + formulas.toth(6096, 3048, 0.02, at[0], at[2])}),
    (r"ferris_1951", {"head": lambda at, time: formulas.tide(1, DAY / 2, 1e5 / DAY, at[0], time)}),
    (r"tracy_2006_heads(_steady)?", _tracy(0.164, "heads")),
    (r"tracy_2006_heads_steep(_steady)?", _tracy(0.328, "heads")),
    (r"tracy_2006_no_flow(_steady)?", _tracy(0.164, "no_flow")),
    (r"tracy_2006_no_flow_steep(_steady)?", _tracy(0.328, "no_flow")),
    (r"tracy_2006_3d(_steady)?", _tracy(0.164, "heads", 3)),
    (r"tracy_2006_3d_steep(_steady)?", _tracy(0.328, "heads", 3)),
    (r"kinematic_plane", {"outflow": lambda at, time: formulas.kinematic_plane(1e-5, 100, 0.05, 0.02, time)}),
    (r"channel_to_.*", {"surface_depth": lambda at, time: formulas.normal_depth(0.05, 0.01, 0.03)}),
    (r"van_genuchten_alves_1982",
     {"concentration": lambda at, time: formulas.flux_inlet_column(2 - at[2], time / DAY, 0.25, 0.005, 2.0)}),
    (r"pulse_in_column",
     {"concentration": lambda at, time: formulas.flux_inlet_column(at[0], time / DAY, 1, 1, 1)
      - formulas.flux_inlet_column(at[0], time / DAY - 10, 1, 1, 1)}),
    (r"decaying_source", {"concentration": lambda at, time: formulas.decaying_source(at[0], time / DAY, 1, 1, 0.05)}),
    (r"radial_injection",
     {"concentration": lambda at, time: formulas.radial_injection(at[0], time / DAY, 100 / np.pi, 1, 0.1)}),
]


def differences(problem):
    """Checks whose reference is not what the formula gives, to a part in 10^4 and the digits that the deck has."""
    for pattern, quantities in FORMULAS:
        if not re.fullmatch(pattern, problem.name):
            continue
        for check in problem.checks:
            if check.quantity not in quantities:
                continue
            time = None if check.when == "steady" else number(check.when)
            exact = float(quantities[check.quantity]([number(a) for a in check.at], time))
            stated = number(check.reference)
            digits = re.match(r"-?[0-9]*\.?([0-9]*)(?:e(-?[0-9]+))?\s*(.*)", check.reference)
            last = 10.0 ** (int(digits[2] or 0) - len(digits[1])) * UNITS[digits[3].strip()]
            if abs(exact - stated) > 0.6 * last + 1e-4 * abs(stated):
                yield f"{problem.name}, {check.name}: the deck says {check.reference}, the formula {exact:.8g} in SI"
