"""Measures the figures of the data card: how well simple models tell faults on the last four days.

    python3 reference.py        needs pandas and scikit-learn
"""

import pathlib
import sys

import pandas as pd
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDER = pathlib.Path(__file__).parent
SENSORS = ["temperature_c", "vibration_mm_s", "pressure_bar", "current_a", "speed_rpm"]


def windows(values):
    """Each reading with the mean and the spread of the last half hour and the difference to the mean."""
    last = values.rolling(30, min_periods=1)
    parts = [values, last.mean().add_suffix("_mean"), last.std().fillna(0).add_suffix("_spread"), (values - last.mean()).add_suffix("_step")]
    return pd.concat(parts, axis=1)


def main():
    table = pd.read_csv(FOLDER / "sensors.csv.gz", parse_dates=["time"])
    print(f"Python {sys.version.split()[0]}, pandas {pd.__version__}, scikit-learn {sklearn.__version__}")
    print(table.condition.value_counts().to_dict(), table.regime.value_counts().to_dict())
    print("missing", table[SENSORS].isna().mean().round(4).to_dict())
    print(table[SENSORS].describe().loc[["mean", "std", "min", "max"]].round(2).to_string())
    values = windows(table[SENSORS].ffill())
    train = table.time < "2025-03-13"
    fault = (table.condition != "ok").astype(int)
    forest = IsolationForest(random_state=1).fit(values[train])
    linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(values[train], fault[train])
    trees = HistGradientBoostingClassifier(random_state=1).fit(values[train], fault[train])
    scores = {
        "isolation forest, without labels": -forest.score_samples(values[~train]),
        "logistic regression": linear.predict_proba(values[~train])[:, 1],
        "gradient boosting": trees.predict_proba(values[~train])[:, 1],
    }
    for name, score in scores.items():
        f1 = "" if "forest" in name else f", F1 {f1_score(fault[~train], score > 0.5):.3f}"
        print(f"{name}: AUC {roc_auc_score(fault[~train], score):.3f}{f1}")


if __name__ == "__main__":
    main()
