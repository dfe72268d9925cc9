"""Makes reference.json and the image files beside it: what Pillow reads from images, and how it resizes them.

Run with Python 3.11, numpy 1.24 and Pillow 9.4 (Debian 12: python3-numpy, python3-pil):
    python3 reference.py
"""

import json
import math
import pathlib

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
FILES = HERE / "Files"
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "nearest": Image.NEAREST}


def area(values, width, height):
    """The mean over the area of each new pixel: every old pixel repeated to a common multiple, then blocks averaged."""
    for axis, size in ((0, height), (1, width)):
        common = math.lcm(values.shape[axis], size)
        values = np.repeat(values, common // values.shape[axis], axis=axis)
        shape = list(values.shape)
        shape[axis : axis + 1] = [size, common // size]
        values = values.reshape(shape).mean(axis=axis + 1)
    return values


def resizes(random):
    cases = []
    for (height, width), (to_height, to_width) in [
        ((7, 5), (3, 4)), ((7, 5), (14, 9)), ((31, 40), (8, 8)), ((6, 6), (6, 6)), ((1, 1), (3, 2)), ((5, 8), (1, 1)), ((20, 3), (7, 3)),
    ]:
        values = (random.random((height, width)) * 255).astype(np.float32)
        image = Image.fromarray(values, mode="F")
        case = {"height": height, "width": width, "toHeight": to_height, "toWidth": to_width, "values": listed(values)}
        for name, which in FILTERS.items():
            case[name] = listed(np.asarray(image.resize((to_width, to_height), which)))
        case["area"] = listed(area(values.astype(np.float64), to_width, to_height))
        # Cover, as ImageOps.fit does: the largest centred part of the wanted proportions.
        across, down = to_width / width, to_height / height
        part = (min(width, to_width / max(across, down)), min(height, to_height / max(across, down)))
        left, top = (width - part[0]) / 2, (height - part[1]) / 2
        box = (left, top, left + part[0], top + part[1])
        case["cover"] = listed(np.asarray(image.resize((to_width, to_height), Image.BILINEAR, box=box)))
        cases.append(case)
    return cases


def listed(values):
    return [float(np.format_float_positional(value, precision=6, unique=False)) for value in np.asarray(values, dtype=np.float64).ravel()]


def picture(height, width):
    """A smooth picture, so that the small differences between JPEG decoders stay small, with a corner that tells the orientation."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / max(1, width - 1)
    green = 255 * y / max(1, height - 1)
    blue = 127 + 100 * np.sin(x / 5) * np.cos(y / 7)
    pixels = np.stack([red, green, blue], axis=-1)
    pixels[: height // 4, : width // 4] = [250, 20, 20]
    return Image.fromarray(pixels.astype(np.uint8), "RGB")


def files():
    FILES.mkdir(exist_ok=True)
    base = picture(24, 40)
    base.save(FILES / "plain.png")
    base.save(FILES / "plain.jpg", quality=95, subsampling=0)
    base.save(FILES / "plain.bmp")
    base.save(FILES / "lossless.webp", lossless=True)
    base.convert("L").save(FILES / "grey.png")
    base.convert("L").save(FILES / "grey.jpg", quality=95)
    base.convert("P", palette=Image.ADAPTIVE, colors=64).save(FILES / "palette.png")
    base.convert("CMYK").save(FILES / "cmyk.jpg", quality=95)
    frames = [base.convert("P", palette=Image.ADAPTIVE, colors=64), base.transpose(Image.FLIP_LEFT_RIGHT).convert("P")]
    frames[0].save(FILES / "animated.gif", save_all=True, append_images=frames[1:], duration=100)
    alpha = base.convert("RGBA")
    alpha.putalpha(Image.fromarray((np.mgrid[0:24, 0:40][1] * 255 / 39).astype(np.uint8), "L"))
    alpha.save(FILES / "alpha.png")
    deep = (np.mgrid[0:24, 0:40][1] * 65535 / 39).astype(np.uint16)
    Image.fromarray(deep).save(FILES / "deep.png")
    picture(1, 1).save(FILES / "one.png")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        base.save(FILES / f"orientation-{orientation}.jpg", quality=95, subsampling=0, exif=exif)

    expected = {}
    for path in sorted(FILES.iterdir()):
        image = ImageOps.exif_transpose(Image.open(path))
        if path.name == "deep.png":
            rgb = np.repeat((deep >> 8).astype(np.uint8)[..., None], 3, axis=2)
        elif path.name == "alpha.png":
            white = Image.new("RGBA", image.size, (255, 255, 255, 255))
            rgb = np.asarray(Image.alpha_composite(white, image).convert("RGB"))
        else:
            rgb = np.asarray(image.convert("RGB"))
        grey = np.asarray(Image.fromarray(rgb, "RGB").convert("L"))
        # Every fifth value of the planes is enough to tell them apart.
        expected[path.name] = {
            "height": rgb.shape[0],
            "width": rgb.shape[1],
            "rgb": [int(value) for value in rgb.transpose(2, 0, 1).ravel()[::5]],
            "grey": [int(value) for value in grey.ravel()[::5]],
        }
    return expected


reference = {"resize": resizes(np.random.default_rng(7)), "files": files()}
(HERE / "reference.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n")
