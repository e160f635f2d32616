"""The verification manual as Markdown: families of problems, their figures, tables of every number."""
import re

# figure (a function of figures.py and a file), heading, names of the problems (a pattern), what is seen
FAMILIES = [
    ("theis", "Theis: a well in a confined aquifer", r"theis_1935",
     "Drawdown over time at four distances and over distance after 10 d; dashed: the formula."),
    ("hantush", "Hantush and Jacob: a well in a leaky aquifer", r"hantush_jacob_1955",
     "As above, with leakage; dashed: the formula, by quadrature."),
    ("tide", "Ferris: a tide in a confined aquifer", r"ferris_1951",
     "Heads at two distances over the last tides and along the aquifer; dashed: the formula."),
    ("toth", "Toth: a drainage basin", r"toth_1962",
     "Head contours in section (colour computed, dashed the formula) and head along the bottom."),
    ("dupuit", "Dupuit: unconfined flow between two ditches", r"dupuit_1863",
     "Head along the section; dashed: the formula."),
    ("ellipse", "Colding: drainage of recharge by ditches", r"colding_1872",
     "Water table between two ditches under recharge; dashed: the formula."),
    ("dams", "Dams with a seepage face", r"dam_.*",
     "Free surface; circles: the obstacle problem on a fine grid."),
    ("vauclin", "Vauclin: recharge of a water table", r"vauclin_1979",
     "Water table at four times; circles: a fine grid of an independent solver."),
    ("celia", "Celia: infiltration into dry soil", r"celia_1990",
     "Profiles of pressure head and water content; circles: a fine grid."),
    ("haverkamp", "Haverkamp: infiltration into sand", r"haverkamp_1977",
     "Profiles of pressure head and water content; circles: a fine grid of an independent solver."),
    ("tracy_heads", "Tracy: heads on the sides, alpha 0.164 1/m", r"tracy_2006_heads(_steady)?",
     "Profiles at two places; dashed: the formula."),
    ("tracy_heads_steep", "Tracy: heads on the sides, alpha 0.328 1/m", r"tracy_2006_heads_steep(_steady)?", "Profiles at two places; dashed: the formula."),
    ("tracy_no_flow", "Tracy: closed sides, alpha 0.164 1/m", r"tracy_2006_no_flow(_steady)?",
     "Profiles at two places; dashed: the formula."),
    ("tracy_no_flow_steep", "Tracy: closed sides, alpha 0.328 1/m", r"tracy_2006_no_flow_steep(_steady)?", "Profiles at two places; dashed: the formula."),
    ("tracy_3d", "Tracy in three dimensions, alpha 0.164 1/m", r"tracy_2006_3d(_steady)?",
     "Profiles at two places; dashed: the formula."),
    ("tracy_3d_steep", "Tracy in three dimensions, alpha 0.328 1/m", r"tracy_2006_3d_steep(_steady)?", "Profiles at two places; dashed: the formula."),
    ("channels", "Normal depth in a channel, to all four sides", r"channel_to_.*",
     "Depth along the channel; dashed: Manning's formula."),
    ("kinematic_plane", "Rain on a plane", r"kinematic_plane",
     "Outflow, mean over each 20 s; dashed: the kinematic wave."),
    ("tilted_v", "Tilted V", r"tilted_v",
     "Outflow, mean over each 5 min; dashed: rain times area."),
    ("ih_mip", "IH-MIP 1: a hillslope, saturation and infiltration excess", r"ih_mip_.*",
     "Outflow, mean over each 5 min; bars: the middle of the participants' results and the tolerance."),
    ("flux_inlet_column", "A sorbing solute in a column", r"van_genuchten_alves_1982",
     "Concentration over depth; dashed: the formula."),
]

HEAD = """# Verification manual

<!-- written by scripts/update_verification; what stands here is not edited by hand -->

What the program computes for problems whose answer is known: {problems} problems, {checks} numbers. Each is a deck in
`scenarios/verification`; `entail verify` runs them all and fails when one number is missed, and every test run does so.
The equations are in the [theory manual](theory.md).

    scripts/update_verification        # runs all decks, writes this page and its figures

A reference is *exact* where its source gives a formula: scripts/verification/formulas.py states each once more, and the
dashed curves come from there and not from the program. Other references are converged solutions on fine grids of the same
equations, or the middle of published results, as the source says. The tolerance is what the deck permits; the error is
computed minus reference.

| problem | numbers | largest error over tolerance | verdict |
|---|---|---|---|
{summary}
"""


def _cell(text):
    return str(text).replace("|", "\\|")


def check_rows(problem):
    """What the decks alone say of each check: name, where, when, reference, tolerance."""
    return [[_cell(part) for part in (c.name, c.quantity.replace("_", " "), c.where, c.when, c.reference, c.tolerance)]
            for c in problem.checks]


def _table(problem, result):
    lines = ["| check | quantity | where | when | computed | reference | tolerance | error | verdict |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row, done in zip(check_rows(problem), result.checks):
        name, quantity, where, when, reference, tolerance = row
        unit = f" {done['unit']}" if done["unit"] and done["quantity"] != "balance_error" else ""
        computed = f"{done['computed']:.6g}{unit}" if abs(done["computed"]) > 1e-6 else f"{done['computed']:.1e}{unit}"
        error = f"{done['computed'] - done['reference']:.1e}"
        verdict = "pass" if done["passed"] else "**missed**"
        lines.append(f"| {name} | {quantity} | {where} | {when} | {computed} | {reference} | {tolerance} | {error} | {verdict} |")
    return "\n".join(lines)


def worst(result):
    return max(abs(c["computed"] - c["reference"]) / c["tolerance"] for c in result.checks)


def families(problems):
    """Each family with its problems; a problem that none claims is its own."""
    left, found = dict((p.name, p) for p in problems), []
    for stem, heading, pattern, caption in FAMILIES:
        names = [name for name in left if re.fullmatch(pattern, name)]
        if names:
            found.append((stem, heading, [left.pop(name) for name in names], caption))
    for name, problem in left.items():
        found.append((name, problem.title, [problem], "Errors as a share of the tolerance."))
    return found


def _section(problem, result):
    return (f"### {problem.name}\n\n{problem.title}. {problem.mesh}; {result.problem['steps']} steps.\n\n"
            f"*Source:* {problem.source}\n\n{problem.words}\n\n{_table(problem, result)}\n")


def write(problems, results):
    """The page; `results` by name."""
    summary = "\n".join(
        f"| [{p.name}](#{p.name}) | {len(p.checks)} | {worst(results[p.name]):.2f} | "
        f"{'pass' if all(c['passed'] for c in results[p.name].checks) else '**missed**'} |" for p in problems)
    parts = [HEAD.format(problems=len(problems), checks=sum(len(p.checks) for p in problems), summary=summary)]
    for stem, heading, members, caption in families(problems):
        parts.append(f"## {heading}\n\n![{heading}](verification/{stem}.png)\n\n*{caption}*\n")
        parts.extend(_section(problem, results[problem.name]) for problem in members)
    return "\n".join(parts)


def read(text):
    """What a page says that the decks say too: {name: (title line, source, words, rows)}."""
    found = {}
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        part = re.split(r"^## ", part, flags=re.M)[0]
        lines = part.splitlines()
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line.startswith("| ")][1:]
        texts = [line for line in lines[1:] if line and not line.startswith("|")]
        source = next((line for line in texts if line.startswith("*Source:*")), "")
        found[lines[0]] = {
            "title": texts[0].rsplit(";", 1)[0] if texts else "",
            "source": source.removeprefix("*Source:* "),
            "words": texts[2] if len(texts) > 2 else "",
            "rows": [row[:4] + row[5:7] for row in rows],
            "verdicts": [row[8] for row in rows],
        }
    return found
