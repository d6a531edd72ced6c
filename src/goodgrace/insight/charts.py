"""Pictures for reports: the cost of moving a limit, as SVG in the page's own colours; no script, no network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

COLOURS = {
    "#a10001": "var(--ink)",
    "#a10002": "var(--quiet)",
    "#a10003": "var(--line)",
    "#a10004": "var(--accent)",
    "#a10005": "var(--paper)",
}
"""Stand-ins that the drawing uses, and the page's colours that take their place, so that light, dark and print agree."""
INK, QUIET, LINE, ACCENT, PAPER = COLOURS
WIDE, NARROW = (600, 210, 14), (250, 190, 13)


@dataclass(frozen=True, slots=True)
class Point:
    """One place for a limit: its name on the axis, how high it lies, and what stands above it."""

    place: str
    height: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """What moving one limit would do; the first point is the limit as it is today. `title` and `sentence` say it in words."""

    title: str
    sentence: str
    across: str
    up: str
    points: Sequence[Point]


def draw(curve: Curve, name: str) -> tuple[str, str]:
    """Two SVGs of one curve, for wide pages and for phones; `name` keeps their ids apart from other charts'."""
    return _svg(curve, f"{name}-wide", *WIDE), _svg(curve, f"{name}-narrow", *NARROW)


def _svg(curve: Curve, name: str, width: int, height: int, size: int) -> str:
    import vl_convert

    text = vl_convert.vegalite_to_svg(_spec(curve, width, height, size))
    for sentinel, colour in COLOURS.items():
        text = text.replace(sentinel, colour)
    text = re.sub(r' (xmlns(:\w+)?|role|aria-roledescription|aria-hidden)="[^"]*"', "", text)
    text = re.sub(r'\bid="', f'id="{name}-', text).replace("url(#", f"url(#{name}-")
    words = (
        f'<title id="{name}-title">{escape(curve.title)}</title><desc id="{name}-desc">{escape(curve.sentence)}</desc>'
    )
    label = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return re.sub(r"<svg([^>]*)>", rf"<svg {label}\1>" + words.replace("\\", r"\\"), text, count=1)


def _spec(curve: Curve, width: int, height: int, size: int) -> dict[str, Any]:
    import altair as alt

    rows = [
        {"place": point.place, "height": f"{point.height:f}", "label": point.label, "today": not index}
        for index, point in enumerate(curve.points)
    ]
    data = alt.InlineData(values=rows, format=alt.JsonDataFormat(type="json", parse={"height": "number"}))
    across = alt.X("place:N").sort(None).title(curve.across).scale(alt.Scale(type="point", padding=0.35))
    up = alt.Y("height:Q").title(curve.up).axis(alt.Axis(tickCount=4, format="~s" if width < 400 else ",.0f"))
    base = alt.Chart(data).encode(x=across, y=up)
    today = alt.datum.today
    line = base.mark_line(color=ACCENT, strokeWidth=2.5)
    moved = base.mark_point(color=ACCENT, fill=ACCENT, size=70, opacity=1).transform_filter(~today)
    now = base.mark_point(color=INK, fill=PAPER, size=110, strokeWidth=2.5, opacity=1).transform_filter(today)
    labels = base.mark_text(color=INK, align="right", dx=9, dy=-15, fontSize=size, fontWeight="bold").encode(
        text="label:N"
    )
    chart = alt.layer(line, moved, now, labels).properties(width=width, height=height, background="transparent")
    axis = {
        "labelColor": QUIET,
        "titleColor": QUIET,
        "labelFontSize": size,
        "titleFontSize": size,
        "titleFontWeight": "normal",
    }
    spec: dict[str, Any] = (
        chart.configure(font="sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(gridColor=LINE, domainColor=LINE, tickColor=LINE, labelPadding=6, titlePadding=12, **axis)
        .configure_axisX(grid=False, labelAngle=0)
        .configure_axisY(domain=False, ticks=False)
        .to_dict()
    )
    return spec
