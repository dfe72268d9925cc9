"""Statistics of numbers, by numpy; writes statistics.json beside itself."""
import json
import pathlib

import numpy

numbers = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16, 0.0, -3.25, 0.0]
finite = numpy.array(numbers)
values = {
    "numbers": numbers,
    "min": finite.min(), "max": finite.max(), "mean": finite.mean(), "std": finite.std(ddof=1),
    "close": [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16],
    "close_std": numpy.array([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).std(ddof=1),
    # Every second row and every third column of a 4 x 6 array, in row-major order.
    "grid": numpy.arange(24.0).reshape(4, 6)[::2, ::3].ravel().tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(values, indent=2) + "\n")
