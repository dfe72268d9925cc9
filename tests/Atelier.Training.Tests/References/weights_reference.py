"""Makes every_type.safetensors, pytorch_image.safetensors, pytorch_image_half.safetensors, pytorch_sequence.safetensors and
weights_reference.json: weights of PyTorch models, and what these models give.
Run: /usr/bin/python3 weights_reference.py   (numpy 1.24, PyTorch 1.13)"""
import json
import os

import numpy as np
import torch
from torch import nn

import safetensors_format

here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(5)
KINDS = {torch.int64: "I64", torch.float64: "F64", torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}


def path(name):
    return os.path.join(here, name)


def bits(tensor):
    tensor = tensor.detach()
    return tensor.view(torch.int16).numpy().view("<u2") if tensor.dtype == torch.bfloat16 else tensor.numpy()


def save(name, state):
    safetensors_format.write(path(name), {key: (KINDS[tensor.dtype], bits(tensor)) for key, tensor in state.items()}, {"format": "pt"})


class Image(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Linear(4 * 3 * 3, 3)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 8)
        self.lstm = nn.LSTM(8, 6, num_layers=2, bidirectional=True, batch_first=True)
        self.norm = nn.LayerNorm(12)
        self.gru = nn.GRU(12, 5, batch_first=True)
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        return self.head(self.gru(self.norm(self.lstm(self.embedding(x))[0]))[0])


def every_type():
    tensors = {
        "double": ("F64", np.array([[0.1, -2.5, 1e300], [0, np.inf, 3]], "<f8")),
        "float": ("F32", np.array([1.5, -0.0, 1e-40, np.inf], "<f4")),
        "float.none": ("F32", np.zeros((0, 3), "<f4")),
        "half": ("F16", np.array([0.5, -65504, 6e-8], "<f2")),
        "brain": ("BF16", bits(torch.tensor([1.0, -3.140625, 1e38, 0.0, 2.0], dtype=torch.bfloat16))),
        "long": ("I64", np.array(-9007199254740993, "<i8")),
        "int": ("I32", np.array([[1, -2], [3, -2147483648]], "<i4")),
        "short": ("I16", np.array([-32768, 32767], "<i2")),
        "signed": ("I8", np.array([[[-128], [127]]], "<i1")),
        "bytes": ("U8", np.array([0, 128, 255], "<u1")),
        "truth": ("BOOL", np.array([True, False, True])),
        "größe.重み": ("F32", np.array([7], "<f4")),
        # In UTF-16 these two stand the other way round.
        "\uff5e": ("F32", np.array([8], "<f4")),
        "\U0001f600": ("F32", np.array([9], "<f4")),
        "quote\" back\\ tab\t line\n bell\u0007 delete\u007f": ("F32", np.array([10], "<f4")),
    }
    safetensors_format.write(path("every_type.safetensors"), tensors, {"zebra": "last", "author": "Zoë \"Z\"\n"})


def main():
    every_type()
    image, sequence = Image(), Sequence()
    image.train()
    for _ in range(5):
        image(torch.randn(16, 2, 6, 6) * 2 + 1)
    image.eval()
    sequence.eval()
    pictures, words = torch.randn(3, 2, 6, 6), torch.randint(0, 11, (2, 7))
    save("pytorch_image.safetensors", image.state_dict())
    halves = {key: tensor.to(torch.bfloat16 if ".0." in key else torch.float16) if tensor.is_floating_point() else tensor
              for key, tensor in image.state_dict().items()}
    save("pytorch_image_half.safetensors", halves)
    save("pytorch_sequence.safetensors", sequence.state_dict())
    with torch.no_grad():
        outputs = {"image": (pictures, image(pictures)), "sequence": (words, sequence(words))}
    json.dump(
        {name: {"input": x.ravel().tolist(), "output": y.ravel().tolist()} for name, (x, y) in outputs.items()},
        open(path("weights_reference.json"), "w"), indent=1)


main()
