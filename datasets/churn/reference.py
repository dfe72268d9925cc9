"""Measures the figures of the data card: the best possible scores, and those of scikit-learn's models.

    python3 reference.py        needs pandas and scikit-learn
"""

import pathlib
import sys

import pandas as pd
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

FOLDER = pathlib.Path(__file__).parent
NUMBERS = ["age", "monthly_charge_eur", "data_gb", "support_calls", "late_payments", "satisfaction", "tenure_days"]
CATEGORIES = ["region", "plan", "contract", "payment", "autopay"]


def linear():
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    categories = OneHotEncoder(handle_unknown="ignore")
    return make_pipeline(make_column_transformer((numbers, NUMBERS), (categories, CATEGORIES)), LogisticRegression(max_iter=1000))


def trees():
    categories = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return make_pipeline(
        make_column_transformer(("passthrough", NUMBERS), (categories, CATEGORIES)),
        HistGradientBoostingClassifier(max_iter=150, learning_rate=0.06, max_leaf_nodes=15, random_state=1))


def main():
    table = pd.read_csv(FOLDER / "churn.csv.gz", parse_dates=["month", "signup_date"])
    truth = pd.read_csv(FOLDER / "truth.csv.gz")
    table["tenure_days"] = (table.month - table.signup_date).dt.days
    label, chance = (table.churned == "yes").astype(int), truth.churn_probability
    print(f"Python {sys.version.split()[0]}, pandas {pd.__version__}, scikit-learn {sklearn.__version__}")
    print(table.isna().mean()[lambda share: share > 0].round(4).to_string())
    last = table.month == table.month.max()
    early, late = ~last & (table.month < "2025-05-01"), table.month == "2025-05-01"
    print("rate of churn by month", label.groupby(table.month).mean().round(3).tolist(), "all", round(label.mean(), 4))
    models = [("linear", linear().fit(table[early], label[early])), ("trees", trees().fit(table[early], label[early]))]
    for part, rows in [("May", late), ("June", last)]:
        scores = [("truth", chance[rows])] + [(name, model.predict_proba(table[rows])[:, 1]) for name, model in models]
        for name, score in scores:
            print(f"{part} {name}: AUC {roc_auc_score(label[rows], score):.3f}, log loss {log_loss(label[rows], score):.3f}")


if __name__ == "__main__":
    main()
