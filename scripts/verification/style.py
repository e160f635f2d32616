"""One look for all figures: Okabe and Ito's palette, which the colour-blind can tell apart, and small files."""
import io

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from PIL import Image  # noqa: E402

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7"
SERIES = [BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY]
MARKERS = ["o", "s", "^", "D", "v", "P"]
EXACT = {"color": "black", "ls": "--", "lw": 1.1, "zorder": 3}
REFERENCE = {"mfc": "white", "mec": "black", "mew": 1.1, "ms": 6, "ls": "none", "zorder": 4}
MOST_BYTES = 60_000

matplotlib.rcParams.update({
    "font.size": 9, "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False, "legend.fontsize": 8,
    "lines.linewidth": 2.4, "figure.dpi": 100,
})


def figure(columns=1, rows=1, width=6.4, height=3.8, **options):
    """A figure and its axes; one axes alone is not in a list."""
    return plt.subplots(rows, columns, figsize=(width, height * rows), constrained_layout=True, **options)


def save(drawing, path):
    """A PNG of few colours; a picture that is too large is an error."""
    raw = io.BytesIO()
    drawing.savefig(raw, format="png", dpi=100)
    plt.close(drawing)
    raw.seek(0)
    Image.open(raw).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes; {MOST_BYTES} are allowed")
