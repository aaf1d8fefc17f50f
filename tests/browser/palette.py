"""Pictures of pages as PNG files of at most 256 colours: half the size, and no library for it."""

import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from playwright.sync_api import Page

Colour = tuple[int, int, int]
MOST = 256
PIXELS = """async (source) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, image.width, image.height).data;
  const texts = [];
  for (let at = 0; at < data.length; at += 30000)
    texts.push(btoa(String.fromCharCode(...data.subarray(at, at + 30000))));
  return [image.width, image.height, texts];
}"""


def smaller(png: bytes, blank: Page) -> bytes:
    """Return the picture in few colours; a blank page of the browser reads its pixels."""
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    width, height, texts = blank.evaluate(PIXELS, source)
    data = b"".join(map(b64decode, texts))
    pixels = list(zip(data[0::4], data[1::4], data[2::4], strict=True))
    colours = Counter(pixels)
    palette = _palette([colour for colour, _often in colours.most_common()])
    number = {one: min(range(len(palette)), key=_far(one, palette)) for one in colours}
    indexed = bytes(number[pixel] for pixel in pixels)
    lines = (b"\0" + indexed[at : at + width] for at in range(0, width * height, width))
    return _png(width, height, palette, lines)


def _palette(colours: Sequence[Colour]) -> list[Colour]:
    """The most frequent colours that differ enough: as many as fit, so that rare ones have one."""
    for distance in count(0, 16):
        chosen: list[Colour] = []
        for one in colours:
            if all(_apart(one, other) > distance for other in chosen):
                chosen.append(one)
        if len(chosen) <= MOST:
            return chosen
    raise AssertionError


def _far(one: Colour, palette: Sequence[Colour]) -> Any:
    return lambda at: _apart(one, palette[at])


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _png(width: int, height: int, palette: Iterable[Colour], lines: Iterable[bytes]) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = {
        b"IHDR": head,
        b"PLTE": bytes(part for colour in palette for part in colour),
        b"IDAT": zlib.compress(b"".join(lines), 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    )
