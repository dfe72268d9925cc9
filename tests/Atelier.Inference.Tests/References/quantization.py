"""Writes quantization.json: what numpy makes of the inputs below. Run with numpy 1.24 in this folder.

Everything is computed in float64 from float32 inputs, by the definitions of ONNX's QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear.
"""
import json
import numpy as np


def uint8(low, high):
    """Step and zero point of a range widened to hold 0."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = float(np.float32((high - low) / 255))
    return step, int(np.clip(np.rint(-low / step), 0, 255))


def signed(weights, largest):
    """Symmetric numbers and steps for each row."""
    steps = np.float32(np.abs(weights).max(axis=1) / largest).astype(np.float64)
    return np.clip(np.rint(weights / steps[:, None]), -largest, largest), steps


def values(count, seed):
    """A generator that any language has: Lehmer's, modulus 2^31 - 1, mapped to -1 to 1 in float32."""
    state, out = seed, []
    for _ in range(count):
        state = state * 48271 % 2147483647
        out.append(state / 2147483647 * 2 - 1)
    return np.array(out, np.float32)


reference = {}
with np.errstate(over="ignore"):
    halves = np.array([1, -0.1, 65504, -65504, 6.1e-5, 5.9604645e-8, 3e-8, 2.9e-8, 1e-30, np.inf, 1.0009765625, 1.00048828125], np.float32)
    reference["halves"] = [int(bits) for bits in halves.astype(np.float16).view(np.uint16)]

skewed = (values(20000, 7).astype(np.float64) ** 5).astype(np.float32)
reference["percentiles"] = [float(np.percentile(skewed.astype(np.float64), p)) for p in (0.01, 99.99, 1, 99, 10, 90)]
reference["uint8"] = [number for low, high in ((-1.0, 1.0), (0.5, 3.0), (-4.0, -1.0), (-0.001, 250.0)) for number in uint8(low, high)]

# Two dense layers, 6 to 16 to 5, statically: values and weights in 8 bits, the last answer in float.
rows = values(30 * 6, 11).reshape(30, 6).astype(np.float64)
first, bias1 = values(16 * 6, 12).reshape(16, 6).astype(np.float64), values(16, 13).astype(np.float64)
second, bias2 = values(5 * 16, 14).reshape(5, 16).astype(np.float64), values(5, 15).astype(np.float64)


def static():
    hidden = np.maximum(rows @ first.T + bias1, 0)
    x_step, x_zero = uint8(rows.min(), rows.max())
    h_step, h_zero = uint8(hidden.min(), hidden.max())
    a, a_steps = signed(first, 64)
    b, b_steps = signed(second, 64)
    x = np.clip(np.rint(rows / x_step) + x_zero, 0, 255) - x_zero
    sums = x @ a.T + np.rint(bias1 / (x_step * a_steps))
    h = np.clip(np.rint(sums * (x_step * a_steps) / h_step) + h_zero, 0, 255) - h_zero
    return (h @ b.T + np.rint(bias2 / (h_step * b_steps))) * (h_step * b_steps)


def dynamic():
    def layer(x, weights, bias):
        step, zero = uint8(x.min(), x.max())
        numbers, steps = signed(weights, 64)
        return ((np.clip(np.rint(x / step) + zero, 0, 255) - zero) @ numbers.T) * (step * steps) + bias

    return layer(np.maximum(layer(rows, first, bias1), 0), second, bias2)


reference["float"] = [float(value) for value in (np.maximum(rows @ first.T + bias1, 0) @ second.T + bias2).ravel()]
reference["static"] = [float(value) for value in static().ravel()]
reference["dynamic"] = [float(value) for value in dynamic().ravel()]

with open("quantization.json", "w") as file:
    json.dump(reference, file)
    file.write("\n")
