"""Computed against reference, one function per figure of the manual."""
import numpy as np

from verification import formulas
from verification.style import BLUE, EXACT, GREEN, MARKERS, ORANGE, REFERENCE, SERIES, SKY, VERMILION, figure

DAY = 86400.0


def _points(axes, checks, x, y="reference", label="reference", **style):
    """Markers at checks: `x` gives the abscissa of one."""
    axes.plot([x(c) for c in checks], [c[y] for c in checks], marker="o", label=label, **{**REFERENCE, **style})


def _well(result, exact, title):
    """Drawdown over time at four radii, and over radius at the end."""
    drawing, (left, right) = figure(2, width=9.0)
    times = np.geomspace(3e-3, 10, 120) * DAY
    radii = sorted({c["at_m"][0] for c in result.select("head_change")})
    for radius, colour, marker in zip(radii, SERIES, MARKERS):
        left.plot(times / DAY, [exact(radius, t) for t in times], **{**EXACT, "color": colour})
        checks = [c for c in result.select("head_change") if c["at_m"][0] == radius]
        left.plot([c["time_s"] / DAY for c in checks], [-c["computed"] for c in checks], marker, color=colour, ms=6,
                  label=f"r = {radius:g} m")
    left.plot([], [], label="formula", **EXACT)
    left.set(xscale="log", xlabel="time [d]", ylabel="drawdown [m]", title=f"{title}: markers computed")
    left.legend()
    x, _ = result.columns()
    order = np.argsort(x)
    drawdown = result.volume("head", 0)[0] - result.volume("head")[0]
    right.plot(x[order], drawdown[order], color=BLUE, label="computed")
    right.plot(x[order], [exact(r, 10 * DAY) for r in x[order]], label="formula", **EXACT)
    right.set(xscale="log", xlim=(0.1, 5000), xlabel="distance from the well [m]", ylabel="drawdown [m]", title="after 10 d")
    right.legend()
    return drawing


def theis(results):
    def exact(radius, time):
        return formulas.theis(500 / DAY, 300 / DAY, 2e-4, radius, time)

    return _well(results["theis_1935"], exact, "Theis 1935")


def hantush(results):
    def exact(radius, time):
        return formulas.hantush(500 / DAY, 300 / DAY, 2e-4, 500.0, radius, time)

    return _well(results["hantush_jacob_1955"], exact, "Hantush & Jacob 1955")


def dupuit(results):
    result, foot = results["dupuit_1863"], 0.3048
    drawing, axes = figure()
    x, _ = result.columns()
    axes.plot(x / foot, result.volume("head")[0] / foot, color=BLUE, label="computed head")
    along = np.linspace(0, 100, 200)
    axes.plot(along, formulas.dupuit(100, 40, 20, along), label="Dupuit's parabola", **EXACT)
    _points(axes, result.select("head"), lambda c: c["at_m"][0] / foot)
    axes.set(xlabel="x [ft]", ylabel="head [ft]", ylim=(0, 45))
    axes.legend()
    return drawing


def ellipse(results):
    result = results["colding_1872"]
    drawing, axes = figure()
    x, _ = result.columns()
    axes.plot(x, result.volume("head")[0], color=BLUE, label="computed head")
    along = np.linspace(0, 40, 200)
    axes.plot(along, formulas.dupuit(40, 1, 1, along, 0.007), label="ellipse", **EXACT)
    _points(axes, result.select("head"), lambda c: c["at_m"][0], label="reference of the check")
    axes.set(xlabel="x [m]", ylabel="head above the base [m]", ylim=(0, 2.2))
    axes.legend(loc="lower center")
    return drawing


def tide(results):
    result = results["ferris_1951"]
    drawing, (left, right) = figure(2, width=9.0)
    diffusivity = 10 * 10 / 1e-3 / DAY
    x, _ = result.columns()
    times = result.times()
    for index, hours in enumerate((15, 18)):
        row = int(np.argmin(np.abs(times - 3600 * hours)))
        left.plot(x, result.volume("head", row)[0], color=SERIES[index], label=f"computed, {hours} h")
        left.plot(x, formulas.tide(1.0, 0.5 * DAY, diffusivity, x, times[row]), **EXACT)
        checks = result.select("head", time_s=3600.0 * hours)
        left.plot([c["at_m"][0] for c in checks], [c["reference"] for c in checks], marker=MARKERS[index],
                  **{**REFERENCE, "mec": SERIES[index]})
    left.plot([], [], label="formula", **EXACT)
    left.set(xlabel="distance from the sea [m]", ylabel="head [m]", xlim=(0, 800))
    left.legend()
    for index, place in enumerate((50.0, 200.0)):
        column = int(np.argmin(np.abs(x - place)))
        heads = [result.volume("head", row)[0, column] for row in range(len(times))]
        right.plot(times / 3600, heads, MARKERS[index], color=SERIES[index], label=f"computed, x = {x[column]:g} m")
        fine = np.linspace(0, times[-1], 300)
        right.plot(fine / 3600, formulas.tide(1.0, 0.5 * DAY, diffusivity, x[column], fine), **EXACT)
    right.plot([], [], label="formula", **EXACT)
    right.set(xlabel="time [h]", ylabel="head [m]", xticks=range(0, 25, 6), ylim=(-0.8, 1.2))
    right.legend(loc="upper right")
    return drawing


def toth(results):
    result, foot = results["toth_1962"], 0.3048
    drawing, (left, right) = figure(2, width=9.5)
    x, z = result.columns()[0] / foot / 1000, result.centres()[:, 0] / foot / 1000
    levels = np.arange(10050, 10400, 25)
    shown = left.contour(x, z, result.volume("head") / foot, levels=levels, colors=BLUE, linewidths=1.4)
    left.clabel(shown, levels[::2], fontsize=7, fmt="%d")
    exact = 10000 + formulas.toth(6096.0, 3048.0, 0.02, 1000 * foot * x[None, :], 1000 * foot * z[:, None]) / foot
    left.contour(x, z, exact, levels=levels, colors="black", linewidths=0.9, linestyles="dashed")
    checks = result.select("head")
    left.plot([c["at_m"][0] / foot / 1000 for c in checks], [c["at_m"][2] / foot / 1000 for c in checks], marker="o",
              **REFERENCE)
    left.set(xlabel="x [1000 ft]", ylabel="z [1000 ft]", title="head [ft]")
    right.plot(x, result.volume("head")[-1] / foot, color=BLUE, label="computed, lowest cells")
    right.plot(x, exact[-1], label="series", **EXACT)
    right.set(xlabel="x [1000 ft]", ylabel="head [ft]", title=f"at z = {1000 * z[-1]:g} ft")
    right.legend()
    return drawing


def dams(results):
    drawing, panels = figure(2, width=8.0, sharey=True, gridspec_kw={"width_ratios": [10, 6]})
    for axes, name, length, exact in zip(panels, ("dam_square", "dam_tall"), (10.0, 5.0), (3.98, 6.38)):
        result = results[name]
        table, x = result.water_table()
        axes.plot(x, table, color=BLUE, label="computed free surface")
        _points(axes, result.select("water_table"), lambda c: c["at_m"][0])
        exit_point = result.select("seepage_top")[0]
        axes.plot([length], [exit_point["computed"]], ">", color=VERMILION, ms=8, clip_on=False,
                  label="computed top of the seepage face")
        axes.plot([length], [exact], marker="D", clip_on=False, label="reference exit", **REFERENCE)
        flow = result.select("inflow")[0]
        axes.set(xlabel="x [m]", xlim=(0, length), ylim=(0, 10.5),
                 title=f"q/K {flow['computed']:.4f} m (Charny {flow['reference']:g} m)")
        axes.plot([0.9 * length, length], [2.0, 2.0], color=SKY, label="tailwater")
    panels[0].set_ylabel("z [m]")
    panels[0].legend(loc="lower left")
    return drawing


def celia(results):
    result = results["celia_1990"]
    drawing, (left, right) = figure(2, width=8.0, sharey=True)
    z = 100 * result.centres()[:, 0]
    left.plot(100 * result.volume("pressure_head")[:, 0], z, color=BLUE, label="computed")
    levels = result.select("level")
    left.plot([100 * c["value_m"] for c in levels], [c["reference"] for c in levels], marker="o", label="fine grid",
              **REFERENCE)
    left.set(xlabel="pressure head [cm]", ylabel="height [cm]", title="after 86400 s")
    left.legend(loc="center left", bbox_to_anchor=(0.0, 0.85))
    right.plot(result.volume("water_content")[:, 0], z, color=BLUE)
    contents = result.select("water_content")
    _points(right, [{**c, "z": 100 * c["at_m"][2]} for c in contents], lambda c: c["reference"], "z")
    infiltration = result.select("cumulative_inflow")[0]
    right.set(xlabel="water content [-]",
              title=f"infiltration {100 * infiltration['computed']:.3f} cm (fine grid {100 * infiltration['reference']:.3f} cm)")
    return drawing


def haverkamp(results):
    result = results["haverkamp_1977"]
    drawing, (left, right) = figure(2, width=8.0, sharey=True)
    depth = 40 - 100 * result.centres()[:, 0]
    left.plot(100 * result.volume("pressure_head")[:, 0], depth, color=BLUE, label="computed")
    left.plot([-40.0], [40 - result.select("level")[0]["reference"]], marker="o", label="fine grid", **REFERENCE)
    left.set(xlabel="pressure head [cm]", ylabel="depth [cm]", ylim=(40, 0), title="after 360 s")
    left.legend(loc="lower right")
    right.plot(result.volume("water_content")[:, 0], depth, color=BLUE)
    contents = [{**c, "depth": 40 - 100 * c["at_m"][2]} for c in result.select("water_content")]
    _points(right, contents, lambda c: c["reference"], "depth")
    infiltration = result.select("cumulative_inflow")[0]
    right.set(xlabel="water content [-]",
              title=f"infiltration {100 * infiltration['computed']:.4f} cm (fine grid {100 * infiltration['reference']:.4f} cm)")
    return drawing


def vauclin(results):
    result = results["vauclin_1979"]
    drawing, axes = figure()
    times = result.times()
    for hour, colour, marker in zip((2, 3, 4, 8), SERIES, MARKERS):
        table, x = result.water_table(int(np.argmin(np.abs(times - 3600 * hour))))
        axes.plot(100 * x, 100 * table, color=colour, label=f"computed, {hour} h")
        checks = result.select("water_table", time_s=3600.0 * hour)
        axes.plot([100 * c["at_m"][0] for c in checks], [c["reference"] for c in checks], **{**REFERENCE, "mec": colour},
                  marker=marker)
    axes.plot([], [], marker="o", label="fine grid", **REFERENCE)
    axes.set(xlabel="x [cm]", ylabel="water table [cm]", xlim=(0, 300), ylim=(60, 130))
    axes.legend()
    return drawing


def _tracy(results, name, alpha, sides, dimensions=2):
    """Profiles of pressure head over height in the middle and at a quarter, at two times and steady."""
    drawing, panels = figure(2, width=8.0, sharey=True)
    length, moving, steady = 15.24, results[name], results[f"{name}_steady"]
    for axes, share, title in zip(panels, (0.5, 0.25), ("x = L/2", "x = L/4")):
        place = share * length
        for index, (result, seconds, label) in enumerate(
                ((moving, 43200.0, "43200 s"), (moving, 86400.0, "86400 s"), (steady, None, "steady"))):
            row = -1 if seconds is None else int(np.argmin(np.abs(result.times() - seconds)))
            x, y = result.columns()
            away = np.hypot(x - place, y - (place if dimensions == 3 else y[0]))
            near = away <= away.min() + 1e-6  # the place lies on the edge of these columns
            z = result.centres()[:, near][:, 0]
            axes.plot(result.volume("pressure_head", row)[:, near].mean(axis=1), z, color=SERIES[index], label=label)
            fine = np.linspace(0.01, length - 0.01, 200)
            exact = formulas.tracy(alpha, place, fine, seconds, sides, dimensions, place)
            axes.plot(exact, fine, **EXACT)
        axes.plot([], [], label="formula", **EXACT)
        at = [c for c in moving.select("pressure_head") + steady.select("pressure_head")
              if abs(c["at_m"][0] - place) < 1e-6]
        _points(axes, [{**c, "z": c["at_m"][2]} for c in at], lambda c: c["reference"], "z", "reference of the check")
        axes.set(xlabel="pressure head [m]", title=title)
    panels[0].set_ylabel("z [m]")
    panels[0].legend(loc="upper left")
    return drawing


def tracy_heads(results):
    return _tracy(results, "tracy_2006_heads", 0.164, "heads")


def tracy_heads_steep(results):
    return _tracy(results, "tracy_2006_heads_steep", 0.328, "heads")


def tracy_no_flow(results):
    return _tracy(results, "tracy_2006_no_flow", 0.164, "no_flow")


def tracy_no_flow_steep(results):
    return _tracy(results, "tracy_2006_no_flow_steep", 0.328, "no_flow")


def tracy_3d(results):
    return _tracy(results, "tracy_2006_3d", 0.164, "heads", 3)


def tracy_3d_steep(results):
    return _tracy(results, "tracy_2006_3d_steep", 0.328, "heads", 3)


def channels(results):
    drawing, axes = figure()
    for index, side in enumerate(("east", "north", "west", "south")):
        depth, x, y = results[f"channel_to_{side}"].map("surface_water_depth")
        along = x if side in ("east", "west") else y
        if side in ("west", "south"):
            along = 100 - along
        axes.plot(along, 1000 * depth, MARKERS[index], ms=10 - 2 * index, mfc="none", color=SERIES[index],
                  label=f"computed, to the {side}")
    axes.axhline(1000 * formulas.normal_depth(0.05, 0.01, 0.03), label="Manning's formula", **EXACT)
    axes.set(xlabel="distance from the upper end [m]", ylabel="depth [mm]", xlim=(0, 100), ylim=(0, 100))
    axes.legend(loc="lower center", ncol=2)
    return drawing


def _hydrograph(axes, result, term, seconds, scale, colour=BLUE, label="computed"):
    """Outflow in the units of the axes: means between outputs."""
    time, flow = result.flow(term)
    axes.plot(time / seconds, -flow * scale, color=colour, label=label)


def kinematic_plane(results):
    result = results["kinematic_plane"]
    drawing, axes = figure()
    _hydrograph(axes, result, "outlet", 1.0, 1000.0)
    time = np.linspace(0, 900, 400)
    axes.plot(time, 1000 * formulas.kinematic_plane(1e-5, 100, 0.05, 0.02, time), label="kinematic wave", **EXACT)
    checks = [{**c, "reference": 1000 * c["reference"]} for c in result.select("outflow")]
    _points(axes, checks, lambda c: c["time_s"], label="reference of the check")
    axes.set(xlabel="time [s]", ylabel="outflow [L/s]")
    axes.legend(loc="lower right")
    return drawing


def tilted_v(results):
    result = results["tilted_v"]
    drawing, axes = figure()
    _hydrograph(axes, result, "outlet", 60.0, 1.0)
    axes.plot([0, 90, 90, 180], [4.86, 4.86, 0, 0], label="rain on the catchment", **EXACT)
    _points(axes, result.select("outflow"), lambda c: c["time_s"] / 60, label="reference of the check")
    axes.set(xlabel="time [min]", ylabel="outflow [m³/s]", xlim=(0, 180))
    axes.legend(loc="upper right")
    return drawing


def ih_mip(results):
    drawing, panels = figure(2, rows=2, width=9.0, height=3.0, sharex=True)
    cases = (("ih_mip_saturation_shallow", "saturation excess, water table 0.5 m deep"),
             ("ih_mip_saturation_deep", "saturation excess, water table 1.0 m deep"),
             ("ih_mip_infiltration", "infiltration excess, K 6.94e-5 m/min"),
             ("ih_mip_infiltration_tight", "infiltration excess, K 6.94e-6 m/min"))
    for axes, (name, title) in zip(panels.flat, cases):
        result = results[name]
        _hydrograph(axes, result, "outlet", 60.0, 60.0)
        checks = result.select("outflow")
        axes.errorbar([c["time_s"] / 60 for c in checks], [c["reference"] for c in checks],
                      yerr=[c["tolerance"] for c in checks], capsize=4, elinewidth=1.2, fmt="o", mfc="white", color="black", ms=5,
                      zorder=4, label="participants, with the tolerance")
        axes.axhline(10.56, color=ORANGE, lw=1.0, ls=":", label="rain times area")
        axes.set(title=title, ylim=(-0.7, 12), xlim=(0, 310))
    panels[0, 0].legend(loc="lower center")
    for axes in panels[1]:
        axes.set_xlabel("time [min]")
    for axes in panels[:, 0]:
        axes.set_ylabel("outflow [m³/min]")
    return drawing


def flux_inlet_column(results):
    result = results["van_genuchten_alves_1982"]
    drawing, axes = figure()
    depth = 2.0 - result.centres()[:, 0]
    axes.plot(depth, result.volume("tracer")[:, 0] / 1000.0, color=BLUE, label="computed")
    exact = formulas.flux_inlet_column(depth, 4.0, 0.25, 0.25 * 0.02, 2.0)
    axes.plot(depth, exact, label="van Genuchten & Alves, A2", **EXACT)
    checks = [{**c, "depth": 2.0 - c["at_m"][2]} for c in result.select("concentration")]
    _points(axes, checks, lambda c: c["depth"], label="reference of the check")
    axes.set(xlabel="depth [m]", ylabel="concentration [kg/m³]", xlim=(0, 1.2), title="after 4 d")
    axes.legend()
    return drawing


def errors(results):
    """Where no other figure is made: each error as a share of what is permitted."""
    (result,) = results.values()
    names = [c["name"] for c in result.checks]
    drawing, axes = figure(height=0.6 + 0.28 * len(names))
    shares = [(c["computed"] - c["reference"]) / c["tolerance"] for c in result.checks]
    axes.barh(range(len(names)), shares, color=[GREEN if abs(s) <= 1 else VERMILION for s in shares])
    axes.set_yticks(range(len(names)), names)
    axes.axvline(-1, color="black", lw=1)
    axes.axvline(1, color="black", lw=1)
    axes.set(xlabel="error over tolerance [-]", xlim=(-1.2, 1.2))
    axes.invert_yaxis()
    return drawing
