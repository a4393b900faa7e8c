"""Illustrations of places: roads, coasts, seas, ice, land in section and from above."""

import math

from .canvas import INK, NAVY, SEA, TEAL, ICE, PAPER, SAND, OCHRE, RUST, WINE, MOSS, curve, mix, rgb, ship


def corridor(c):
    c.gradient((0, mix(OCHRE, PAPER, .55)), (.45, mix(RUST, SAND, .55)), (1, RUST))
    c.glow(1180, 300, 330, PAPER, .9)
    c.disc(1180, 300, 92, PAPER)
    c.hills(440, 40, mix(WINE, RUST, .45))
    c.hills(520, 26, mix(WINE, RUST, .2))
    c.poly([(0, 560), (1600, 500), (1600, 900), (0, 900)], mix(SAND, RUST, .35))
    c.poly([(0, 560), (620, 537), (260, 900), (0, 900)], TEAL)
    c.poly([(0, 700), (480, 640), (260, 900), (0, 900)], SEA, 130)
    c.poly([(1080, 519), (1096, 519), (1320, 900), (520, 900)], INK)
    for i in range(9):
        t, u = (i / 9) ** 1.9, ((i + .5) / 9) ** 1.9
        y0, y1, x0, x1 = 525 + 375 * t, 525 + 375 * u, 1086 - 166 * t, 1086 - 166 * u
        c.poly([(x0 - 1 - 4 * t, y0), (x0 + 1 + 4 * t, y0), (x1 + 1 + 4 * u, y1), (x1 - 1 - 4 * u, y1)], SAND)
    for y, half in ((545, 60), (592, 120), (668, 215), (792, 360)):
        x, k = 1088 - (y - 519) * .44, half / 360
        c.rect(x - half, y - 70 * k, x - half + 26 * k, y + 30 * k, NAVY)
        for i in range(8):
            c.rect(x - half + half * i / 4, y - 60 * k, x - half + half * (i + 1) / 4, y - 40 * k, PAPER if i % 2 else RUST)


def cavern(c):
    c.gradient((0, mix(ICE, PAPER, .4)), (.28, mix(ICE, TEAL, .25)), (1, ICE))
    bands = [mix(MOSS, SAND, .2), SAND, mix(SAND, OCHRE, .55), mix(OCHRE, RUST, .55), mix(RUST, WINE, .6), mix(WINE, INK, .4), INK]
    for i, colour in enumerate(bands):
        c.hills(300 + i * (62 + 6 * i), 16, colour)
    for x, y, r, level in ((330, 640, 105, .35), (650, 690, 125, .6), (985, 660, 112, .78), (1300, 700, 120, .5)):
        c.line([(x, 292), (x, y - r)], PAPER, 5)
        shape = [(x + r * math.sin(a) * (.78 + .22 * math.cos(a)), y - 1.45 * r * math.cos(a)) for a in (i * math.pi / 60 for i in range(121))]
        c.poly(shape, mix(INK, NAVY, .5))
        cut = y + 1.45 * r - 2.9 * r * level
        c.poly([p if p[1] > cut else (p[0], cut) for p in shape if p[1] > cut - 6], TEAL)
        c.line(shape + shape[:1], PAPER, 3, 210)
        c.rect(x - 34, 252, x + 34, 300, NAVY, radius=4)
        c.rect(x - 10, 218, x + 10, 256, RUST)
    c.line([(0, 276), (1600, 276)], NAVY, 7)


def seabed(c):
    c.gradient((0, mix(ICE, OCHRE, .25)), (.26, ICE), (.27, TEAL), (.6, SEA), (1, INK))
    ship(c, 860, 244, 330, INK)
    chain = curve((1180, 236), (520, 706), -60)
    for p in chain[::1]:
        c.disc(*p, 3, SAND, 170)
    c.hills(730, 24, mix(NAVY, INK, .3))
    cable = [(x, 748 + 20 * math.sin(x / 170)) for x in range(0, 1601, 10)]
    c.glow(500, 740, 210, OCHRE, .75)
    c.line([p for p in cable if p[0] <= 470], mix(OCHRE, PAPER, .35), 9)
    c.line([p for p in cable if p[0] >= 560], mix(OCHRE, INK, .45), 9)
    for i in range(7):
        c.line([(470, 748), (490 + 4 * i, 700 + 13 * i)], PAPER, 2, 220)
    c.line([(520, 650), (520, 730)], SAND, 9)
    c.ring(520, 690, 44, SAND, 9, start=20, end=160)
    c.ring(520, 642, 12, SAND, 6)
    c.hills(810, 30, INK)
    for i in range(26):
        c.line([(c.random.uniform(0, 1500), y := 262 + 12 * i + c.random.uniform(0, 9)), (c.random.uniform(0, 1600), y)], ICE, 1, 26)


def ponds(c):
    c.gradient((0, mix(PAPER, SAND, .6)), (1, mix(SAND, OCHRE, .3)))
    waters = [TEAL, mix(TEAL, ICE, .45), mix(ICE, PAPER, .35), mix(OCHRE, SAND, .3), mix(TEAL, MOSS, .5), mix(SEA, TEAL, .5), mix(OCHRE, PAPER, .6)]
    turn = math.radians(-14)
    for row in range(-3, 11):
        x = -500
        while x < 2100:
            width = c.random.choice((120, 180, 240, 300))
            box = [(x + 6, row * 104 + 6), (x + width - 6, row * 104 + 6), (x + width - 6, row * 104 + 98), (x + 6, row * 104 + 98)]
            at = [(800 + (px - 800) * math.cos(turn) - (py - 450) * math.sin(turn), 450 + (px - 800) * math.sin(turn) + (py - 450) * math.cos(turn)) for px, py in box]
            age = min(1, max(0, (x + 300) / 1900))
            colour = mix(c.random.choice(waters[:6:2] + waters[4:6]), c.random.choice((waters[2], waters[3], waters[6])), age)
            if c.random.random() > .06:
                c.poly(at, colour)
                c.line([at[3], at[0], at[1]], INK, 2, 60)
                c.line([at[1], at[2], at[3]], PAPER, 3, 150)
            x += width
    c.poly([(0, 610), (1600, 214), (1600, 236), (0, 634)], PAPER, 235)


def strait(c):
    coast = [mix(SEA, NAVY, .6), SEA, mix(SEA, TEAL, .5), mix(SAND, PAPER, .2), SAND, mix(SAND, OCHRE, .4), mix(OCHRE, RUST, .4)]
    c.relief([(200, -60, 400, .95), (620, 20, 250, .8), (830, 180, 150, .45), (1250, -110, 420, .95), (150, 1010, 340, 1), (640, 990, 300, .95), (900, 860, 190, .6), (1280, 1060, 400, .95), (1580, 900, 200, .5)], coast, INK, .28)
    lanes = (curve((-20, 520), (1620, 470), 40), curve((-20, 575), (1620, 530), 40))
    for lane in lanes:
        for a, b in list(zip(lane, lane[1:]))[::2]:
            c.line([a, b], PAPER, 3, 200)
    for r in (70, 130, 190, 250):
        c.ring(840, 500, r, OCHRE, 2.5, 210)
    c.pen.pieslice(c._points([(590, 250), (1090, 750)]), 300, 340, fill=rgb(OCHRE, 80))
    for x, y, flip in ((420, 487, 1), (640, 473, 1), (1090, 464, 1), (520, 540, -1), (960, 518, -1), (1330, 522, -1)):
        c.poly([(x + 26 * flip, y), (x + 8 * flip, y - 8), (x - 24 * flip, y - 8), (x - 24 * flip, y + 8), (x + 8 * flip, y + 8)], RUST if x == 960 else PAPER)
    c.disc(840, 500, 7, OCHRE)


def ice(c):
    c.gradient((0, mix(SEA, ICE, .35)), (.3, mix(ICE, SAND, .45)), (.4, mix(OCHRE, PAPER, .45)), (.405, mix(SEA, ICE, .3)), (1, NAVY))
    c.glow(1130, 352, 230, PAPER, .95)
    c.disc(1130, 346, 46, PAPER)
    c.rect(0, 363, 1600, 372, mix(SEA, ICE, .2))
    ship(c, 330, 370, 210, NAVY)
    for y in range(385, 900, 9):
        depth = (y - 370) / 530
        for _ in range(round(3 - 2 * depth)):
            if c.random.random() < .62:
                w, x = 30 + 210 * depth * c.random.uniform(.5, 1.3), c.random.uniform(-60, 1600)
                h = w * (.08 + .2 * depth)
                angles = sorted(c.random.uniform(0, 6.28) for _ in range(8))
                floe = [(x + w * math.cos(a), y + h * math.sin(a)) for a in angles]
                c.poly([(px, py + 5 + 12 * depth) for px, py in floe], mix(TEAL, SEA, depth), 230)
                c.poly(floe, mix(PAPER, ICE, c.random.random()))


def pylons(c):
    c.gradient((0, mix(SEA, ICE, .3)), (.75, mix(ICE, PAPER, .3)), (1, ICE))
    c.poly([(860, 0), (1600, 0), (1600, 900), (740, 900)], OCHRE, 130)
    c.poly([(858, 0), (862, 0), (742, 900), (738, 900)], PAPER)
    c.hills(700, 26, mix(MOSS, SEA, .5))
    towers = [(120, 880, 640), (500, 820, 470), (790, 780, 350), (1010, 752, 265), (1180, 734, 205), (1310, 722, 160), (1415, 714, 125)]
    arms = []
    for x, base, h in towers:
        w = h * .17
        t = max(1.5, h / 120)
        for side in (-1, 1):
            c.line([(x + side * w, base), (x + side * w * .28, base - h * .55), (x + side * w * .16, base - h)], INK, t)
        for k in range(6):
            y0, y1 = base - h * k / 6, base - h * (k + 1) / 6
            wide = lambda y: w * (1 - .72 * min(1, (base - y) / (h * .55))) if base - y < h * .55 else w * (.28 - .12 * ((base - y) / h - .55) / .45)
            c.line([(x - wide(y0), y0), (x + wide(y1), y1)], INK, t * .6)
            c.line([(x + wide(y0), y0), (x - wide(y1), y1)], INK, t * .6)
        ends = []
        for level, reach in ((.6, 1.9), (.76, 1.5), (.92, 1.1)):
            y = base - h * level
            c.line([(x - w * reach, y), (x, y - h * .035), (x + w * reach, y), (x - w * reach, y)], INK, t * .8)
            ends += [(x - w * reach, y + h * .03), (x + w * reach, y + h * .03)]
        arms.append((ends, h))
    for (a, h), (b, _) in zip(arms, arms[1:]):
        for p, q in zip(a, b):
            c.line(curve(p, q, -h * .07), INK, max(1, h / 330), 220)
    for p in arms[0][0]:
        c.line(curve((-260, p[1] - 30), p, -34), INK, 2, 220)
    c.hills(850, 20, mix(MOSS, INK, .55))


def terraces(c):
    c.gradient((0, mix(RUST, SAND, .5)), (1, mix(RUST, OCHRE, .3)))
    phase = [c.random.uniform(0, 6.28) for _ in range(3)]
    for i in range(15):
        r, k = 1 - i / 16.5, i / 15
        ring = []
        for s in range(121):
            a = s * math.pi / 60
            wob = 1 + .05 * math.sin(3 * a + phase[0] + i * .1) + .03 * math.sin(5 * a + phase[1]) + .02 * math.sin(8 * a + phase[2])
            ring.append((820 - 50 * k + 900 * r * wob * math.cos(a), 430 + 90 * k + 520 * r * wob * math.sin(a)))
        colour = mix(mix(SAND, OCHRE, .6), mix(WINE, INK, .35), k ** .9)
        c.poly([(x, y - 9) for x, y in ring], mix(colour, PAPER, .28))
        c.poly(ring, colour if i % 2 else mix(colour, RUST, .35))
    c.disc(770, 520, 74, TEAL, ry=40)
    c.disc(770, 514, 60, mix(TEAL, ICE, .35), ry=29)
    spiral = [(820 + (880 - 5.6 * s) * math.cos(s / 24) * .93, 432 + s * .55 + (500 - 3.3 * s) * math.sin(s / 24) * .93) for s in range(0, 140)]
    c.line(spiral, PAPER, 6, 190)
    for s in (18, 42, 66, 90, 112):
        x, y = spiral[s]
        c.rect(x - 15, y - 13, x + 9, y + 3, OCHRE, radius=2)
        c.rect(x + 8, y - 8, x + 17, y + 3, INK, radius=2)


def desert(c):
    c.gradient((0, mix(OCHRE, SAND, .5)), (.5, mix(PAPER, SAND, .4)), (1, SAND))
    c.glow(450, 290, 330, PAPER, .95)
    c.disc(450, 290, 118, mix(PAPER, OCHRE, .18))
    c.hills(520, 50, mix(SAND, RUST, .35))
    c.hills(590, 60, mix(OCHRE, RUST, .35))
    for row in range(5):
        y, k = 610 + 17 * row * (1 + row * .35), .5 + row * .22
        for i in range(26):
            x = 640 + (i - 6) * 92 * k - row * 60
            if 620 - row * 90 < x < 1600:
                c.poly([(x, y), (x + 66 * k, y), (x + 82 * k, y + 30 * k), (x + 12 * k, y + 30 * k)], NAVY)
                c.line([(x + 33 * k, y), (x + 47 * k, y + 30 * k)], TEAL, 1.5)
                c.line([(x + 6 * k, y + 15 * k), (x + 74 * k, y + 15 * k)], TEAL, 1.5)
    c.hills(860, 46, mix(RUST, WINE, .35))
    for x, r in ((1180, 62), (1330, 62), (1480, 62)):
        c.rect(x - r - 4, 500, x + r + 4, 508, INK)
        c.disc(x, 450, r, PAPER)
        c.disc(x + 9, 455, r - 10, ICE)
        for leg in (-40, 0, 40):
            c.line([(x + leg, 490), (x + leg, 560)], INK, 4)
    c.line([(1118, 540), (1600, 540)], RUST, 7)


def tanker(c):
    c.gradient((0, mix(NAVY, WINE, .3)), (.45, mix(RUST, OCHRE, .4)), (.58, mix(OCHRE, PAPER, .4)), (.585, mix(SEA, RUST, .3)), (1, INK))
    c.glow(800, 520, 300, OCHRE, .55)
    ship(c, 250, 560, 1100, INK)
    for i in range(40):
        y = 574 + i * 8.2
        x, w = c.random.uniform(0, 1500), c.random.uniform(40, 320)
        c.line([(x, y), (x + w, y)], OCHRE if i < 16 else SEA, 2, 110)
    flags = [(TEAL, PAPER, RUST), (OCHRE, MOSS, PAPER), (NAVY, OCHRE, NAVY), (PAPER, RUST, INK)]
    for n, (a, b, d) in enumerate(flags):
        fade = 70 + 60 * n
        x0, y0 = 430 - 58 * n + 120, 205 - 22 * n + 60
        for k, colour in enumerate((a, b, d)):
            top = [(x0 + 12 * s, y0 + 34 * k + 9 * math.sin(s / 2.6 + n)) for s in range(15)]
            low = [(x, y + 35) for x, y in top]
            c.poly(top + low[::-1], colour, min(255, fade))
    c.line([(376 - 0, 160), (376, 310)], INK, 5)


def contours(c):
    greens = [mix(MOSS, INK, .45), mix(MOSS, INK, .2), MOSS, mix(MOSS, SAND, .35), mix(MOSS, SAND, .65), SAND, mix(SAND, PAPER, .6)]
    c.relief([(300, 250, 300, .75), (760, 640, 340, .8), (1250, 280, 330, .9), (1480, 780, 240, .55), (60, 820, 260, .6)], greens, INK, .3, floor=.05)
    c.line(curve((-20, 640), (820, 330), 60) + curve((820, 330), (1620, 560), -70), mix(SEA, TEAL, .4), 15)
    for q in range(-1, 15):
        for r in range(-1, 9):
            x, y = q * 126 + (r % 2) * 63, r * 109
            c.line([(x + 72 * math.cos(a), y + 72 * math.sin(a)) for a in (math.pi / 6 + i * math.pi / 3 for i in range(7))], PAPER, 1.5, 80)
    for x, y, armour in ((504, 327, 1), (630, 327, 1), (567, 436, 1), (1008, 545, 0), (1134, 545, 0), (1071, 436, 0), (1071, 654, 0), (945, 654, 0), (1197, 654, 0)):
        if armour:
            c.rect(x - 40, y - 27, x + 40, y + 27, NAVY, 240)
            c.pen.ellipse(c._points([(x - 26, y - 14), (x + 26, y + 14)]), outline=rgb(PAPER), width=8)
        else:
            c.rect(x - 24, y - 8, x + 24, y + 28, PAPER)
            c.poly([(x - 34, y - 6), (x, y - 38), (x + 34, y - 6)], RUST)
            c.rect(x - 7, y + 8, x + 7, y + 28, NAVY)
    for i in range(16):
        x, y = 880 + (i % 8) * 48, 760 + (i // 8) * 46
        c.rect(x - 3, y, x + 3, y + 20, WINE)
        c.disc(x, y - 4, 16, mix(MOSS, INK, .35))


def interconnector(c):
    tones = [mix(NAVY, INK, .5), NAVY, mix(NAVY, SEA, .5), SEA, mix(SEA, TEAL, .6), SAND, mix(SAND, OCHRE, .35), mix(OCHRE, RUST, .3)]
    c.relief([(200, -160, 430, 1.2), (700, -190, 400, 1.25), (830, 60, 130, .55), (1250, -150, 420, 1.2), (1560, 120, 230, .8),
              (100, 1080, 420, 1.25), (560, 1040, 330, 1.15), (1050, 1110, 375, 1.25), (1540, 1040, 360, 1.15), (1080, 462, 74, .5)], tones, INK, .25, floor=.12)
    pairs = [((210, 215), (190, 700), 1), ((760, 235), (620, 735), 1), ((1070, 462), (1500, 330), 0), ((1090, 210), (1010, 715), 0), ((500, 195), (420, 752), 0), ((1310, 232), (1330, 735), 0)]
    for a, b, live in pairs:
        path = curve(a, b, 22)
        if live:
            c.line(path, OCHRE, 9, 120)
            c.line(path, mix(OCHRE, PAPER, .4), 5)
        else:
            for p, q in list(zip(path, path[1:]))[::2]:
                c.line([p, q], PAPER, 4, 220)
        for x, y in (a, b):
            c.disc(x, y, 19, INK)
            c.disc(x, y, 12, OCHRE if live else PAPER)
            wave = [(x - 9 + i, y - 5 * math.sin(i / 18 * 6.28)) for i in range(19)]
            c.line(wave, INK, 2.4)


SCENES = [
    corridor, cavern, seabed, ponds, strait, ice,
    pylons, terraces, desert, tanker, contours, interconnector,
]
