"""Illustrations of things and ideas: machines, charts, rooms, networks."""

import math

from .canvas import INK, NAVY, SEA, TEAL, ICE, PAPER, SAND, OCHRE, RUST, WINE, MOSS, STONE, curve, mix, rgb


def gate(c):
    c.gradient((0, NAVY), (1, INK))
    c.glow(1010, 470, 330, OCHRE, .75)
    for i in range(27):
        x = 30 + i * 60
        shade = mix(SEA, INK, min(1, abs(x - 1010) / 1000))
        if 13 < i < 19:
            continue
        c.rect(x, 90, x + 30, 900, shade)
        c.rect(x, 90, x + 9, 900, mix(shade, ICE, .18))
        c.poly([(x - 4, 90), (x + 15, 46), (x + 34, 90)], mix(shade, ICE, .1))
    for y in (230, 700):
        c.rect(0, y, 846, y + 20, mix(SEA, INK, .4))
        c.rect(1170, y, 1600, y + 20, mix(SEA, INK, .4))
    c.poly([(870, 150), (1150, 150), (1150, 790), (870, 790)], mix(OCHRE, PAPER, .65))
    c.poly([(870, 150), (800, 110), (800, 850), (870, 790)], RUST)
    c.disc(818, 480, 8, SAND)
    c.poly([(870, 790), (1150, 790), (1420, 900), (640, 900)], OCHRE, 190)
    c.poly([(990, 640), (1030, 640), (1036, 790), (984, 790)], INK)
    c.disc(1010, 616, 19, INK)
    c.poly([(984, 790), (1036, 790), (1080, 900), (952, 900)], INK, 120)


def recovery(c):
    c.gradient((0, INK), (1, NAVY))
    for row in range(11):
        for col in range(20):
            health = 1 / (1 + math.exp(-(col - 8.5 + 2.4 * math.sin(row * .9)) * .8))
            x, y, size = 12 + col * 80, 14 + row * 80, 68
            if c.random.random() < health:
                tone = mix(SEA, TEAL, c.random.random()) if c.random.random() < .8 else mix(TEAL, ICE, .55)
                c.rect(x, y, x + size, y + size, tone, radius=7)
                if c.random.random() < .35:
                    for k in range(3):
                        c.rect(x + 14, y + 17 + 14 * k, x + 22 + c.random.randint(12, 34), y + 22 + 14 * k, PAPER, 170, 2)
            elif c.random.random() < .7:
                a, s = c.random.uniform(-.6, .6), size * c.random.uniform(.28, .46)
                mx, my = x + 34 + c.random.uniform(-16, 16), y + 34 + c.random.uniform(-16, 16)
                corners = [(mx + s * math.cos(a + q * math.pi / 2), my + s * math.sin(a + q * math.pi / 2)) for q in range(4)]
                c.poly(corners[:c.random.choice((3, 4))], mix(RUST, WINE, c.random.random()), 225)
    c.line([(760 + 70 * math.sin(y / 150), y) for y in range(-10, 911, 10)], OCHRE, 4, 230)


def coins(c):
    c.gradient((0, mix(NAVY, SEA, .4)), (1, INK))
    for i in range(15, 0, -1):
        c.disc(800, 470, 30 + 30 * i, mix(OCHRE, NAVY, (i / 16) ** .75))
        c.ring(800, 470, 30 + 30 * i, INK, 2, 70)
    c.ring(800, 470, 300, PAPER, 5)
    for i in range(48):
        a = i * math.pi / 24
        r = 300
        c.line([(800 + r * math.cos(a), 470 + r * math.sin(a)), (800 + (r + (22 if i % 4 == 0 else 12)) * math.cos(a), 470 + (r + (22 if i % 4 == 0 else 12)) * math.sin(a))], PAPER, 3)
    c.disc(800, 470, 58, mix(OCHRE, PAPER, .55))
    for i in range(90):
        a, d = c.random.uniform(0, 6.28), c.random.gauss(215, 95)
        inside = d < 290
        c.disc(800 + d * math.cos(a), 470 + d * math.sin(a), c.random.choice((6, 8, 11)), PAPER if inside else TEAL, 235)
    for i in range(9):
        h = 60 + 34 * i
        c.rect(1300 + 30 * i, 900 - h, 1322 + 30 * i, 900, TEAL, 150)
        c.rect(40 + 30 * i, 900 - (400 - 40 * i), 62 + 30 * i, 900, RUST, 130)


def chamber(c):
    c.gradient((0, INK), (1, NAVY))
    c.glow(800, 800, 420, SEA, .9)
    for r in (280, 420, 560):
        c.ring(800, 800, r + 44, SEA, 46, 120, 180, 360)
    late = math.pi * (1 + 6.5 / 9)
    c.line([(800, 800), (800 + 660 * math.cos(late), 800 + 660 * math.sin(late))], PAPER, 7)
    for ring_, (r, n) in enumerate(((280, 7), (420, 9), (560, 11))):
        for i in range(n):
            a = math.pi + math.pi * (i + .5) / n
            x, y = 800 + r * 1.0 * math.cos(a), 800 + r * math.sin(a)
            lit = not (ring_ == 1 and i == 6)
            c.disc(x, y, 31, mix(OCHRE, PAPER, .12 * ring_ + .1 * (i % 3)) if lit else RUST)
            c.disc(x, y + 40, 46, mix(TEAL, SEA, .3) if lit else WINE, 120, ry=10)
            if not lit:
                c.ring(x, y, 46, PAPER, 5)
    for i in range(61):
        a = math.pi + math.pi * i / 60
        long = i % 5 == 0
        c.line([(800 + 690 * math.cos(a), 800 + 690 * math.sin(a)), (800 + (725 if long else 708) * math.cos(a), 800 + (725 if long else 708) * math.sin(a))], ICE, 4 if long else 2, 200)
    c.disc(800, 800, 26, PAPER)
    c.rect(0, 826, 1600, 900, INK)


def network(c):
    c.gradient((0, mix(WINE, INK, .45)), (1, INK))
    for gx in range(68):
        for gy in range(38):
            x, y = 12 + gx * 24, 12 + gy * 24
            land = math.sin(x / 210 + .6) * math.cos(y / 170 - .4) + .5 * math.sin((x + y) / 260)
            c.disc(x, y, 3.4 if land > .1 else 1.6, mix(RUST, SAND, .3) if land > .1 else STONE, 150 if land > .1 else 70)
    nodes = [(250, 560), (430, 400), (620, 620), (760, 330), (930, 560), (1120, 400), (1290, 620), (1420, 300)]
    for i, a in enumerate(nodes):
        for j in range(i + 1, len(nodes)):
            if j - i <= 3:
                c.line(curve(a, nodes[j], 70 + 14 * (j - i)), TEAL if j - i > 1 else OCHRE, 2 if j - i > 1 else 5, 210)
    for detour in (nodes[0], nodes[4]):
        for p, q in list(zip(*[iter(curve(detour, (1180, 60), 60))] * 2))[::1]:
            c.line([p, q], PAPER, 3, 150)
    for x, y in nodes:
        c.disc(x, y, 27, OCHRE, 90)
        c.disc(x, y, 15, PAPER)
    c.rect(1156, 36, 1204, 84, PAPER)


def containers(c):
    c.gradient((0, mix(ICE, SEA, .25)), (1, ICE))
    tones = [RUST, TEAL, NAVY, OCHRE, SEA, mix(RUST, WINE, .5), mix(STONE, ICE, .4), MOSS, mix(OCHRE, SAND, .5)]
    heights = [6, 6, 5, 7, 7, 4, 6, 3]
    for col, count in enumerate(heights):
        for row in range(count):
            x, y = 8 + col * 199, 900 - (row + 1) * 112
            tone = c.random.choice(tones)
            c.rect(x, y, x + 191, y + 106, tone)
            for k in range(13):
                c.rect(x + 12 + k * 13.2, y + 12, x + 17 + k * 13.2, y + 94, INK, 46)
            c.rect(x, y, x + 191, y + 6, PAPER, 60)
            c.rect(x, y + 100, x + 191, y + 106, INK, 90)
            if c.random.random() < .33:
                c.disc(x + 150, y + 52, 24, PAPER, 235)
                for q, tone2 in enumerate(c.random.sample((RUST, OCHRE, TEAL, NAVY), 3)):
                    c.pen.pieslice(c._points([(x + 130, y + 32), (x + 170, y + 72)]), q * 120, q * 120 + 118, fill=rgb(tone2))
    c.line([(1503, 0), (1503, 470)], INK, 5)
    c.line([(1503, 330), (1415, 452)], INK, 3)
    c.line([(1503, 330), (1592, 452)], INK, 3)
    c.rect(1408, 452, 1599, 552, OCHRE)
    for k in range(13):
        c.rect(1420 + k * 13.2, 464, 1425 + k * 13.2, 542, INK, 46)
    c.rect(0, 0, 1600, 30, NAVY)
    c.rect(1440, 20, 1566, 64, NAVY)


def ballots(c):
    c.gradient((0, PAPER), (1, mix(PAPER, SAND, .7)))
    for i in range(1, 9):
        c.line([(110, 90 * i), (1520, 90 * i)], STONE, 1, 90)
    for i in range(24):
        x = 130 + i * 58
        n = round(2 + 5 * abs(math.sin(i * .55)) + (7 if i == 17 else 0))
        for k in range(n):
            c.rect(x, 822 - k * 22, x + 44, 838 - k * 22, mix(SEA, TEAL, c.random.random() * .8) if i != 17 else RUST, 235, 2)
    lead = lambda t: 470 - 170 * math.sin(min(1, t / .62) * 1.9) * (1 - .25 * t) + (0 if t < .72 else 210 * (t - .72) / .28)
    chase = lambda t: 600 - 20 * t - 90 * t * t - (0 if t < .7 else 150 * (1 - math.exp(-(t - .7) * 14)))
    for f, colour in ((lead, NAVY), (chase, RUST)):
        c.line([(120 + 1390 * t / 200, f(t / 200)) for t in range(201)], colour, 9)
    t = next(t / 400 for t in range(250, 401) if chase(t / 400) < lead(t / 400))
    c.ring(120 + 1390 * t, lead(t), 40, OCHRE, 9)
    c.rect(1060, 60, 1062, 850, INK, 140)
    c.disc(1061, 74, 25, INK)
    c.line([(1061, 74), (1061, 58)], PAPER, 3)
    c.line([(1061, 74), (1061, 62)], PAPER, 4)
    c.rect(110, 842, 1520, 848, INK)


def transformer(c):
    c.gradient((0, mix(STONE, ICE, .5)), (1, mix(STONE, NAVY, .5)))
    c.rect(150, 190, 1450, 830, mix(NAVY, INK, .4), radius=10)
    c.rect(190, 232, 1410, 790, mix(STONE, INK, .35), radius=4)
    for i in range(15):
        c.rect(200, 240 + i * 36.6, 1400, 244 + i * 36.6, INK, 60)
    for n, x in enumerate((400, 800, 1200)):
        c.rect(x - 58, 232, x + 58, 790, mix(STONE, ICE, .25))
        for k in range(26):
            y = 272 + k * 19
            half = 148 if k % 26 not in (0, 25) else 160
            tone = mix(RUST, OCHRE, .5 + .45 * math.sin(k * .9 + n))
            c.rect(x - half, y, x + half, y + 14, mix(tone, INK, .12), radius=7)
            c.rect(x - half * .55, y + 2, x + half * .25, y + 5, PAPER, 120, 2)
        for s in range(7):
            c.disc(x, 178 - s * 22, 46 - 3.5 * s, mix(WINE, RUST, .25 if s % 2 else .6), ry=13)
        c.rect(x - 5, 0, x + 5, 44, INK)
    for x in (60, 98, 1488, 1526):
        c.rect(x - 14, 300, x + 14, 790, mix(NAVY, STONE, .3), radius=12)
    c.rect(0, 830, 1600, 900, INK)


def radar(c):
    c.gradient((0, INK), (1, mix(INK, NAVY, .7)))
    c.glow(800, 520, 520, SEA, .75)
    for i in range(1, 9):
        c.ring(800, 520, i * 82, TEAL, 2.5 if i % 2 else 1.5, 190)
    for i in range(24):
        a = i * math.pi / 12
        c.line([(800 + 82 * math.cos(a), 520 + 82 * math.sin(a)), (800 + 900 * math.cos(a), 520 + 900 * math.sin(a))], TEAL, 1, 90)
    for i in range(34):
        c.pen.pieslice(c._points([(144, -136), (1456, 1176)]), 282 + i, 283.4 + i, fill=rgb(TEAL, 6 + 4 * i))
    for i in range(70):
        a, d = c.random.uniform(0, 6.28), 82 * c.random.randint(2, 8) + c.random.choice((-41, -20, 0, 20))
        x, y = 800 + d * math.cos(a), 520 + d * math.sin(a)
        kind = c.random.random()
        if kind < .6:
            c.disc(x, y, 7, mix(OCHRE, PAPER, .3))
        elif kind < .85:
            c.poly([(x, y - 12), (x + 10, y + 8), (x - 10, y + 8)], ICE)
        else:
            c.ring(x, y, 13, RUST, 4)
    for i in range(60):
        c.rect(40 + 26 * (i % 5), 60 + 20 * (i // 5), 58 + 26 * (i % 5), 72 + 20 * (i // 5), PAPER, 230 - 18 * (i // 5), 2)
    c.disc(800, 520, 9, PAPER)


def chips(c):
    c.gradient((0, mix(MOSS, INK, .72)), (1, INK))
    for i in range(60):
        x, y = c.random.randrange(20, 1600, 40), c.random.randrange(10, 900, 40)
        run = c.random.choice((120, 200, 280))
        c.line([(x, y), (x + run, y), (x + run + 40, y + 40), (x + run + 40, y + 40 + run / 2)], mix(MOSS, TEAL, .5), 3, 120)
        c.disc(x, y, 6, OCHRE, 170)
    for col in range(8):
        for row in range(4):
            x, y = 74 + col * 186, 62 + row * 204
            heat = math.exp(-(((col - 5.2) / 2.1) ** 2 + ((row - 1.4) / 1.3) ** 2))
            for k in range(8):
                c.rect(x + 10 + 17 * k, y - 14, x + 17 + 17 * k, y + 164, SAND, 190)
                c.rect(x - 14, y + 10 + 17 * k, x + 164, y + 17 + 17 * k, SAND, 190)
            c.rect(x, y, x + 150, y + 150, mix(INK, NAVY, .5), radius=6)
            core = mix(mix(SEA, NAVY, .4), mix(RUST, OCHRE, min(1, heat * 1.1)), min(1, heat * 1.4))
            c.rect(x + 30, y + 30, x + 120, y + 120, core, radius=4)
            for k in range(4):
                for m in range(4):
                    c.rect(x + 36 + 21 * k, y + 36 + 21 * m, x + 52 + 21 * k, y + 52 + 21 * m, mix(core, PAPER, .12 + .5 * heat * c.random.random()), radius=2)


SCENES = [
    gate, recovery, coins, chamber, network, containers,
    ballots, transformer, radar, chips,
]
