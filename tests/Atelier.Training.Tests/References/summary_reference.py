"""Makes summary_reference.json: output shapes and parameters that PyTorch gives, and operations computed from them by the usual rules
(a multiplication and an addition are 2). Run: /usr/bin/python3 summary_reference.py   (PyTorch 1.13)"""
import json
import os

import torch
from torch import nn

lenet = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(),
    nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 8, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=2)
        self.shortcut = nn.Conv2d(4, 8, 1, stride=2)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)

    def forward(self, x):
        y = self.conv2(self.relu(self.bn1(self.conv1(x))))
        return self.up(self.relu(y + self.shortcut(x)))


def operations(layer, x, y):
    if isinstance(layer, nn.Linear):
        rows = y.numel() // layer.out_features
        return rows * layer.out_features * (2 * layer.in_features + 1)
    if isinstance(layer, nn.ConvTranspose2d):
        # Each value that goes in is spread over a window in each output channel.
        return 2 * x.numel() * layer.out_channels * layer.kernel_size[0] * layer.kernel_size[1] + y.numel()
    if isinstance(layer, nn.Conv2d):
        window = layer.kernel_size[0] * layer.kernel_size[1] * layer.in_channels // layer.groups
        return y.numel() * (2 * window + (layer.bias is not None))
    if isinstance(layer, nn.BatchNorm2d):
        return 2 * y.numel()
    if isinstance(layer, nn.AvgPool2d):
        return y.numel() * 4
    return y.numel() if isinstance(layer, nn.ReLU) else 0


def described(model, shape):
    layers = {}

    def hook(name):
        def seen(layer, x, y):
            entry = layers.setdefault(name, {
                "type": type(layer).__name__, "calls": 0, "parameters": sum(part.numel() for part in layer.parameters()), "flops": 0, "bytes": 0})
            entry["shape"] = list(y.shape)
            entry["calls"] += 1
            entry["flops"] += operations(layer, x[0], y)
            entry["bytes"] += y.numel() * 4
        return seen

    for name, layer in model.named_modules():
        if not list(layer.children()):
            layer.register_forward_hook(hook(name))
    model.eval()(torch.zeros(shape))
    return {"layers": layers, "parameters": sum(part.numel() for part in model.parameters())}


json.dump(
    {"lenet": described(lenet, (2, 1, 28, 28)), "residual": described(Residual(), (3, 4, 8, 8))},
    open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "summary_reference.json"), "w"), indent=1)
