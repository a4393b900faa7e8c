"""Draws every image of the demo content: one illustration an article, one portrait an expert.

    python3 -m venv venv && venv/bin/pip install pillow numpy
    venv/bin/python make_images.py [NAME…]

Writes WebP files into `media/` (illustrations 1600×900 and a 640×360 card, portraits 800×800 and a
200×200 thumb) and then brings `width`, `height` and `placeholder` (BlurHash) in `images.jsonl` up to
date. Captions, alt texts and rights are kept by hand in `images.jsonl`, not here. Every random number
is seeded by the image's name, so that a second run draws the same pictures.

The pictures are abstract on purpose: nobody and no real event is shown. Coordinates are in the final
pixels; everything is drawn at twice the size and reduced, which is what makes the edges smooth.
"""

import json
import sys
from pathlib import Path

from PIL import Image

from drawing import places, portraits, things
from drawing.blurhash import blurhash
from drawing.canvas import Canvas

HERE = Path(__file__).parent
MEDIA = HERE / "media"


def save(image, name, variant, size):
    """Writes the picture and its smaller variant; returns its BlurHash."""
    image.save(MEDIA / f"{name}.webp", quality=80, method=6)
    image.resize(size, Image.LANCZOS).save(MEDIA / f"{name}-{variant}.webp", quality=78, method=6)
    return blurhash(image)


def main(wanted):
    MEDIA.mkdir(exist_ok=True)
    known = {}
    for scene in places.SCENES + things.SCENES:
        if not wanted or scene.__name__ in wanted:
            canvas = Canvas(1600, 900, scene.__name__)
            scene(canvas)
            known[f"{scene.__name__}.webp"] = (1600, 900, save(canvas.finished(), scene.__name__, "card", (640, 360)))
    for name, look in portraits.PORTRAITS.items():
        if not wanted or name in wanted:
            canvas = Canvas(800, 800, name)
            portraits.portrait(canvas, *look)
            known[f"portrait-{name}.webp"] = (800, 800, save(canvas.finished(), f"portrait-{name}", "thumb", (200, 200)))
    listing = HERE / "images.jsonl"
    if listing.exists():
        records = [json.loads(line) for line in listing.read_text("utf-8").splitlines()]
        for record in records:
            if record["file"] in known:
                record["width"], record["height"], record["placeholder"] = known[record["file"]]
        listing.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    print(f"{len(known)} images, {sum(f.stat().st_size for f in MEDIA.iterdir()) // 1024} KiB in {MEDIA.name}/")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
