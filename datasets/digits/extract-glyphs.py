"""Writes glyphs.json: the outlines of the digits 0-9 of some DejaVu faces, as SVG-like paths in font units, y downwards.

Run once; the generator reads the result, so that it needs no font on the machine:
    python3 extract-glyphs.py /usr/share/fonts/truetype/dejavu
Needs fontTools and the DejaVu fonts 2.37 (Debian: fonts-dejavu-core and fonts-dejavu-extra).
"""

import json
import pathlib
import sys

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

FACES = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-ExtraLight", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold",
         "DejaVuSerif-Italic"]


class PathPen(BasePen):
    """Collects M, L, Q and Z commands; the implied on-curve points of TrueType become explicit."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.parts = []

    def add(self, command, *points):
        self.parts.append(command + " ".join(f"{x:g} {-y:g}" for x, y in points))

    def _moveTo(self, point):
        self.add("M", point)

    def _lineTo(self, point):
        self.add("L", point)

    def _qCurveToOne(self, control, end):
        self.add("Q", control, end)

    def _curveToOne(self, *_):
        raise ValueError("TrueType outlines hold no cubic curve; give the .ttf files of DejaVu 2.37.")

    def _closePath(self):
        self.parts.append("Z")


def main(folder):
    faces = {}
    for face in FACES:
        font = TTFont(folder / f"{face}.ttf")
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        paths = []
        for digit in "0123456789":
            pen = PathPen(glyphs)
            glyphs[names[ord(digit)]].draw(pen)
            paths.append(" ".join(pen.parts))
        faces[face] = paths
    document = {
        "source": "DejaVu fonts 2.37, https://dejavu-fonts.github.io/; digits only, outlines unchanged, y downwards",
        "licence": "glyphs.LICENSE.txt",
        "faces": faces,
    }
    text = json.dumps(document, indent=2)
    pathlib.Path(__file__).with_name("glyphs.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
