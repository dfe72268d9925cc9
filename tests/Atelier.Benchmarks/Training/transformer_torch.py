"""Steps of a transformer with 30 million parameters in PyTorch, bfloat16: a word for each line on standard input.

"step" answers with the seconds of so many steps. Arguments: the device, steps, rows a step. The first line out says "ready" or "skip: reason".
"""
import sys
import time

try:
    import torch
    from torch import nn
except ImportError as error:
    print(f"skip: {error}", flush=True)
    sys.exit()

device, steps, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if device == "cuda" and not torch.cuda.is_available():
    print("skip: this PyTorch has no CUDA", flush=True)
    sys.exit()

length, words, width = 128, 8192, 512


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        layer = nn.TransformerEncoderLayer(width, 8, 4 * width, 0.1, batch_first=False)
        self.encoder = nn.TransformerEncoder(layer, 8)
        self.output = nn.Linear(width, 10)

    def forward(self, tokens):
        return self.output(self.encoder(self.embedding(tokens.long()).transpose(0, 1)).mean(0))


torch.manual_seed(1)
features = torch.randint(0, words, (steps * batch, length)).float()
labels = torch.randint(0, 10, (steps * batch,))
model = Classifier().to(device)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
print("ready", flush=True)
for _ in sys.stdin:
    model.train()
    start = time.perf_counter()
    for first in range(0, steps * batch, batch):
        x, y = features[first:first + batch].to(device), labels[first:first + batch].to(device)
        optimizer.zero_grad()
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()
    print(time.perf_counter() - start, flush=True)
