"""Makes reference.json: what scikit-learn 1.2 gives for the inputs in it. Run: /usr/bin/python3 reference.py"""
import json
import os
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20)


def classification(rows, classes, missing_class=None):
    labels = rng.integers(0, classes, rows)
    if missing_class is not None:
        labels[labels == missing_class] = 0
    logits = rng.normal(size=(rows, classes)) + 1.5 * np.eye(classes)[labels]
    if missing_class is not None:
        logits[:, missing_class] -= 50
    scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    scores = scores.astype(np.float32)
    predicted = scores.argmax(axis=1)
    result = {
        "scores": scores.ravel().tolist(),
        "width": classes,
        "labels": labels.tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "log_loss": metrics.log_loss(labels, scores, labels=list(range(classes))),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=list(range(classes))).ravel().tolist(),
    }
    for average in ("macro", "weighted", "micro"):
        suffix = "" if average == "macro" else "_" + average
        result["precision" + suffix] = metrics.precision_score(labels, predicted, average=average, zero_division=0)
        result["recall" + suffix] = metrics.recall_score(labels, predicted, average=average, zero_division=0)
        result["f1" + suffix] = metrics.f1_score(labels, predicted, average=average, zero_division=0)
    return result


def scaling():
    rows = rng.normal(size=(57, 5)).astype(np.float32)
    rows[:, 1] = rows[:, 1] * 2 + 2007  # a year: large mean, small deviation
    rows[:, 2] = 0.1  # constant
    rows[:, 3] *= 1e-4
    rows[:, 4] = (rows[:, 4] > 1) * 255
    # float64 arithmetic on the float32 values
    scaler = StandardScaler().fit(rows.astype(np.float64))
    unseen = (rng.normal(size=(4, 5)) * 10).astype(np.float32)
    return {
        "rows": rows.ravel().tolist(),
        "width": 5,
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "unseen": unseen.ravel().tolist(),
        "transformed": scaler.transform(unseen.astype(np.float64)).ravel().tolist(),
    }


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as file:
    json.dump(
        {
            "made_by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
            "classification": [classification(200, 10), classification(31, 2), classification(40, 4, missing_class=2)],
            "scaling": scaling(),
        },
        file,
        indent=1,
    )
    file.write("\n")
