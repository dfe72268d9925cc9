"""Writes the ONNX graphs that the tests run and the numbers that they must give.

Needs python3-onnx and python3-numpy; run it in this folder. The numbers come from numpy, not from an ONNX runtime.
"""
import json

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper, numpy_helper

TYPES = {
    "BOOL": T.BOOL, "UINT8": T.UINT8, "UINT16": T.UINT16, "UINT32": T.UINT32, "UINT64": T.UINT64,
    "INT8": T.INT8, "INT16": T.INT16, "INT32": T.INT32, "INT64": T.INT64,
    "FP16": T.FLOAT16, "FP32": T.FLOAT, "FP64": T.DOUBLE, "BYTES": T.STRING,
}


def save(name, nodes, inputs, outputs, weights=None, check=True):
    values = lambda items: [helper.make_tensor_value_info(n, t, s) for n, t, s in items]
    initializers = [numpy_helper.from_array(w, n) for n, w in (weights or {}).items()]
    graph = helper.make_graph(nodes, name, values(inputs), values(outputs), initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_graphs.py")
    model.ir_version = 8
    if check:
        onnx.checker.check_model(model, full_check=True)
    onnx.save(model, f"{name}.onnx")


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


random = np.random.default_rng(7)
w1, b1 = random.normal(size=(8, 4)).astype(np.float32), random.normal(size=8).astype(np.float32)
w2, b2 = random.normal(size=(3, 8)).astype(np.float32), random.normal(size=3).astype(np.float32)
rows = random.normal(size=(64, 4)).astype(np.float32)


def classify(x):
    hidden = np.maximum(x.astype(np.float64) @ w1.T.astype(np.float64) + b1, 0)
    return softmax(hidden @ w2.T.astype(np.float64) + b2)


save(
    "classifier",
    [
        helper.make_node("Gemm", ["features", "w1", "b1"], ["h"], transB=1),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Gemm", ["r", "w2", "b2"], ["l"], transB=1),
        helper.make_node("Softmax", ["l"], ["probabilities"], axis=1),
    ],
    [("features", T.FLOAT, ["batch", 4])],
    [("probabilities", T.FLOAT, ["batch", 3])],
    {"w1": w1, "b1": b1, "w2": w2, "b2": b2},
)

# The same with its weights in a file beside it.
onnx.save(onnx.load("classifier.onnx"), "external.onnx", save_as_external_data=True, location="external.bin", size_threshold=0)

# Every element type of a signature passes through.
save(
    "every_type",
    [helper.make_node("Identity", [f"in_{n}"], [f"out_{n}"]) for n in TYPES],
    [(f"in_{n}", t, ["batch", 2]) for n, t in TYPES.items()],
    [(f"out_{n}", t, ["batch", 2]) for n, t in TYPES.items()],
)

# Two inputs whose order matters, two outputs.
save(
    "difference",
    [helper.make_node("Sub", ["a", "b"], ["difference"]), helper.make_node("Add", ["a", "b"], ["sum"])],
    [("a", T.FLOAT, ["batch", 2]), ("b", T.FLOAT, ["batch", 2])],
    [("difference", T.FLOAT, ["batch", 2]), ("sum", T.FLOAT, ["batch", 2])],
)

# The output has as many columns as the input has values above 0: no shape follows from the file.
save(
    "positions",
    [helper.make_node("Relu", ["x"], ["r"]), helper.make_node("NonZero", ["r"], ["positions"])],
    [("x", T.FLOAT, ["batch"])],
    [("positions", T.INT64, [1, "found"])],
)

# The file promises as many rows as it gets, and gives twice as many.
save(
    "broken_promise",
    [helper.make_node("Concat", ["x", "x"], ["y"], axis=0)],
    [("x", T.FLOAT, ["batch", 2])],
    [("y", T.FLOAT, ["batch", 2])],
    check=False,
)

# Fails on any index outside 0 to 2.
save(
    "pick",
    [helper.make_node("Gather", ["table", "index"], ["picked"], axis=0)],
    [("index", T.INT64, ["batch"])],
    [("picked", T.FLOAT, ["batch"])],
    {"table": np.array([10, 20, 30], np.float32)},
)

mean, scale = rows.astype(np.float64).mean(axis=0), rows.astype(np.float64).std(axis=0)
standardized = ((rows.astype(np.float64) - mean) / scale).astype(np.float32)
with open("classifier.json", "w") as file:
    json.dump(
        {
            "rows": rows.flatten().tolist(),
            "probabilities": classify(rows).flatten().tolist(),
            "probabilities_of_standardized": classify(standardized).flatten().tolist(),
        },
        file,
    )
    file.write("\n")
