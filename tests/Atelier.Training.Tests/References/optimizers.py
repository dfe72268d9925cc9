"""Makes optimizers.json: weights after 10 and after 1,000 steps of PyTorch's optimizers (torch 1.13) on a noisy quadratic.

Slopes are (weights - goal + noise) in float32, with noise and learning rates that any language calculates exactly alike.
Run: /usr/bin/python3 optimizers.py"""
import json

import torch

SIZE = 37  # no multiple of a vector's length


def grid(multiplier, offset=0.0):
    """Numbers from -0.5 to below 0.5 that float32 holds exactly."""
    return torch.tensor([(i * multiplier) % 1024 / 1024 - 0.5 + offset for i in range(SIZE)], dtype=torch.float32)


def noise(step):
    return torch.tensor([(step * 7919 + i * 104729) % 1024 / 1024 - 0.5 for i in range(SIZE)], dtype=torch.float32)


def rate(base, step, changing):
    return base * (1 - step % 100 / 200) if changing else base


def run(make, base, changing):
    weights = torch.nn.Parameter(grid(331))
    goal = grid(577, 0.25)
    optimizer = make([weights])
    result = {}
    for step in range(1000):
        for group in optimizer.param_groups:
            group["lr"] = rate(base, step, changing)
        weights.grad = (weights.detach() - goal) + noise(step)
        optimizer.step()
        if step + 1 in (10, 1000):
            result[f"after_{step + 1}"] = [float(value) for value in weights.detach()]
    return result


CASES = {
    "sgd": (lambda p: torch.optim.SGD(p, 0.01), 0.01),
    "sgd_momentum": (lambda p: torch.optim.SGD(p, 0.01, momentum=0.9), 0.01),
    "sgd_momentum_decay": (lambda p: torch.optim.SGD(p, 0.01, momentum=0.9, weight_decay=0.01), 0.01),
    "adam": (lambda p: torch.optim.Adam(p, 1e-3), 1e-3),
    "adam_decay": (lambda p: torch.optim.Adam(p, 1e-3, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01), 1e-3),
    "adamw": (lambda p: torch.optim.AdamW(p, 1e-3), 1e-3),
    "adamw_decay": (lambda p: torch.optim.AdamW(p, 1e-3, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.3), 1e-3),
    "rmsprop": (lambda p: torch.optim.RMSprop(p, 1e-3), 1e-3),
    "rmsprop_momentum": (lambda p: torch.optim.RMSprop(p, 1e-3, alpha=0.9, eps=1e-6, momentum=0.8), 1e-3),
    "rmsprop_momentum_decay": (lambda p: torch.optim.RMSprop(p, 1e-3, weight_decay=0.01, momentum=0.5), 1e-3),
}

json.dump(
    {name: {"constant": run(make, base, False), "changing": run(make, base, True)} for name, (make, base) in CASES.items()},
    open("optimizers.json", "w"), indent=1)
