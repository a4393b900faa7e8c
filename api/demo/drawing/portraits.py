"""Portraits of the experts, in flat planes; nobody real is shown."""

import math

from .canvas import INK, NAVY, SEA, TEAL, ICE, PAPER, SAND, OCHRE, RUST, WINE, MOSS, STONE, mix


# name: background, skin, hair, clothes, style of hair, glasses
PORTRAITS = {
    "brzostek": (mix(ICE, TEAL, .35), "#e9c3a3", "#b9b4ad", NAVY, "bob", True),
    "haddouche": (mix(OCHRE, SAND, .35), "#c08a60", "#26201d", mix(SEA, INK, .2), "short", False),
    "marchbank": (mix(SAND, RUST, .4), "#f0cfb4", "#8a3f22", mix(WINE, INK, .2), "long", False),
    "montecinos": (mix(MOSS, SAND, .35), "#cf9c74", "#3a2a22", mix(STONE, NAVY, .5), "beard", True),
    "nwankpa": (mix(TEAL, SEA, .25), "#6b4229", "#17110f", OCHRE, "crown", False),
    "raghunandan": (mix(RUST, OCHRE, .45), "#a9744c", "#1b1514", TEAL, "bun", True),
    "solbakk": (mix(SEA, ICE, .35), "#f2d3bd", "#dcb878", mix(RUST, WINE, .2), "plait", False),
    "vosskamp": (mix(STONE, ICE, .45), "#edc8a9", "#5b4331", mix(MOSS, INK, .25), "bob", False),
}


def portrait(c, background, skin, hair, clothes, style, glasses):
    """A bust in flat planes, lit from the left, over two discs."""
    c.gradient((0, mix(background, PAPER, .3)), (1, background))
    c.disc(400, 400, 345, mix(background, PAPER, .38))
    c.disc(560, 250, 150, mix(background, INK, .25), 70)
    shade = mix(skin, WINE, .28)
    if style in ("long", "plait", "bob"):
        c.rect(238, 190, 562, {"long": 640, "plait": 470, "bob": 485}[style], mix(hair, INK, .18), radius=120)
    if style == "bun":
        c.disc(400, 122, 66, hair)
    c.poly([(90, 800), (112, 690), (190, 620), (330, 580), (470, 580), (610, 620), (688, 690), (710, 800)], clothes)
    c.poly([(400, 800), (470, 580), (610, 620), (688, 690), (710, 800)], INK, 60)
    c.poly([(322, 582), (400, 700), (478, 582), (462, 560), (338, 560)], PAPER)
    c.poly([(346, 470), (454, 470), (462, 590), (400, 668), (338, 590)], skin)
    c.poly([(346, 500), (454, 470), (462, 590), (400, 668), (388, 560)], shade)
    c.disc(400, 350, 132, skin, ry=172)
    half = [(400 + 132 * math.sin(a), 350 - 172 * math.cos(a)) for a in (i * math.pi / 40 for i in range(41))]
    c.poly(half + [(428, 470), (414, 400), (436, 372), (410, 300)], shade, 150)
    if style == "beard":
        jaw = [(400 - 134 * math.cos(a), 370 + 160 * math.sin(a)) for a in (i * math.pi / 40 for i in range(41))]
        c.poly(jaw + [(500, 392), (455, 440), (400, 430), (345, 440), (300, 392)], hair)
        c.rect(362, 462, 438, 472, mix(skin, RUST, .5), radius=5)
    else:
        c.rect(362, 450, 438, 461, mix(shade, RUST, .55), radius=6)
    c.poly([(398, 340), (420, 418), (388, 420)], shade)
    for x in (346, 454):
        c.disc(x, 346, 10, INK, ry=8)
        c.rect(x - 27, 312, x + 27, 320, mix(hair, INK, .35), radius=4)
        if glasses:
            c.ring(x, 346, 41, INK, 6)
    if glasses:
        c.line([(387, 342), (413, 342)], INK, 6)
    fringe(c, hair, style)


def fringe(c, hair, style):
    """The hair in front of the forehead; the part behind the head is drawn earlier."""
    top = [(400 - 144 * math.cos(a), 310 - 150 * math.sin(a)) for a in (i * math.pi / 40 for i in range(41))]
    if style == "crown":
        for i in range(15):
            a = math.pi * (i + .5) / 15
            c.disc(400 - 128 * math.cos(a), 268 - 132 * math.sin(a), 52, hair if i % 2 else mix(hair, RUST, .1))
        c.poly(top + [(520, 262), (400, 228), (280, 262)], hair)
    elif style in ("short", "beard"):
        low = {"short": 246, "beard": 252}[style]
        c.poly(top + [(528, 330), (516, 262), (455, low), (330, low - 12), (284, 262), (272, 330)], hair)
    elif style == "bun":
        c.poly(top + [(530, 318), (500, 252), (400, 212), (300, 252), (270, 318)], hair)
    elif style == "plait":
        c.poly(top + [(536, 360), (510, 262), (420, 206), (300, 260), (264, 360)], hair)
        for i in range(6):
            c.disc(556 + 6 * i, 430 + 46 * i, 36 - 2 * i, hair if i % 2 else mix(hair, OCHRE, .35))
    else:
        c.poly(top + [(556, 420), (520, 280), (450, 214), (360, 262), (292, 276), (262, 420), (244, 420), (246, 300)], hair)
