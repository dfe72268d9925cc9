"""Makes schedules.json: learning rates of PyTorch's schedulers (torch 1.13) for a base rate of 1, one for each step of a training.
Run: /usr/bin/python3 schedules.py"""
import json
import warnings

import torch
from torch.optim import lr_scheduler as torchs

warnings.simplefilter("ignore")


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)


def rates(make, steps, every=1):
    """The rate of each step; the scheduler moves on after every so many steps."""
    sgd = optimizer()
    scheduler = make(sgd)
    result = []
    for step in range(steps):
        result.append(sgd.param_groups[0]["lr"])
        if (step + 1) % every == 0 and step + 1 < steps:
            sgd.step()
            scheduler.step()
    return result


def one_cycle(steps, **settings):
    return rates(lambda o: torchs.OneCycleLR(o, 1.0, total_steps=steps, cycle_momentum=False, **settings), steps)


def warm_up(then, steps, warm, start, every=1):
    def make(sgd):
        return torchs.SequentialLR(sgd, [torchs.LinearLR(sgd, start, total_iters=warm), then(sgd)], [warm])
    return rates(make, steps, every)


def plateau(figures, **settings):
    """The rate after each epoch, beginning with the one before the first."""
    sgd = optimizer()
    scheduler = torchs.ReduceLROnPlateau(sgd, eps=0, **settings)
    result = [1.0]
    for figure in figures:
        scheduler.step(figure)
        result.append(sgd.param_groups[0]["lr"])
    return {"figures": figures, "rates": result}


falling = [1.0, 0.8, 0.7, 0.69, 0.6899999, 0.6899, 0.69, 0.70, 0.69, 0.68, 0.66, 0.66, 0.66, 0.66, 0.66, 0.66, 0.66, 0.5, 0.51, 0.52, 0.53, 0.54, 0.55]
rising = [0.1, 0.5, 0.52, 0.519, 0.5200001, 0.51, 0.6, 0.6, 0.6, 0.6, 0.6001, 0.6, 0.7, 0.69, 0.69, 0.69, 0.69, 0.69, 0.69]
missing = [1.0, float("nan"), 0.9, float("nan"), float("nan"), float("nan"), 0.8]

result = {
    "step_3": rates(lambda o: torchs.StepLR(o, 3, 0.5), 7 * 12, every=7),
    "step_10": rates(lambda o: torchs.StepLR(o, 10), 2 * 45, every=2),
    "cosine": rates(lambda o: torchs.CosineAnnealingLR(o, 200), 200),
    "cosine_final": rates(lambda o: torchs.CosineAnnealingLR(o, 37, eta_min=0.125), 37),
    "one_cycle": one_cycle(100),
    "one_cycle_linear": one_cycle(143, pct_start=0.25, div_factor=10.0, final_div_factor=100.0, anneal_strategy="linear"),
    "one_cycle_late": one_cycle(31, pct_start=1.0),
    "one_cycle_at_once": one_cycle(31, pct_start=0.0),
    "one_cycle_one_step": one_cycle(1),
    "linear": rates(lambda o: torchs.LinearLR(o, 0.25, total_iters=13), 40),
    "warm_up_cosine": warm_up(lambda o: torchs.CosineAnnealingLR(o, 90, eta_min=0.01), 100, 10, 0.1),
    "sequence": rates(
        lambda o: torchs.SequentialLR(
            o,
            [torchs.LinearLR(o, 0.5, total_iters=8), torchs.StepLR(o, 6, 0.3), torchs.CosineAnnealingLR(o, 30)],
            [20, 50]),
        80),
    "product": rates(lambda o: torchs.ChainedScheduler([torchs.LinearLR(o, 0.1, total_iters=20), torchs.StepLR(o, 5, 0.9)]), 60),
    "plateau": plateau(falling, patience=2, factor=0.5, threshold=1e-4),
    "plateau_amount": plateau(falling, patience=1, factor=0.1, threshold=0.05, threshold_mode="abs"),
    "plateau_cooldown": plateau(falling, patience=0, factor=0.5, cooldown=2, min_lr=0.1),
    "plateau_rising": plateau(rising, mode="max", patience=1, factor=0.25, threshold=1e-3),
    "plateau_rising_amount": plateau(rising, mode="max", patience=2, factor=0.25, threshold=0.01, threshold_mode="abs"),
    "plateau_missing": plateau(missing, patience=1, factor=0.5),
}
result["plateau_missing"]["figures"] = [None if figure != figure else figure for figure in missing]
json.dump(result, open("schedules.json", "w"), indent=1)
