"""Makes labelling_reference.json: label models and label audits, written here in numpy from the papers, and their inputs.

EM of Dawid and Skene (1979) with one accuracy a voter, and with a table a voter; confident learning of Northcutt et al. (2021).
The audited probabilities are scikit-learn's, cross-validated. Run: /usr/bin/python3 labelling_reference.py
"""
import json
import os

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(9)


def votes_of(rows, shares, accuracies, coverages):
    classes = len(shares)
    truth = rng.choice(classes, rows, p=shares)
    votes = np.full((rows, len(accuracies)), -1)
    for j, (accuracy, coverage) in enumerate(zip(accuracies, coverages)):
        right = rng.random(rows) < accuracy
        wrong = (truth + rng.integers(1, classes, rows)) % classes
        votes[:, j] = np.where(rng.random(rows) < coverage, np.where(right, truth, wrong), -1)
    return truth, votes


def fit(votes, classes, by_class, rounds, smoothing=1.0):
    rows, voters = votes.shape
    one_hot = (votes[:, :, None] == np.arange(classes)).astype(float)
    count = one_hot.sum(axis=(1, 2))
    belief = np.where(count[:, None] > 0, one_hot.sum(axis=1) / np.maximum(count, 1)[:, None], 1 / classes)
    for _ in range(rounds):
        priors = (belief[count > 0].sum(axis=0) + smoothing)
        priors /= priors.sum()
        table = np.einsum("rc,rjv->jcv", belief, one_hot)
        if by_class:
            table = (table + smoothing) / (table.sum(axis=2, keepdims=True) + classes * smoothing)
        else:
            accuracy = (np.trace(table, axis1=1, axis2=2) + smoothing) / (table.sum(axis=(1, 2)) + 2 * smoothing)
            table = np.where(np.eye(classes)[None], accuracy[:, None, None], ((1 - accuracy) / (classes - 1))[:, None, None])
        logs = np.log(priors) + np.einsum("rjv,jcv->rc", one_hot, np.log(table))
        logs -= logs.max(axis=1, keepdims=True)
        belief = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    return priors, table, belief


def weak(name, rows, shares, accuracies, coverages):
    truth, votes = votes_of(rows, shares, accuracies, coverages)
    result = {"classes": len(shares), "voters": len(accuracies), "truth": truth.tolist(), "votes": votes.ravel().tolist(),
              "shares": shares, "accuracies": accuracies}
    for mode in (False, True):
        priors, table, belief = fit(votes, len(shares), mode, 25)
        result["by_class" if mode else "one_accuracy"] = {
            "priors": priors.tolist(), "table": table.ravel().tolist(), "first_rows": belief[:200].ravel().tolist()}
    return name, result


def audit(labels, p):
    rows, classes = p.shape
    thresholds = np.array([p[labels == c, c].mean() for c in range(classes)])
    counts = np.zeros((classes, classes), int)
    off_diagonal = []
    for row in range(rows):
        above = [c for c in range(classes) if p[row, c] >= thresholds[c]]
        if above:
            best = max(above, key=lambda c: p[row, c])
            counts[labels[row], best] += 1
            if best != labels[row]:
                off_diagonal.append(row)
    joint = counts / counts.sum(axis=1, keepdims=True) * np.bincount(labels, minlength=classes)[:, None]
    joint /= joint.sum()
    own = p[np.arange(rows), labels]
    others = p.copy()
    others[np.arange(rows), labels] = -1
    margin = own - others.max(axis=1)
    whole = lambda x: int(np.floor(x + 0.5 + 1e-9))
    noise_rate, by_class = set(), set()
    for i in range(classes):
        mine = np.flatnonzero(labels == i)
        wrong = whole((joint[i].sum() - joint[i, i]) * rows)
        by_class |= set(mine[np.argsort(own[mine], kind="stable")[:wrong]].tolist())
        for j in range(classes):
            if i != j:
                order = np.argsort(-(p[mine, j] - p[mine, i]), kind="stable")
                noise_rate |= set(mine[order[:whole(joint[i, j] * rows)]].tolist())
    ranked = lambda found: sorted((r for r in found if margin[r] < 0), key=lambda r: (margin[r], r))
    return {
        "thresholds": thresholds.tolist(), "counts": counts.ravel().tolist(), "joint": joint.ravel().tolist(),
        "noise": (joint / joint.sum(axis=0)).ravel().tolist(),
        "ByNoiseRate": ranked(noise_rate), "ByClass": ranked(by_class), "Both": ranked(noise_rate & by_class),
        "ConfidentJoint": ranked(off_diagonal), "Confusion": ranked(range(rows)),
    }


def flipped(x, y, share):
    classes = y.max() + 1
    wrong = rng.choice(len(y), int(round(share * len(y))), replace=False)
    labels = y.copy()
    labels[wrong] = (y[wrong] + rng.integers(1, classes, len(wrong))) % classes
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, C=0.1))
    folds = StratifiedKFold(5, shuffle=True, random_state=3)
    p = cross_val_predict(model, x, labels, cv=folds, method="predict_proba").round(5)
    result = {"classes": int(classes), "labels": labels.tolist(), "flipped": sorted(wrong.tolist()), "probabilities": p.ravel().tolist()}
    result.update(audit(labels, p))
    for method in ("ByNoiseRate", "ByClass", "Both", "ConfidentJoint", "Confusion"):
        found = len(set(result[method]) & set(wrong.tolist()))
        print(method, "recall", found / len(wrong), "precision", found / len(result[method]), found, len(wrong))
    return result


result = {
    "weak": dict([
        weak("two", 2000, [0.7, 0.3], [0.9, 0.6, 0.6, 0.55, 0.8], [0.9, 0.9, 0.8, 0.9, 0.3]),
        weak("four", 2000, [0.4, 0.3, 0.2, 0.1], [0.85, 0.5, 0.6, 0.7], [1.0, 0.7, 0.9, 0.5]),
    ]),
    "audits": {"iris": flipped(*load_iris(return_X_y=True), 0.1), "digits": flipped(*load_digits(return_X_y=True), 0.1)},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "labelling_reference.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
