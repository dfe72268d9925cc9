"""Makes encoding_preprocessing.json: what scikit-learn 1.2 and pandas 1.5 give for the columns in it. The target encoder, which
scikit-learn 1.2 lacks, is computed here from its formula. Run: /usr/bin/python3 encoding_preprocessing.py FOLDER_OF_TABLES"""
import json
import os
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

tables = sys.argv[1]
rng = np.random.default_rng(4)


def frame(name, columns):
    data = pd.read_csv(os.path.join(tables, name + ".csv"))[columns].copy()
    for column in columns:
        if data[column].dtype == object:
            data[column] = data[column].where(data[column].notna(), None)
        else:
            data[column] = data[column].astype(float)
    return data


def plain(values):
    return [None if v is None or (isinstance(v, float) and np.isnan(v)) else v for v in values]


def generated(rows=500):
    """Texts with separators, quotes and other alphabets, and missing values in all columns."""
    texts = ['a,b', 'a;b', 'quote "x"', "it's", "tab\there", "line\nbreak", "Zürich", "東京", "a=b", "", " ", "é", "e\u0301", "A", "a", "B"]
    weights = rng.dirichlet(np.ones(len(texts)))
    text = rng.choice(np.array(texts, dtype=object), rows, p=weights)
    text[rng.random(rows) < 0.1] = None
    number = rng.choice([-1.5, 0.0, 0.1, 2.0, 1e20, 123456.789, 10.0], rows)
    number[rng.random(rows) < 0.2] = np.nan
    many = np.array([f"id{v}" for v in rng.integers(0, 90, rows)], dtype=object)
    return pd.DataFrame({"text": text, "number": number, "many": many})


data = {
    "titanic": frame("titanic", ["sex", "embarked", "deck", "pclass", "age", "class", "survived"]),
    "penguins": frame("penguins", ["species", "island", "sex", "body_mass_g"]),
    "mpg": frame("mpg", ["origin", "cylinders", "mpg"]),
    "generated": generated(),
}


def one_hot(table, columns, train, **options):
    x = data[table][columns]
    encoder = OneHotEncoder(sparse_output=False, **options).fit(x[:train])
    result = encoder.transform(x)
    return {
        "table": table, "columns": columns, "train": train, "options": {k: str(v) for k, v in options.items()},
        "width": result.shape[1], "ones": np.flatnonzero(result).tolist(),
        "last": [str(v) for v in encoder.get_feature_names_out()[-3:]],
    }


def ordinal(table, columns, train, **options):
    x = data[table][columns].fillna(np.nan)  # of None scikit-learn makes a category, of NaN a missing value
    encoder = OrdinalEncoder(**options).fit(x[:train])
    return {"table": table, "columns": columns, "train": train, "values": plain(encoder.transform(x).ravel().tolist())}


def means(codes, categories, y, used, smoothing):
    """Micci-Barreca 2001, equations 4 and 5, row by row in plain Python."""
    overall = sum(y[r] for r in used) / len(used)
    variance = sum((y[r] - overall) ** 2 for r in used) / len(used)
    result = []
    for category in categories:
        own = [y[r] for r in used if codes[r] == category]
        if not own:
            result.append(overall)
            continue
        mean = sum(own) / len(own)
        if smoothing is None:
            within = sum((v - mean) ** 2 for v in own) / len(own)
            bottom = len(own) * variance + within
            weight = len(own) * variance / bottom if bottom > 0 else 0.0
        else:
            weight = len(own) / (len(own) + smoothing)
        result.append(weight * mean + (1 - weight) * overall)
    return result, overall


def folds_of(groups, folds, seed):
    mask = (1 << 64) - 1

    def mix(v):
        v = ((v ^ (v >> 30)) * 0xBF58476D1CE4E5B9) & mask
        v = ((v ^ (v >> 27)) * 0x94D049BB133111EB) & mask
        return v ^ (v >> 31)

    order = sorted(range(len(groups)), key=lambda r: (groups[r], mix((seed + (r + 1) * 0x9E3779B97F4A7C15) & mask)))
    assigned = [0] * len(groups)
    for at, row in enumerate(order):
        assigned[row] = at % folds
    return assigned


def target(table, column, y, groups, smoothing, seed, folds=5):
    codes = [str(v) for v in plain(data[table][column].tolist())]
    categories = sorted(set(codes))
    everything = list(range(len(codes)))
    encoded, overall = means(codes, categories, y, everything, smoothing)
    assigned = folds_of(groups, folds, seed)
    out_of_fold = [0.0] * len(codes)
    for fold in range(folds):
        used = [r for r in everything if assigned[r] != fold]
        fitted, _ = means(codes, categories, y, used, smoothing)
        for row in everything:
            if assigned[row] == fold:
                out_of_fold[row] = fitted[categories.index(codes[row])]
    return {
        "table": table, "column": column, "smoothing": smoothing, "seed": seed, "mean": overall,
        "all": [encoded[categories.index(c)] for c in codes], "out_of_fold": out_of_fold,
    }


def hashing(table, columns, width, signed):
    x = data[table][columns]
    rows = [{c: str(v) for c, v in row.items() if v is not None} for row in x.to_dict("records")]
    result = FeatureHasher(n_features=width, alternate_sign=signed).transform(rows).toarray()
    return {"table": table, "columns": columns, "width": width, "signed": signed, "values": result.astype(int).ravel().tolist()}


def dates():
    stamps = [pd.Timestamp(s) for s in (
        "2024-02-29 23:59:59", "1999-12-31 00:00:00", "1970-01-01 00:00:00", "1969-07-20 20:17:40", "2000-01-01 12:30:00",
        "2023-10-01 06:00:00", "2026-11-25 16:00:01", "1900-03-01 05:00:00", "2024-12-30 18:45:00", "2100-06-15 11:11:11")]
    series = pd.Series(stamps)
    clock = series.dt
    turn = 2 * np.pi
    days = np.where(clock.is_leap_year, 366, 365)
    return {
        "dates": [s.isoformat() for s in stamps],
        "year": clock.year.tolist(), "quarter": clock.quarter.tolist(), "month": clock.month.tolist(), "day": clock.day.tolist(),
        "day-of-week": clock.dayofweek.tolist(), "day-of-year": clock.dayofyear.tolist(), "hour": clock.hour.tolist(),
        "is-weekend": (clock.dayofweek >= 5).astype(int).tolist(),
        "unix-seconds": [(s - pd.Timestamp(0)).total_seconds() for s in stamps],
        "elapsed-days": [(s - min(stamps)).total_seconds() / 86400 for s in stamps],
        "month.sin": np.sin(turn * (clock.month - 1) / 12).tolist(), "month.cos": np.cos(turn * (clock.month - 1) / 12).tolist(),
        "day-of-week.sin": np.sin(turn * clock.dayofweek / 7).tolist(),
        "hour.cos": np.cos(turn * clock.hour / 24).tolist(),
        "day-of-year.sin": np.sin(turn * (clock.dayofyear - 1) / days).tolist(),
        "day.sin": np.sin(turn * (clock.day - 1) / clock.days_in_month).tolist(),
    }


survived = data["titanic"]["survived"].tolist()
mass = data["penguins"]["body_mass_g"].fillna(4000.0).tolist()
species = data["penguins"]["species"].tolist()
kinds = sorted(set(species))
mpg = data["mpg"]["mpg"].tolist()
titanic = ["sex", "embarked", "deck", "pclass"]
gen = ["text", "number", "many"]
result = {
    "made_by": f"scikit-learn {sklearn.__version__}, pandas {pd.__version__}, numpy {np.__version__}",
    "tables": {name: {c: plain(table[c].tolist()) for c in table.columns} for name, table in data.items()},
    "one_hot": [
        one_hot("titanic", titanic, 891),
        one_hot("titanic", titanic + ["age"], 891, min_frequency=20),
        one_hot("titanic", titanic, 891, max_categories=4),
        one_hot("titanic", titanic, 891, min_frequency=0.05),
        one_hot("titanic", titanic, 891, drop="first"),
        one_hot("titanic", titanic, 891, drop="if_binary"),
        one_hot("titanic", titanic, 891, drop="first", max_categories=3),
        one_hot("titanic", titanic, 891, drop="if_binary", max_categories=2),
        one_hot("titanic", ["deck", "age"], 30, handle_unknown="ignore"),
        one_hot("titanic", ["deck", "age"], 60, handle_unknown="infrequent_if_exist", min_frequency=3),
        one_hot("titanic", ["deck", "age"], 60, handle_unknown="ignore", min_frequency=3, max_categories=5),
        one_hot("penguins", ["species", "island", "sex"], 344),
        one_hot("mpg", ["origin", "cylinders"], 398, min_frequency=5),
        one_hot("generated", gen, 500),
        one_hot("generated", gen, 500, max_categories=7),
        one_hot("generated", gen, 40, handle_unknown="infrequent_if_exist", max_categories=6, drop="first"),
    ],
    "ordinal": [
        ordinal("titanic", titanic + ["age"], 891),
        ordinal("generated", gen, 30, handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2),
        ordinal("titanic", ["class"], 891, categories=[["Third", "Second", "First"]]),
    ],
    "target": [
        target("titanic", "deck", survived, [int(v) for v in survived], None, 7),
        target("titanic", "embarked", survived, [int(v) for v in survived], 10.0, 0),
        target("mpg", "cylinders", mpg, [0] * len(mpg), None, 3),
        target("penguins", "island", mass, [0] * len(mass), 0.0, 1),
    ] + [
        target("penguins", "sex", [float(s == kind) for s in species], [kinds.index(s) for s in species], None, 5) for kind in kinds
    ],
    "masses": mass,
    "hashing": [
        hashing("titanic", ["sex", "embarked", "deck"], 16, True),
        hashing("generated", ["text", "many"], 37, True),
        hashing("generated", ["text", "many"], 8, False),
    ],
    "dates": dates(),
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "encoding_preprocessing.json"), "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
