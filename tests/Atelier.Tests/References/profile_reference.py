"""Makes profile_reference.json: what pandas 1.5, scipy 1.10 and numpy 1.24 give for the columns in it.

Run: /usr/bin/python3 profile_reference.py FOLDER, where FOLDER holds penguins.csv and titanic.csv (seaborn's tables).
"""
import json
import os
import sys

import numpy as np
import pandas as pd
from scipy import stats

SHARES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
rng = np.random.default_rng(41)


def generated():
    rows = 400
    base = rng.normal(size=rows)
    frame = pd.DataFrame({
        "normal": base * 1e-3 + 5e3,
        "lognormal": np.exp(2 * base + rng.normal(size=rows)),
        "holes": np.where(rng.random(rows) < 0.2, np.nan, base + rng.normal(size=rows)),
        "ties": np.round(base * 2),
        "zeros": np.where(rng.random(rows) < 0.9, 0.0, rng.normal(size=rows)),
        "group": rng.choice(["a", "b", "c", None], rows, p=[0.5, 0.3, 0.1, 0.1]),
        "truth": base + rng.normal(size=rows) > 0,
    })
    frame["kind"] = np.where(frame["truth"] & (rng.random(rows) < 0.7), "x", rng.choice(["y", "z"], rows))
    return frame


def cramers_v(left, right):
    """Bergsma (2013): bias-corrected Cramér's V from scipy's chi-square."""
    table = pd.crosstab(left, right).to_numpy()
    n = table.sum()
    r, k = table.shape
    chi2 = stats.chi2_contingency(table, correction=False)[0]
    phi2 = max(0.0, chi2 / n - (r - 1) * (k - 1) / (n - 1))
    return float(np.sqrt(phi2 / min(r - (r - 1) ** 2 / (n - 1) - 1, k - (k - 1) ** 2 / (n - 1) - 1)))


def correlation_ratio(numbers, groups):
    both = pd.DataFrame({"x": numbers, "g": groups}).dropna()
    between = both.groupby("g")["x"].transform("mean")
    return float(np.sqrt(((between - both["x"].mean()) ** 2).sum() / ((both["x"] - both["x"].mean()) ** 2).sum()))


def numbers_of(series):
    x = series.dropna().to_numpy(dtype=float)
    counts, edges = np.histogram(x, bins=min(50, len(np.histogram_bin_edges(x, "fd")) - 1)) if np.subtract(*np.percentile(x, [75, 25])) > 0 else ([], [])
    return {
        "mean": float(series.mean()),
        "std": float(series.std()),
        "skew": float(series.skew()),
        "kurtosis": float(series.kurt()),
        "scipy_skew": float(stats.skew(x, bias=False)),
        "scipy_kurtosis": float(stats.kurtosis(x, bias=False)),
        "quantiles": [float(q) for q in series.quantile(SHARES)],
        "edges": [float(e) for e in edges],
        "counts": [int(c) for c in counts],
    }


def describe(frame):
    numeric = [c for c in frame if pd.api.types.is_float_dtype(frame[c]) or pd.api.types.is_integer_dtype(frame[c])]
    categories = [c for c in frame if c not in numeric]
    pearson, spearman = frame[numeric].corr(), frame[numeric].corr("spearman")
    columns = {}
    for name in frame:
        values = frame[name]
        counts = values.value_counts()
        top = sorted(((int(n), v) for v, n in counts.items()), key=lambda pair: (-pair[0], pair[1]))[:5]
        columns[name] = {
            "values": [None if pd.isna(v) else v for v in (values.astype(float) if name in numeric else values)],
            "missing": int(values.isna().sum()),
            "distinct": int(values.nunique()),
            "top_counts": [n for n, _ in top],
            "numbers": numbers_of(values) if name in numeric else None,
        }
    pairs = []
    for i, left in enumerate(numeric):
        for right in numeric[i + 1:]:
            pairs.append([left, right, "Pearson", float(pearson.loc[left, right])])
            pairs.append([left, right, "Spearman", float(spearman.loc[left, right])])
        for right in categories:
            pairs.append([left, right, "CorrelationRatio", correlation_ratio(frame[left], frame[right])])
    for i, left in enumerate(categories):
        for right in categories[i + 1:]:
            pairs.append([left, right, "CramersV", cramers_v(frame[left], frame[right])])
    return {"rows": len(frame), "duplicates": int(frame.duplicated().sum()), "columns": columns, "associations": pairs}


folder = sys.argv[1]
penguins = pd.read_csv(os.path.join(folder, "penguins.csv"))[["bill_length_mm", "bill_depth_mm", "body_mass_g", "species", "sex"]]
titanic = pd.read_csv(os.path.join(folder, "titanic.csv"))[["survived", "pclass", "age", "fare", "sex", "deck", "alone"]]
result = {"penguins": describe(penguins), "titanic": describe(titanic), "generated": describe(generated())}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "profile_reference.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
