"""Makes numeric_preprocessing.json: what scikit-learn 1.2 and numpy 1.24 give for the columns in it.
Run: /usr/bin/python3 numeric_preprocessing.py FOLDER_OF_TABLES"""
import json
import os
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import KBinsDiscretizer, PolynomialFeatures

tables = sys.argv[1]
rng = np.random.default_rng(11)


def table(name, columns):
    return pd.read_csv(os.path.join(tables, name + ".csv"))[columns].astype(float).iloc[:300]


def generated(rows=300):
    """Skewed, heavy-tailed, discrete and large numbers, with values missing."""
    data = pd.DataFrame({
        "skewed": rng.lognormal(2, 1.2, rows),
        "tailed": rng.standard_t(2, rows) * 3 - 7,
        "few": rng.integers(0, 4, rows).astype(float),
        "large": rng.normal(1.7e9, 1e7, rows),
    })
    for at, column in enumerate(data.columns[:3]):
        data.loc[rng.random(rows) < 0.05 * (at + 1), column] = np.nan
    return data


data = {
    "iris": table("iris", ["sepal_length", "sepal_width", "petal_length", "petal_width"]),
    "titanic": table("titanic", ["age", "fare"]),
    "mpg": table("mpg", ["horsepower", "weight", "displacement"]),
    "generated": generated(),
}
complete = {name: frame.dropna() for name, frame in data.items()}


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, float).ravel()]


def imputed(name, strategy, indicator):
    frame = data[name]
    train = len(frame) * 2 // 3
    result = SimpleImputer(strategy=strategy, add_indicator=indicator, fill_value=-1.5 if strategy == "constant" else None)
    result.fit(frame.to_numpy()[:train])
    return {"table": name, "strategy": strategy, "indicator": indicator, "train": train, "result": numbers(result.transform(frame.to_numpy()))}


def binned(name, bins, strategy, one_hot):
    # Fewer different values than clusters: scikit-learn then gives clusters without values, and warns.
    frame = complete[name].drop(columns="few", errors="ignore") if strategy == "kmeans" else complete[name]
    train = len(frame) * 2 // 3
    encoder = KBinsDiscretizer(bins, encode="onehot-dense" if one_hot else "ordinal", strategy=strategy, subsample=None, random_state=0)
    encoder.fit(frame.to_numpy()[:train])
    return {
        "table": name, "bins": bins, "strategy": strategy, "oneHot": one_hot, "train": train,
        "columns": list(frame), "edges": [numbers(edges) for edges in encoder.bin_edges_], "result": numbers(encoder.transform(frame.to_numpy())),
    }


def clipped(name, rule):
    values = data[name].to_numpy()
    if rule == "quantiles":
        lower, upper = np.nanquantile(values, 0.01, axis=0), np.nanquantile(values, 0.99, axis=0)
    else:
        first, third = np.nanquantile(values, 0.25, axis=0), np.nanquantile(values, 0.75, axis=0)
        lower, upper = first - 1.5 * (third - first), third + 1.5 * (third - first)
    return {"table": name, "rule": rule, "lower": numbers(lower), "upper": numbers(upper), "result": numbers(np.clip(values, lower, upper))}


def polynomial(name, degree, interaction_only, bias):
    frame = complete[name].iloc[:60]
    encoder = PolynomialFeatures(degree, interaction_only=interaction_only, include_bias=bias).fit(frame)
    return {
        "table": name, "degree": degree, "interactionOnly": interaction_only, "bias": bias,
        "names": encoder.get_feature_names_out().tolist(), "result": numbers(encoder.transform(frame)),
    }


def components(name, count, whiten):
    frame = complete[name]
    train = len(frame) * 2 // 3
    pca = PCA(count, whiten=whiten, svd_solver="full").fit(frame.to_numpy()[:train])
    transformed = pca.transform(frame.to_numpy())
    return {
        "table": name, "count": count, "whiten": whiten, "train": train, "directions": numbers(pca.components_),
        "variance": numbers(pca.explained_variance_), "ratio": numbers(pca.explained_variance_ratio_),
        "result": numbers(transformed), "inverse": numbers(pca.inverse_transform(transformed)),
    }


result = {
    "versions": {"sklearn": sklearn.__version__, "numpy": np.__version__},
    "tables": {name: {column: numbers(frame[column]) for column in frame} for name, frame in data.items()},
    "imputer": [imputed(name, strategy, indicator) for name in data for strategy in ("mean", "median", "most_frequent", "constant") for indicator in (False, True)],
    "binning": [binned(name, bins, strategy, one_hot) for name, bins, one_hot in (("iris", 5, False), ("mpg", 4, True), ("generated", 6, False), ("titanic", 10, False))
                for strategy in ("uniform", "quantile", "kmeans")],
    "clipper": [clipped(name, rule) for name in data for rule in ("quantiles", "whiskers")],
    "polynomial": [polynomial("iris", 2, False, True), polynomial("iris", 3, True, False), polynomial("mpg", 3, False, False)],
    "pca": [components("iris", None, False), components("iris", 2, True), components("iris", 0.96, False), components("mpg", 2, False),
            components("generated", None, True)],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "numeric_preprocessing.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
