"""Training in PyTorch: a word for each line on standard input.

"mlp" and "cnn" answer with the seconds of an epoch with validation; "peak" with the bytes that the process has held at most.
Arguments: threads, rows for the MLP, rows for the CNN, rows for validation. The first line out says "ready" or "skip: reason".
"""
import os
import resource
import sys
import time

# One number of threads for the BLAS as well.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = sys.argv[1]
try:
    import torch
    from torch import nn
except ImportError as error:
    print(f"skip: {error}", flush=True)
    sys.exit()

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
torch.mm(torch.rand(8, 8), torch.rand(8, 8))
with open("/proc/self/maps") as maps:
    if not any("openblas" in line or "mkl" in line for line in maps):
        print("skip: PyTorch runs on the reference BLAS; install libopenblas0-pthread", flush=True)
        sys.exit()

batch = 128
mlp_rows, cnn_rows, validation_rows = (int(text) for text in sys.argv[2:5])
features, labels = torch.rand(mlp_rows, 784), torch.randint(0, 10, (mlp_rows,))
held, held_labels = torch.rand(validation_rows, 784), torch.randint(0, 10, (validation_rows,))


def mlp():
    return nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))


def cnn():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 64), nn.ReLU(), nn.Linear(64, 10))


def epoch(model, rows, held_rows):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    start = time.perf_counter()
    order = torch.randperm(rows)
    total, correct = 0.0, 0
    model.train()
    for first in range(0, rows, batch):
        chosen = order[first:first + batch]
        x, y = features[chosen], labels[chosen]
        optimizer.zero_grad()
        logits = model(x)
        loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
        correct += (logits.argmax(1) == y).sum().item()
    model.eval()
    with torch.no_grad():
        for first in range(0, held_rows, batch):
            x, y = held[first:first + batch], held_labels[first:first + batch]
            logits = model(x)
            total += nn.functional.cross_entropy(logits, y).item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
    return time.perf_counter() - start


print("ready", flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "peak":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
    elif word == "mlp":
        print(epoch(mlp(), mlp_rows, validation_rows), flush=True)
    else:
        print(epoch(cnn(), cnn_rows, cnn_rows // 6), flush=True)
