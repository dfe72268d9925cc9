"""One epoch of an MLP 784-32-10 in PyTorch for each line on standard input; answers with the seconds it took.

The first line out says "ready" or "skip: reason".
"""
import os
import sys
import time

# One thread for the BLAS as well.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = sys.argv[1]
try:
    import torch
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

rows, batch = 60_000, 128
features = torch.rand(rows, 784)
labels = torch.randint(0, 10, (rows,))
print("ready", flush=True)

for _ in sys.stdin:
    model = torch.nn.Sequential(torch.nn.Linear(784, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    start = time.perf_counter()
    order = torch.randperm(rows)
    total, correct = 0.0, 0
    for first in range(0, rows, batch):
        chosen = order[first:first + batch]
        x, y = features[chosen], labels[chosen]
        optimizer.zero_grad()
        logits = model(x)
        loss = torch.nn.functional.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
        correct += (logits.argmax(1) == y).sum().item()
    print(time.perf_counter() - start, flush=True)
