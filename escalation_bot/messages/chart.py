"""A team's week as a picture. Runs as a process of its own (figures on stdin, PNG on stdout): what draws it is heavy
(0.9 s, 42 MB), and a bot that runs for months needs it for a second a week.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

PATIENCE = 30
"""Seconds that drawing may take; the first time on a machine its fonts are looked through."""
INK, PAPER, GREY, FAINT = "#1d2b3a", "#ffffff", "#5b6b7b", "#c9d2da"
IMPACTS: Mapping[str, str] = {"limited": "#9db8cf", "moderate": "#4f86b8", "major": "#e39a2d", "critical": "#c0392b"}
"""Told apart by lightness too, for who sees no colours."""
SIZE, DPI = (5.4, 5.4), 200
"""1080 × 1080 pixels: a phone's width, so that nothing has to be enlarged."""
COLOURS = 64
"""More are not needed for bars and letters, and a third of the bytes are enough."""
ROWS = 6
"""So many motives are shown; the least common are added up."""


class NotDrawn(Exception):
    """The picture cannot be made here, and why."""


async def draw(figures: Mapping[str, Any]) -> bytes:
    """The PNG for these figures: `words` (title, motives, weeks, other), `impacts`, `rows` and `weeks` of label and
    count. Raises NotDrawn."""
    command = (sys.executable, "-P", str(Path(__file__)))
    pipe = asyncio.subprocess.PIPE
    environ = os.environ | {"MPLBACKEND": "agg"}
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, env=environ)
    try:
        async with asyncio.timeout(PATIENCE):
            picture, trouble = await process.communicate(json.dumps(figures).encode())
    except TimeoutError:
        raise NotDrawn(f"drawing took longer than {PATIENCE} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotDrawn(trouble.decode(errors="replace").strip().rpartition("\n")[2])
    return picture


def picture(figures: Mapping[str, Any]) -> bytes:
    """Draws it, in this process."""
    from matplotlib import rcParams  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415  # heavy, see above
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    rcParams["text.parse_math"] = False  # a motive may say “above $10,000, below $50,000”
    words, rows = figures["words"], _rows(figures)
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1))
    heights = [0.5 * max(len(rows), 2) + 1.3 if rows else 0.6, 2.3]
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=heights)[:, 0]
    above.suptitle(_short(words["title"], 60), fontsize=_title_size(words["title"]), fontweight="bold", color=INK)
    _motives(above.subplots(), words, rows, figures["impacts"])
    _weeks(below.subplots(), words, figures["weeks"])
    drawn, made = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("RGB").quantize(COLOURS).save(made, "png", optimize=True)
    return made.getvalue()


def _rows(figures: Mapping[str, Any]) -> list[tuple[str, list[int]]]:
    """Motive and counts by impact, the most common first."""
    rows = sorted(((row["label"], row["counts"]) for row in figures["rows"]), key=lambda row: -sum(row[1]))
    if len(rows) <= ROWS:
        return rows
    rest = [sum(counts) for counts in zip(*(counts for _, counts in rows[ROWS - 1 :]), strict=True)]
    return [*rows[: ROWS - 1], (figures["words"]["other"], rest)]


def _motives(axes: Any, words: Mapping[str, str], rows: Sequence[tuple[str, list[int]]], names: Sequence[str]) -> None:
    """One bar for each motive, in parts by impact, with its number at the end."""
    _bare(axes, words["motives"])
    left = [0] * len(rows)
    at = range(len(rows))
    for number, (name, color) in enumerate(zip(names, IMPACTS.values(), strict=True)):
        counts = [counts[number] for _, counts in rows]
        axes.barh(at, counts, left=left, height=0.58, color=color, label=name)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    for place, total in zip(at, left, strict=True):
        axes.annotate(str(total), (total, place), xytext=(5, 0), textcoords="offset points", va="center", **_BOLD)
    axes.set_yticks(at, [_short(label) for label, _ in rows], fontsize=12, color=INK)
    axes.set_xlim(0, max([*left, 1]) * 1.12)
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xticks([])
    shape = {"ncols": 4, "frameon": False, "fontsize": 11.5, "labelcolor": INK, "handlelength": 0.9}
    if not rows:
        return
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, 0.0), columnspacing=1.1, handletextpad=0.4, **shape)


def _weeks(axes: Any, words: Mapping[str, str], weeks: Sequence[Mapping[str, Any]]) -> None:
    """One bar for each week, the last one in full colour."""
    _bare(axes, words["weeks"])
    counts = [week["count"] for week in weeks]
    colors = [FAINT] * (len(weeks) - 1) + [IMPACTS["moderate"]]
    bars = axes.bar(range(len(weeks)), counts, width=0.66, color=colors)
    axes.bar_label(bars, padding=2, **_BOLD)
    axes.set_xticks(range(len(weeks)), [week["label"] for week in weeks], fontsize=11, color=GREY)
    axes.set_yticks([])
    axes.set_ylim(0, max([*counts, 1]) * 1.2)


_BOLD: Mapping[str, Any] = {"fontsize": 12, "fontweight": "bold", "color": INK}


def _bare(axes: Any, title: str) -> None:
    axes.set_facecolor(PAPER)
    axes.set_title(title, fontsize=12, color=GREY, loc="left")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _title_size(title: str) -> float:
    """In points: so large that it stays within the picture."""
    return 15 * min(1.0, 36 / min(len(title), 60))


def _short(label: str, length: int = 22) -> str:
    return label if len(label) <= length else label[: length - 1].rstrip() + "…"


if __name__ == "__main__":
    sys.stdout.buffer.write(picture(json.load(sys.stdin)))
