"""Makes drift_reference.json: what scipy 1.10 gives for the samples in it. Run: /usr/bin/python3 drift_reference.py

What no function of scipy 1.10 gives is written out with numpy, as its authors define it:
the population stability index, and p-values adjusted as Benjamini and Hochberg do (1995), which is
what statsmodels' multipletests(method="fdr_bh") computes.
"""
import json
import os
import warnings

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)


def psi(reference, current, least=1e-4):
    p = np.maximum(np.array(reference) / np.sum(reference), least)
    q = np.maximum(np.array(current) / np.sum(current), least)
    return float(np.sum((q - p) * np.log(q / p)))


def benjamini_hochberg(p):
    p = np.asarray(p)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    result = np.empty_like(adjusted)
    result[order] = adjusted
    return result.tolist()


def smirnov(first, second):
    exact = stats.ks_2samp(first, second, method="exact")
    asymptotic = stats.ks_2samp(first, second, method="asymp")
    return {
        "first": first.tolist(), "second": second.tolist(), "statistic": exact.statistic,
        "exact": exact.pvalue, "asymptotic": asymptotic.pvalue,
    }


def normal(size, shift=0.0, scale=1.0):
    return np.round(rng.normal(shift, scale, size), 4)


samples = [
    (normal(8), normal(8)), (normal(5), normal(9, 2)), (normal(2), normal(2, 5)), (normal(30), normal(30, 0.3)), (normal(40), normal(25, 1)),
    (normal(200), normal(150)), (normal(200), normal(150, 0.5)), (normal(300), normal(300, 2)), (normal(500), normal(470, 0.1)),
    (normal(400), normal(400, 8)), (normal(700), normal(650, 0, 1.02)), (np.arange(6.0), np.arange(6.0)),
    (rng.integers(0, 4, 60).astype(float), rng.integers(0, 5, 45).astype(float)), (np.zeros(20), np.zeros(30)), (np.zeros(12), np.ones(13)),
    (np.arange(400.0), np.arange(400.0) + 2.5), (np.arange(20.0), np.arange(20.0) + 0.5), (normal(3), normal(400)),
]

# The one-sample distribution behind the asymptotic p-value, over the ground where its methods change.
finite = [
    {"count": n, "distance": float(d), "survival": float(stats.kstwo.sf(d, n))}
    for n in (1, 2, 3, 7, 20, 100, 140, 141, 500, 3000, 20000, 90000, 250000)
    for d in sorted({0.3 / n, 0.7 / n, 1 / n, 1.2 / n, 0.0005, 0.002, 0.01, 0.02, 0.05, 0.08, 0.1, 0.16, 0.2, 0.3, 0.45, 0.5, 0.6, 0.85, 0.99, 1.0})
]

tables = [([10, 20, 30], [12, 18, 33]), ([5, 0, 7], [0, 4, 9]), ([1000, 2000], [40, 160]), ([3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3]),
          ([100, 100, 100], [0, 0, 300]), ([50, 50], [50, 50]), ([1] * 60, [2] * 59 + [30]), ([2, 0, 1], [3, 0, 1])]


def table(reference, current):
    both = np.array([reference, current])
    both = both[:, both.sum(axis=0) > 0]
    chi = stats.chi2_contingency(both, correction=False)
    return {
        "reference": reference, "current": current, "statistic": chi[0], "p": chi[1], "degrees": int(chi[2]),
        "jensenShannon": float(jensenshannon(reference, current, base=2)), "psi": psi(reference, current),
    }


distances = []
for first, second in samples[:13]:
    u, v = rng.integers(0, 5, len(first)) + 0.5, rng.integers(1, 4, len(second)) / 4
    distances.append({
        "first": first.tolist(), "second": second.tolist(), "firstWeights": u.tolist(), "secondWeights": v.tolist(),
        "distance": stats.wasserstein_distance(first, second), "weighted": stats.wasserstein_distance(first, second, u, v),
    })

families = [[0.01, 0.04, 0.03, 0.005, 0.8], [0.5], [1.0, 1.0, 0.2, 0.2], np.round(rng.uniform(size=40) ** 3, 6).tolist(), [0.0, 1e-300, 0.02]]

gamma = [{"degrees": k, "statistic": x, "p": float(stats.chi2.sf(x, k))} for k in (1, 2, 3, 9, 50, 500, 5000)
         for x in (0.0, 1e-8, 0.1, 1.0, 5.0, 20.0, 60.0, 300.0, 520.0, 900.0, 5100.0)]

result = {
    "made_with": {"scipy": scipy.__version__, "numpy": np.__version__},
    "smirnov": [smirnov(*pair) for pair in samples],
    "finite": finite,
    "tables": [table(*pair) for pair in tables],
    "distances": distances,
    "families": [{"p": family, "adjusted": benjamini_hochberg(family)} for family in families],
    "chi_square": gamma,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "drift_reference.json"), "w") as file:
    json.dump(result, file, indent=0)
    file.write("\n")
