"""Decks of scenarios/verification as the manual states them: title, source, words, checks."""
import dataclasses
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DECKS = ROOT / "scenarios" / "verification"


@dataclasses.dataclass
class Check:
    """A number that a deck asserts, in the deck's own words."""

    name: str
    quantity: str
    where: str
    when: str
    at: list
    reference: str
    tolerance: str


@dataclasses.dataclass
class Problem:
    name: str
    title: str
    source: str
    words: str
    mesh: str
    checks: list


def _where(check):
    """Place, boundary and value of a check in one phrase."""
    parts = []
    if "at" in check:
        axes = "xyz"
        parts.append(", ".join(f"{axes[i]} {value}" for i, value in enumerate(check["at"])))
    if "boundary" in check:
        parts.append(str(check["boundary"]))
    if "value" in check:
        parts.append(f"h = {check['value']}")
    return "; ".join(parts)


def _opening(text):
    """The comment that a deck opens with, as one paragraph."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("#").strip())
    return " ".join(lines)


def _many(number, what):
    return f"{number} {what}" + ("" if str(number) == "1" else "s")


def _mesh(deck):
    """Columns and layers in one phrase."""
    box = deck["box"]
    columns = " x ".join(str(n) for n in box["cells"] if n > 1) or "1" if "cells" in box else "graded"
    layers = sum(layer["cells"] for layer in deck["ground"]["layers"]) if "ground" in deck else 0
    return f"{_many(columns, 'column')}, {_many(layers, 'layer') if layers else 'surface only'}"


def read_problem(path):
    text = path.read_text(encoding="utf-8")
    deck = yaml.safe_load(text)
    steady = bool(deck["period"].get("steady"))
    end = "steady" if steady else str(deck["period"].get("length", "end"))
    checks = [
        Check(str(c["name"]), c["quantity"], _where(c), str(c.get("time", end)), c.get("at", []),
              str(c["reference"]), str(c["tolerance"]))
        for c in deck["reference"]["checks"]
    ]
    return Problem(path.parent.name, deck["title"], deck["reference"]["source"], _opening(text), _mesh(deck), checks)


def read_problems():
    """All of them, in the order of their names."""
    return [read_problem(path) for path in sorted(DECKS.glob("*/deck.yaml"))]
