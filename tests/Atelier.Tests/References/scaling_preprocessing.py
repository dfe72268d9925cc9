"""Makes scaling_preprocessing.json: what scikit-learn 1.2 gives for the columns in it, some of them with missing values.
Run: /usr/bin/python3 scaling_preprocessing.py FOLDER_OF_TABLES"""
import json
import os
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from sklearn.preprocessing import MinMaxScaler, PowerTransformer, QuantileTransformer, RobustScaler, StandardScaler

warnings.simplefilter("ignore", UserWarning)
tables = sys.argv[1]
rng = np.random.default_rng(11)


def frame(name, columns):
    return pd.read_csv(os.path.join(tables, name + ".csv"))[columns].astype(float)


def generated(rows=400):
    """Long tails on both sides, values that stand many times, large and small scales, and missing values."""
    data = pd.DataFrame({
        "lognormal": np.exp(rng.normal(0, 1.5, rows)),
        "left": -np.exp(rng.normal(0, 1, rows)),
        "both": rng.standard_t(2, rows) * 10,
        "steps": np.round(rng.exponential(2, rows)),
        "large": rng.normal(1e6, 3e4, rows),
        "small": rng.normal(0, 1e-4, rows),
        "constant": np.full(rows, 0.1),
    })
    return data.mask((rng.random(data.shape) < 0.1) & (data.columns != "constant"))


data = {
    "iris": frame("iris", ["sepal_length", "sepal_width", "petal_length", "petal_width"]),
    "mpg": frame("mpg", ["mpg", "displacement", "horsepower", "weight", "acceleration", "model_year"]),
    "penguins": frame("penguins", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]),
    "titanic": frame("titanic", ["age", "fare", "sibsp"]),
    "generated": generated(),
}


def plain(values):
    return [None if np.isnan(v) else float(v) for v in np.ravel(values)]


def case(kind, table, train, **learned):
    """Fits on the first rows and transforms every fourth, also of the rows behind them, which are unseen."""
    columns = [c for c in data[table].columns if not (c == "constant" and isinstance(kind, PowerTransformer))]  # whose power is arbitrary
    x = data[table][columns].to_numpy()
    fitted = kind.fit(x[:train])
    result = {"table": table, "columns": columns, "train": train, "values": [v if v is None else float(f"{v:.10g}") for v in plain(fitted.transform(x[::4]))]}
    for name, attribute in learned.items():
        value = getattr(fitted, attribute)
        result[name] = None if value is None else plain(value)
    return result


def each(make, **learned):
    return [case(make(), table, train, **learned) for table, train in
            (("iris", 150), ("mpg", 300), ("penguins", 344), ("titanic", 500), ("generated", 400), ("generated", 37))]


normal = stats.norm
points = np.concatenate([[1e-300, 1e-100, 1e-20, 1e-10, 1e-7, 1e-3, 0.02425, 0.075, 0.2, 0.4, 0.5], 1 - np.array([0.4, 0.1, 1e-3, 1e-7, 1e-12])])
result = {
    "made_by": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "tables": {name: {c: plain(table[c]) for c in table.columns} for name, table in data.items()},
    "standard": each(StandardScaler, mean="mean_", scale="scale_"),
    "min_max": each(MinMaxScaler, minimum="data_min_", maximum="data_max_"),
    "min_max_clipped": each(lambda: MinMaxScaler((-2, 5), clip=True)),
    "robust": each(RobustScaler, center="center_", scale="scale_"),
    "robust_wide": each(lambda: RobustScaler(quantile_range=(10, 80), with_centering=False), scale="scale_"),
    "robust_centered": each(lambda: RobustScaler(with_scaling=False), center="center_"),
    "power": each(PowerTransformer, **{"lambda": "lambdas_"}),
    "power_plain": each(lambda: PowerTransformer(standardize=False), **{"lambda": "lambdas_"}),
    "quantile": each(QuantileTransformer),
    "quantile_few": each(lambda: QuantileTransformer(n_quantiles=10)),
    "quantile_normal": each(lambda: QuantileTransformer(output_distribution="normal")),
    "quantile_normal_few": each(lambda: QuantileTransformer(n_quantiles=25, output_distribution="normal")),
    "normal": {"shares": points.tolist(), "quantiles": normal.ppf(points).tolist(),
               "values": np.linspace(-8.5, 8.5, 69).tolist(), "below": normal.cdf(np.linspace(-8.5, 8.5, 69)).tolist()},
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "scaling_preprocessing.json"), "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
