"""Measures the reference results of the data card: a linear model, an MLP and a small CNN on standardised pixels.

    python3 reference.py        needs numpy, scikit-learn and PyTorch
"""

import gzip
import pathlib
import sys

import numpy as np
import sklearn
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn

FOLDER = pathlib.Path(__file__).parent
SEEDS = [1, 2, 3, 4, 5]


def read(name, header):
    with gzip.open(FOLDER / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(part):
    images = read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32)
    return images, read(f"{part}-labels-idx1-ubyte.gz", 8).astype(np.int64)


def linear(train, labels, test, test_labels, strength):
    """Multinomial logistic regression; `strength` is scikit-learn's C, the inverse of the L2 penalty."""
    model = LogisticRegression(C=strength, max_iter=5000, tol=1e-4).fit(train, labels)
    converged = bool((model.n_iter_ < model.max_iter).all())
    return model.score(test, test_labels), model.score(train, labels), converged


def mlp():
    return nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))


def cnn():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, 10))


def network(build, train, labels, test, test_labels, seed):
    """10 epochs of Adam, learning rate 1e-3, batches of 128, shuffled each epoch, cross-entropy."""
    torch.manual_seed(seed)
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = torch.from_numpy(train), torch.from_numpy(labels)
    for _ in range(10):
        for rows in torch.randperm(len(x)).split(128):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
    with torch.no_grad():
        guesses = model(torch.from_numpy(test)).argmax(1).numpy()
    return (guesses == test_labels).mean()


def main():
    (train, labels), (test, test_labels) = load("train"), load("t10k")
    mean, deviation = train.mean(0), train.std(0)
    deviation[deviation == 0] = 1
    train, test = (train - mean) / deviation, (test - mean) / deviation
    data = train, labels, test, test_labels

    torch.set_num_threads(2)
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, scikit-learn {sklearn.__version__}, PyTorch {torch.__version__}")
    for name, build in [("MLP 784-32-10", mlp), ("small CNN", cnn)]:
        scores = [network(build, *data, seed) for seed in SEEDS]
        print(name, " ".join(f"{score:.3f}" for score in scores), f"mean {np.mean(scores):.3f}", flush=True)
    for strength in [1e-3, 1e-2, 1e-1, 1.0]:
        score, fit, converged = linear(*data, strength)
        print(f"linear, C={strength:g}: test {score:.3f}, train {fit:.3f}, converged: {converged}", flush=True)


if __name__ == "__main__":
    main()
