"""Looking at a picture as an eye does: where there is ink on a page, in millimetres from its upper left corner."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MM_PER_INCH = 25.4
INK = 248
"""Darker than this, of 255, is ink; the faintest line of our papers is darker, also where it fills only a part of a dot."""
Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in millimetres from its left and upper edge."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        """Whether another lies within it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it looks: a shade for each dot, 0 is black."""

    shades: Grey
    ppi: float

    @property
    def size(self) -> tuple[float, float]:
        """How wide and how high it is."""
        height, width = self.shades.shape
        return self._mm(width), self._mm(height)

    def ink(self, within: Box | None = None) -> Box | None:
        """The smallest box around all ink, or around that within another; None where there is none."""
        box = within or Box(0, 0, *self.size)
        left, top, right, bottom = (
            round(each / MM_PER_INCH * self.ppi) for each in (box.left, box.top, box.right, box.bottom)
        )
        rows, columns = np.nonzero(self.shades[top:bottom, left:right] < INK)
        if not rows.size:
            return None
        return Box(
            *(
                self._mm(each)
                for each in (left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1)
            )
        )

    def lines(self, within: Box | None = None) -> list[Box]:
        """The lines of writing, from the top: each a box around the ink between two gaps of paper."""
        return list(self._lines(within or Box(0, 0, *self.size)))

    def _lines(self, box: Box) -> Iterator[Box]:
        dot, top = MM_PER_INCH / self.ppi, box.top
        found = self.ink(box)
        while found is not None:
            end = found.top
            while end < box.bottom and self.ink(Box(box.left, end, box.right, end + dot)) is not None:
                end += dot
            line = self.ink(Box(box.left, found.top, box.right, end))
            assert line is not None
            yield line
            top = end
            found = self.ink(Box(box.left, top, box.right, box.bottom))

    def _mm(self, dots: float) -> float:
        return float(dots) / self.ppi * MM_PER_INCH


def look_at(png: bytes, ppi: float) -> Page:
    """A picture with eight bits a channel and no interlacing, as typst makes it, on white paper."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks = list(_chunks(png))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
    assert (depth, interlaced) == (8, 0)
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    packed = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    dots = _unfiltered(packed, width * channels, height, channels).reshape(height, width, channels).astype(np.uint16)
    shades = dots[..., : 3 if channels > 2 else 1].mean(axis=2)
    if channels in (2, 4):
        covers = dots[..., -1] / 255
        shades = shades * covers + 255 * (1 - covers)
    return Page(shades.astype(np.uint8), ppi)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += 12 + size


def _unfiltered(packed: bytes, stride: int, height: int, step: int) -> Grey:
    """The rows as they are, where each is told by its difference from its neighbours (PNG, chapter 9)."""
    rows = np.zeros((height, stride), np.uint8)
    above = bytes(stride)
    for number in range(height):
        start = number * (stride + 1)
        above = _row(packed[start], packed[start + 1 : start + 1 + stride], above, step)
        rows[number] = np.frombuffer(above, np.uint8)
    return rows


def _row(told: int, line: bytes, above: bytes, step: int) -> bytes:
    if told == 0:
        return line
    if told == 2:
        return (np.frombuffer(line, np.uint8) + np.frombuffer(above, np.uint8)).tobytes()
    if told == 1:
        return np.frombuffer(line, np.uint8).reshape(-1, step).cumsum(axis=0, dtype=np.uint8).tobytes()
    if not any(line) and len(set(above)) == 1:
        return above  # plain paper, as most rows are
    row = bytearray(len(line) + step)
    for place, difference in enumerate(line):
        left, up = row[place], above[place]
        guess = (left + up) // 2 if told == 3 else _paeth(left, up, above[place - step] if place >= step else 0)
        row[place + step] = (difference + guess) & 255
    return bytes(row[step:])


def _paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda each: abs(near - each))
