"""BlurHash, the short text from which a client paints a blurred placeholder."""

import math

import numpy as np
from PIL import Image


def blurhash(image, across=4, down=3):
    """The BlurHash of an image (github.com/woltapp/blurhash, algorithm document)."""
    small = np.asarray(image.convert("RGB").resize((64, 64), Image.BILINEAR)) / 255
    linear = np.where(small <= .04045, small / 12.92, ((small + .055) / 1.055) ** 2.4)
    place = (np.arange(64) + .5) / 64 * math.pi
    factors = [(1 if i == j == 0 else 2) * np.einsum("yxc,y,x->c", linear, np.cos(j * place), np.cos(i * place)) / 4096
               for j in range(down) for i in range(across)]
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
    encode = lambda n, length: "".join(digits[n // 83 ** (length - 1 - k) % 83] for k in range(length))
    gamma = lambda v: round(255 * min(1, max(0, v * 12.92 if v <= .0031308 else 1.055 * v ** (1 / 2.4) - .055)))
    peak = max(abs(v) for f in factors[1:] for v in f)
    step = max(0, min(82, math.floor(peak * 166 - .5)))
    limit = (step + 1) / 166
    level = lambda v: max(0, min(18, math.floor(math.copysign(math.sqrt(abs(v / limit)), v) * 9 + 9.5)))
    mean = [gamma(v) for v in factors[0]]
    return (encode(across - 1 + (down - 1) * 9, 1) + encode(step, 1) + encode(mean[0] << 16 | mean[1] << 8 | mean[2], 4)
            + "".join(encode(level(r) * 361 + level(g) * 19 + level(b), 2) for r, g, b in factors[1:]))
