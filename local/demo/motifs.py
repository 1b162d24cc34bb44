"""The motifs of posters: each fills the upper part of one."""

import itertools
import math
from collections.abc import Callable

from local.demo.palettes import Colour, blend
from local.demo.shapes import Canvas, disc, fill, turned


def _waves(on: Canvas) -> None:
    p = on.palette
    fill(on, p.light, p.paper)
    sun = (on.width * on.chance.uniform(0.6, 0.8), on.height * 0.36)
    disc(on.draw, sun, on.height * 0.21, p.accent)
    for i in range(7):
        share = i / 6
        level, swell = on.height * (0.36 + 0.56 * share), on.height * (0.035 + 0.03 * share)
        length, phase = on.width * on.chance.uniform(0.28, 0.5), on.chance.uniform(0, math.tau)
        crest = [
            (x, level + swell * math.sin(x / length * math.tau + phase))
            for x in range(0, on.width + 40, 40)
        ]
        colour = blend(p.bright, p.night, share)
        on.draw.polygon([(0, on.height), *crest, (on.width, on.height)], fill=colour)
        on.draw.line(crest, fill=blend(colour, p.paper, 0.28), width=7, joint="curve")


def _circles(on: Canvas) -> None:
    p = on.palette
    side, corners = on.width / 5, ((0, 0), (1, 0), (1, 1), (0, 1))
    rings = (p.deep, p.bright, p.light, p.mid, p.accent, p.paper)
    for row in range(math.ceil(on.height / side)):
        for column in range(5):
            x, y = column * side, row * side
            shift = on.chance.randrange(len(rings))
            on.draw.rectangle((x, y, x + side, y + side), fill=rings[shift - 1])
            right, down = corners[on.chance.randrange(4)]
            corner, start = (x + right * side, y + down * side), corners.index((right, down)) * 90
            for ring in range(5):
                radius = side * (1 - ring / 5)
                box = (corner[0] - radius, corner[1] - radius)
                far = (corner[0] + radius, corner[1] + radius)
                colour = rings[(shift + ring) % len(rings)]
                on.draw.pieslice((*box, *far), start, start + 90, fill=colour)


def _stripes(on: Canvas) -> None:
    p = on.palette
    fill(on, p.light, p.paper)
    lean, x = on.height * 0.62, -on.height * 0.7
    colours = (p.deep, p.bright, p.accent, p.mid, p.paper, p.night, p.bright, p.light)
    for i in range(40):
        wide = on.width * on.chance.choice((0.018, 0.03, 0.05, 0.075))
        quad = [(x + lean, 0), (x + lean + wide, 0), (x + wide, on.height), (x, on.height)]
        on.draw.polygon(quad, fill=colours[i % len(colours)])
        x += wide
        if x > on.width:
            break
    centre = (on.width * on.chance.uniform(0.56, 0.74), on.height * 0.5)
    disc(on.draw, centre, on.height * 0.33, p.paper)
    disc(on.draw, centre, on.height * 0.24, p.accent)
    disc(on.draw, centre, on.height * 0.15, p.night)


def _mountains(on: Canvas) -> None:
    p = on.palette
    fill(on, blend(p.bright, p.light, 0.4), p.paper)
    moon = (on.width * on.chance.uniform(0.22, 0.78), on.height * 0.3)
    disc(on.draw, moon, on.height * 0.17, p.accent)
    for i in range(5):
        share = i / 4
        level, relief = on.height * (0.5 + 0.42 * share), on.height * (0.30 - 0.045 * i)
        ridge = [on.chance.uniform(-0.5, 0.5), on.chance.uniform(-0.5, 0.5)]
        roughness = 0.62
        while len(ridge) < 60:
            middles = [
                (a + b) / 2 + on.chance.uniform(-roughness, roughness)
                for a, b in itertools.pairwise(ridge)
            ]
            ridge = [y for pair in zip(ridge, [*middles, 0.0], strict=True) for y in pair][:-1]
            roughness *= 0.5
        step = on.width / (len(ridge) - 1)
        crest = [(n * step, level - y * relief) for n, y in enumerate(ridge)]
        colour = blend(blend(p.bright, p.light, 0.35), p.night, share)
        on.draw.polygon([(0, on.height), *crest, (on.width, on.height)], fill=colour)


def _sun(on: Canvas) -> None:
    p = on.palette
    on.draw.rectangle((0, 0, on.width, on.height), fill=p.light)
    centre, reach = (on.width * on.chance.uniform(0.4, 0.6), on.height * 0.98), on.width
    box = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
    for i in range(18):
        colour = (p.bright, p.light, p.mid, p.paper)[i % 4]
        on.draw.pieslice(box, 180 + i * 10, 180 + (i + 1) * 10, fill=colour)
    discs = (p.paper, p.accent, p.paper, p.bright, p.deep, p.accent)
    for i, colour in enumerate(discs):
        disc(on.draw, centre, on.height * (0.66 - i * 0.105), colour)


def _mosaic(on: Canvas) -> None:
    p = on.palette
    side = on.width / 8
    colours = (p.deep, p.mid, p.bright, p.light, p.accent, p.paper, p.night)
    for row in range(math.ceil(on.height / side)):
        for column in range(8):
            x, y = column * side, row * side
            ground, shape = on.chance.sample(colours, 2)
            on.draw.rectangle((x, y, x + side, y + side), fill=ground)
            corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
            kind, turn = on.chance.randrange(5), on.chance.randrange(4)
            if kind == 0:
                on.draw.polygon([corners[(turn + k) % 4] for k in range(3)], fill=shape)
            elif kind == 1:
                far_x, far_y = corners[turn]
                box = (far_x - side, far_y - side, far_x + side, far_y + side)
                on.draw.pieslice(box, turn * 90, turn * 90 + 90, fill=shape)
            elif kind == 2:
                disc(on.draw, (x + side / 2, y + side / 2), side * 0.36, shape)
            elif kind == 3:
                middle = (x + side / 2, y + side / 2)
                on.draw.polygon([corners[turn], corners[(turn + 1) % 4], middle], fill=shape)
                on.draw.polygon([corners[(turn + 2) % 4], corners[turn - 1], middle], fill=shape)
            else:
                half = side / 2
                box = (x + (turn % 2) * half, y, x + (turn % 2) * half + half, y + side)
                on.draw.rectangle(box, fill=shape)


def _notes(on: Canvas) -> None:
    p = on.palette
    fill(on, p.deep, p.night)
    disc(on.draw, (on.width * 0.82, on.height * 0.3), on.height * 0.42, blend(p.deep, p.mid, 0.6))
    gap, phase = on.height * 0.085, on.chance.uniform(0, math.tau)

    def staff(x: float, line: float) -> float:
        bend = math.sin(x / on.width * math.tau * 0.9 + phase)
        return on.height * (0.56 + 0.09 * bend) + (line - 2) * gap

    for line in range(5):
        curve = [(x, staff(x, line)) for x in range(0, on.width + 40, 40)]
        on.draw.line(curve, fill=p.bright, width=8, joint="curve")
    for n in range(9):
        x = on.width * (0.07 + n * 0.107)
        place = on.chance.choice((0.0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5))
        centre, colour = (x, staff(x, place)), (p.accent, p.paper, p.light)[n % 3]
        ring = [math.tau * k / 28 for k in range(28)]
        head = [(gap * 0.72 * math.cos(a), gap * 0.5 * math.sin(a)) for a in ring]
        on.draw.polygon(turned(centre, head, -0.38), fill=colour)
        side = 1 if place >= 1.5 else -1
        stem = centre[0] + side * gap * 0.62
        tip = centre[1] - side * gap * 3.1
        on.draw.line(((stem, centre[1]), (stem, tip)), fill=colour, width=14)
        if on.chance.random() < 0.5:
            flag = [(stem, tip), (stem + gap * 0.95, tip + side * gap), (stem, tip + side * gap)]
            on.draw.polygon(flag, fill=colour)


def _books(on: Canvas) -> None:
    p = on.palette
    fill(on, p.light, p.paper)
    colours = (p.deep, p.accent, p.mid, p.bright, p.night, p.paper, p.mid, p.deep)
    floor, x, last = on.height * 0.93, on.width * 0.03, -1
    while x < on.width * 0.93:
        wide = on.width * on.chance.uniform(0.032, 0.07)
        tall = on.height * on.chance.uniform(0.46, 0.8)
        pick = on.chance.choice([i for i in range(len(colours)) if i != last])
        last, cover = pick, colours[pick]
        band = p.accent if cover in (p.night, p.deep) else blend(cover, p.night, 0.55)
        lean = -0.16 if on.chance.random() < 0.13 else 0.0
        x += tall * math.sin(-lean)
        foot = (x, floor)
        shapes = [(0.0, 1.0, cover), (0.08, 0.11, band), (0.14, 0.155, band), (0.82, 0.9, band)]
        for low, high, colour in shapes:
            box = [(0, -tall * high), (wide, -tall * high), (wide, -tall * low), (0, -tall * low)]
            on.draw.polygon(turned(foot, [(a, b) for a, b in box], lean), fill=colour)
        x += wide * math.cos(lean) + on.width * 0.005
    on.draw.rectangle((0, floor, on.width, on.height), fill=p.deep)


def _curtain(on: Canvas) -> None:
    p = on.palette
    fill(on, p.night, p.deep)
    spot = on.width * on.chance.uniform(0.44, 0.56)
    glow = blend(p.deep, p.light, 0.4)
    half = on.width * 0.2
    cone = [(spot - 60, 0), (spot + 60, 0), (spot + half, on.height), (spot - half, on.height)]
    on.draw.polygon(cone, fill=glow)
    floor = on.height * 0.86
    on.draw.rectangle((0, floor, on.width, on.height), fill=blend(p.night, p.deep, 0.3))
    on.draw.ellipse((spot - half, floor - 60, spot + half, floor + 110), fill=p.light)
    folds, cloth = on.chance.randint(5, 6), (p.mid, blend(p.mid, p.night, 0.62))
    for side in (0, 1):
        for i in range(folds * 12):
            share = i / (folds * 12)
            shade = (1 + math.cos(share * folds * math.tau)) / 2
            edge, next_edge = share, (i + 1.2) / (folds * 12)
            quad = []
            for part, y in ((edge, 0.0), (next_edge, 0.0), (next_edge, 1.0), (edge, 1.0)):
                reach = on.width * (0.40 - 0.12 * math.sin(y * math.pi / 2))
                quad.append((part * reach if side == 0 else on.width - part * reach, y * on.height))
            on.draw.polygon(quad, fill=blend(cloth[1], cloth[0], shade))
    drape = on.width / 9
    for i in range(9):
        box = (i * drape - 20, -on.height * 0.2, (i + 1) * drape + 20, on.height * 0.2)
        on.draw.ellipse(box, fill=blend(p.mid, p.bright, 0.35 if i % 2 else 0.75))
    on.draw.rectangle((0, 0, on.width, on.height * 0.035), fill=p.accent)


def _film(on: Canvas) -> None:
    p = on.palette
    fill(on, p.bright, p.light)
    angle = on.chance.choice((-0.17, 0.15))
    centre = (on.width / 2, on.height / 2)
    tall, frame = on.height * 0.74, on.width * 0.25

    def box(x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        points = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        on.draw.polygon(turned(centre, points, angle), fill=colour)

    box(-on.width, -tall / 2, on.width * 2, tall, p.night)
    for i in range(-16, 16):
        for y in (-tall * 0.455, tall * 0.375):
            box(i * frame / 3.2, y, frame / 6, tall * 0.08, p.paper)
    skies = (p.light, p.accent, p.mid, p.paper, p.bright)
    for n, i in enumerate(range(-3, 3)):
        x, wide, high = i * frame + frame * 0.04, frame * 0.92, tall * 0.58
        box(x, -high / 2, wide, high, skies[n % 5])
        sun = turned(centre, [(x + wide * (0.25 + n * 0.1), -high * 0.12)], angle)[0]
        disc(on.draw, sun, high * 0.17, p.accent if skies[n % 5] != p.accent else p.paper)
        hill = [(x, high / 2), (x, high * 0.2), (x + wide * 0.4, high * (0.32 - 0.12 * (n % 3)))]
        hill += [(x + wide, high * (0.1 + 0.08 * (n % 3))), (x + wide, high / 2)]
        on.draw.polygon(turned(centre, hill, angle), fill=p.deep)


def _stars(on: Canvas) -> None:
    p = on.palette
    fill(on, p.night, p.mid)
    for _ in range(150):
        x, y = on.chance.uniform(0, on.width), on.chance.uniform(0, on.height)
        disc(on.draw, (x, y), on.chance.uniform(2, 7), blend(p.mid, p.paper, on.chance.random()))
    moon = (on.width * on.chance.uniform(0.7, 0.86), on.height * 0.32)
    rim = [math.radians(k) for k in range(-100, 101, 4)]
    outer = [(math.cos(a), math.sin(a)) for a in rim]
    inner = [(math.cos(a) * 0.45 + math.cos(rim[0]) * 0.55, math.sin(a)) for a in reversed(rim)]
    crescent = [(x * on.height * 0.2, y * on.height * 0.2) for x, y in outer + inner]
    on.draw.polygon(turned(moon, crescent, -0.5), fill=p.light)
    path = [
        (on.width * (0.09 + i * 0.115), on.height * on.chance.uniform(0.22, 0.78)) for i in range(6)
    ]
    on.draw.line(path, fill=blend(p.mid, p.light, 0.55), width=6)
    for i, centre in enumerate(path):
        size = on.height * on.chance.uniform(0.055, 0.11)
        spikes = [
            (
                (size if k % 2 == 0 else size * 0.36) * math.cos(k * math.pi / 5 - math.pi / 2),
                (size if k % 2 == 0 else size * 0.36) * math.sin(k * math.pi / 5 - math.pi / 2),
            )
            for k in range(10)
        ]
        on.draw.polygon(turned(centre, spikes, i * 0.3), fill=p.accent if i % 2 else p.paper)


def _leaves(on: Canvas) -> None:
    p = on.palette
    fill(on, p.light, p.paper)
    disc(on.draw, (on.width * 0.5, on.height * 0.52), on.height * 0.38, p.accent)
    tones = (p.mid, p.deep, p.bright, p.night, blend(p.mid, p.bright, 0.5))
    for i in range(26):
        left = i % 2 == 0
        root = (-40 if left else on.width + 40, on.height * (0.04 + (i // 2) * 0.082))
        angle = on.chance.uniform(-0.75, 0.55) if left else math.pi - on.chance.uniform(-0.75, 0.55)
        long, broad = on.width * on.chance.uniform(0.24, 0.44), on.height * 0.115
        half = [(long * k / 14, broad * math.sin(math.pi * (k / 14) ** 0.8)) for k in range(15)]
        blade = [*half, *[(x, -y) for x, y in reversed(half)]]
        colour = tones[i % len(tones)]
        on.draw.polygon(turned(root, blade, angle), fill=colour)
        vein = blend(colour, p.light, 0.4)
        on.draw.line(turned(root, [(0, 0), (long * 0.94, 0)], angle), fill=vein, width=7)
        for k in range(3, 12, 2):
            x, y = half[k]
            for side in (1, -1):
                rib = [(x - long * 0.08, 0.0), (x + long * 0.02, side * y * 0.8)]
                on.draw.line(turned(root, rib, angle), fill=vein, width=4)


MOTIFS: dict[str, Callable[[Canvas], None]] = {
    "waves": _waves,
    "circles": _circles,
    "stripes": _stripes,
    "mountains": _mountains,
    "sun": _sun,
    "mosaic": _mosaic,
    "notes": _notes,
    "books": _books,
    "curtain": _curtain,
    "film": _film,
    "stars": _stars,
    "leaves": _leaves,
}
