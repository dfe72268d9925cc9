"""Makes layers_reference.safetensors: PyTorch's recurrent, embedding, attention and transformer layers with their weights, inputs,
outputs and gradients (of the outputs' products with 0, 0.1, 0.2 ... summed up).
Run: /usr/bin/python3 layers_reference.py   (PyTorch 1.13)"""
import os

import torch
from torch import nn

import safetensors_format

KINDS = {torch.int64: "I64", torch.float32: "F32", torch.bool: "BOOL"}
torch.manual_seed(11)
stored = {}


def store(name, tensor):
    tensor = tensor.detach().clone().contiguous()
    stored[name] = (KINDS[tensor.dtype], tensor.numpy())


def case(name, module, inputs, call):
    module.train()
    with torch.no_grad():
        for key, parameter in module.named_parameters():
            if parameter.dim() == 1:
                parameter += torch.randn_like(parameter) * 0.1
    for key, value in module.state_dict().items():
        store(f"{name}.weights.{key}", value)
    for at, value in enumerate(inputs):
        store(f"{name}.in.{at}", value)
    outputs = call(module, *inputs)
    total = 0
    for at, output in enumerate(outputs):
        store(f"{name}.out.{at}", output)
        total = total + (output * (torch.arange(output.numel()) / 10).view_as(output)).sum()
    total.backward()
    for key, parameter in module.named_parameters():
        store(f"{name}.grad.{key}", parameter.grad)


def recurrent(module, x, *states):
    output, last = module(x, states[0] if len(states) == 1 else tuple(states))
    return [output, *last] if isinstance(last, tuple) else [output, last]


x = torch.randn(2, 5, 3)
state = torch.randn(4, 2, 4)
case("lstm", nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True), [x, state, state * 0.5], recurrent)
case("gru", nn.GRU(3, 4, 2, bidirectional=True, batch_first=True), [x, state], recurrent)
case("rnn", nn.RNN(3, 4, 2, nonlinearity="relu", bidirectional=True, batch_first=True), [x, state], recurrent)
case("embedding", nn.Embedding(7, 4, padding_idx=2, max_norm=1.5), [torch.tensor([[0, 2, 6], [3, 0, 1]])], lambda module, i: [module(i)])

padding = torch.tensor([[False, False, False, True, True], [False] * 5])
mask = torch.randn(4, 5) > 1.2
mask[:, 0] = False
q, k, v = torch.randn(2, 4, 8), torch.randn(2, 5, 6), torch.randn(2, 5, 7)
case("attention", nn.MultiheadAttention(8, 2, kdim=6, vdim=7, batch_first=True), [q, k, v, padding, mask],
     lambda module, *a: module(a[0], a[1], a[2], key_padding_mask=a[3], attn_mask=a[4]))
each = torch.randn(4, 4, 5) > 1
each[:, :, 0] = False
case("attention_heads", nn.MultiheadAttention(8, 2, bias=False), [q.transpose(0, 1), torch.randn(5, 2, 8), torch.randn(5, 2, 8), each],
     lambda module, *a: module(a[0], a[1], a[2], attn_mask=a[3]))

source = torch.randn(2, 5, 8)
later = torch.ones(5, 5, dtype=torch.bool).triu(1)
case("encoder", nn.TransformerEncoderLayer(8, 2, 12, dropout=0, activation="gelu", layer_norm_eps=1e-3, batch_first=True, norm_first=True),
     [source, padding], lambda module, s, p: [module(s, src_mask=later, src_key_padding_mask=p)])
target = torch.randn(2, 4, 8)
case("decoder", nn.TransformerDecoderLayer(8, 2, 12, dropout=0, activation="gelu", batch_first=True, norm_first=True),
     [target, source, padding],
     lambda module, t, m, p: [module(t, m, tgt_mask=later[:4, :4], memory_key_padding_mask=p)])
case("decoder_behind", nn.TransformerDecoderLayer(8, 2, 12, dropout=0, activation="relu"),
     [target.transpose(0, 1), source.transpose(0, 1)], lambda module, t, m: [module(t, m)])

safetensors_format.write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers_reference.safetensors"), stored, {"format": "pt"})
print(len(stored), "tensors")
