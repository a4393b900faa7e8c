"""The surface, the palette and the shapes that several pictures share. Pictures themselves are elsewhere."""

import math
import random
import zlib

import numpy as np
from PIL import Image, ImageDraw

SCALE = 2

INK, NAVY, SEA, TEAL = "#0b1b2b", "#12304a", "#1c5066", "#2f8a8c"
ICE, PAPER, SAND, OCHRE = "#d5e6e8", "#f4eee1", "#e6d3ab", "#dd9f3d"
RUST, WINE, MOSS, STONE = "#bd5630", "#6f2a3a", "#5f7d55", "#8d949b"


def rgb(colour, alpha=255):
    """`#rrggbb` and an alpha of 0–255 as a tuple for Pillow."""
    return tuple(int(colour[i:i + 2], 16) for i in (1, 3, 5)) + (alpha,)


def mix(a, b, t):
    """The colour a share `t` of the way from `a` to `b`."""
    return "#" + "".join(f"{round(x + (y - x) * t):02x}" for x, y in zip(rgb(a)[:3], rgb(b)[:3]))


class Canvas:
    """A picture under way, with translucent shapes in final-pixel coordinates."""

    def __init__(self, width, height, name):
        self.w, self.h = width, height
        self.random = random.Random(zlib.crc32(name.encode()))
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def _repaint(self, array):
        self.image = Image.fromarray(array.astype(np.uint8))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def _points(self, points):
        return [(x * SCALE, y * SCALE) for x, y in points]

    def gradient(self, *stops):
        """Fills from top to bottom through (position 0–1, colour) stops."""
        y = np.linspace(0, 1, self.h * SCALE)
        places = [p for p, _ in stops]
        column = np.stack([np.interp(y, places, [rgb(c)[i] for _, c in stops]) for i in range(3)], axis=1)
        self._repaint(np.repeat(column[:, None, :], self.w * SCALE, axis=1))

    def glow(self, x, y, radius, colour, strength=0.8):
        """A soft light around a point."""
        yy, xx = np.mgrid[0:self.h * SCALE, 0:self.w * SCALE]
        fall = np.exp(-(((xx / SCALE - x) ** 2 + (yy / SCALE - y) ** 2) / (radius * radius)))[..., None] * strength
        self._repaint(np.asarray(self.image) * (1 - fall) + np.array(rgb(colour)[:3]) * fall)

    def poly(self, points, colour, alpha=255):
        self.pen.polygon(self._points(points), fill=rgb(colour, alpha))

    def line(self, points, colour, width=2, alpha=255):
        self.pen.line(self._points(points), fill=rgb(colour, alpha), width=max(1, round(width * SCALE)), joint="curve")

    def rect(self, x0, y0, x1, y1, colour, alpha=255, radius=0):
        self.pen.rounded_rectangle(self._points([(x0, y0), (x1, y1)]), radius * SCALE, fill=rgb(colour, alpha))

    def disc(self, x, y, r, colour, alpha=255, ry=None):
        ry = r if ry is None else ry
        self.pen.ellipse(self._points([(x - r, y - ry), (x + r, y + ry)]), fill=rgb(colour, alpha))

    def ring(self, x, y, r, colour, width=2, alpha=255, start=0, end=360):
        box = self._points([(x - r, y - r), (x + r, y + r)])
        self.pen.arc(box, start, end, fill=rgb(colour, alpha), width=max(1, round(width * SCALE)))

    def hills(self, base, height, colour, alpha=255, waves=3, steps=160):
        """A rolling silhouette that reaches from `base` to the lower edge."""
        parts = [(self.random.uniform(0.6, 1.6) * (i + 1), self.random.uniform(0, 6.3), 1 / (i + 1)) for i in range(waves)]
        top = []
        for i in range(steps + 1):
            t = i / steps
            top.append((t * self.w, base - height * sum(a * math.sin(f * 3.1 * t + p) for f, p, a in parts) / 1.6))
        self.poly(top + [(self.w, self.h), (0, self.h)], colour, alpha)

    def relief(self, hilltops, colours, lines, line_alpha=0.5, floor=0.0):
        """A contour map: `hilltops` are (x, y, radius, height), `colours` run from low to high."""
        yy, xx = np.mgrid[0:self.h * SCALE, 0:self.w * SCALE] / SCALE
        field = np.full(xx.shape, floor)
        for x, y, radius, height in hilltops:
            field += height * np.exp(-(((xx - x) ** 2 + (yy - y) ** 2) / (radius * radius)))
        field += 0.03 * np.sin(xx / 61 + 1.3 * np.sin(yy / 83)) + 0.025 * np.sin(yy / 47 + xx / 139)
        band = np.clip((field * len(colours)).astype(int), 0, len(colours) - 1)
        pixels = np.array([rgb(c)[:3] for c in colours])[band].astype(float)
        fine = np.floor(field * len(colours) * 3)
        edge = np.zeros(fine.shape, bool)
        edge[:, 1:] |= fine[:, 1:] != fine[:, :-1]
        edge[1:, :] |= fine[1:, :] != fine[:-1, :]
        edge[:, :-1] |= edge[:, 1:]
        pixels[edge] = pixels[edge] * (1 - line_alpha) + np.array(rgb(lines)[:3]) * line_alpha
        self._repaint(pixels)
        return field

    def finished(self):
        return self.image.resize((self.w, self.h), Image.LANCZOS)


def curve(a, b, bend, steps=60):
    """Points of a quadratic curve from `a` to `b`; `bend` lifts its middle by that many pixels."""
    mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - bend * 2
    return [((1 - t) ** 2 * a[0] + 2 * t * (1 - t) * mx + t * t * b[0],
             (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * my + t * t * b[1]) for t in (i / steps for i in range(steps + 1))]


def ship(c, x, y, length, colour):
    """A tanker's silhouette with its waterline at `y`."""
    u = length / 20
    c.poly([(x, y - 1.6 * u), (x + 20 * u, y - 1.6 * u), (x + 19.2 * u, y), (x + 0.9 * u, y)], colour)
    c.rect(x + 1.1 * u, y - 4.6 * u, x + 3.6 * u, y - 1.5 * u, colour)
    c.rect(x + 0.8 * u, y - 5.0 * u, x + 3.9 * u, y - 4.4 * u, colour)
    c.rect(x + 1.5 * u, y - 6.0 * u, x + 2.3 * u, y - 4.5 * u, colour)
    for i in range(4):
        c.rect(x + (5.5 + 3.2 * i) * u, y - 2.1 * u, x + (7.4 + 3.2 * i) * u, y - 1.5 * u, colour)
    c.line([(x + 11 * u, y - 1.6 * u), (x + 11 * u, y - 4.2 * u)], colour, 0.16 * u)
