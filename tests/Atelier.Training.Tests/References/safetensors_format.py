"""The safetensors format in Python, from its description at github.com/huggingface/safetensors ("Format"), with struct, json and numpy.
Run: /usr/bin/python3 safetensors_format.py FILE   prints the metadata, and each tensor's type, shape and values, as JSON."""
import json
import struct
import sys

import numpy as np

# Highest first, as the reference implementation sorts a file; numpy has no bfloat16, so its bits are kept.
TYPES = {"I64": "<i8", "F64": "<f8", "F32": "<f4", "I32": "<i4", "BF16": "<u2", "F16": "<f2", "I16": "<i2", "I8": "<i1", "U8": "<u1", "BOOL": "?"}


def write(path, tensors, metadata=None):
    """tensors: name -> (type, array); a BF16 array holds the bits."""
    order = list(TYPES)
    header, data, position = {}, [], 0
    if metadata is not None:
        header["__metadata__"] = {key: metadata[key] for key in sorted(metadata)}
    for name in sorted(tensors, key=lambda name: (order.index(tensors[name][0]), name.encode("utf-8"))):
        kind, array = tensors[name]
        raw = np.ascontiguousarray(array).astype(TYPES[kind], casting="no").tobytes()
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [position, position + len(raw)]}
        position += len(raw)
        data.append(raw)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0]
    assert length % 8 == 0, "the tensors are not aligned"
    header, data, end = json.loads(raw[8:8 + length].decode("utf-8")), raw[8 + length:], 0
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        assert start == end, "a hole or an overlap before " + name
        tensors[name] = (entry["dtype"], np.frombuffer(data[start:stop], TYPES[entry["dtype"]]).reshape(entry["shape"]))
        end = stop
    assert end == len(data), "bytes after the last tensor"
    return metadata, tensors


def main():
    metadata, tensors = read(sys.argv[1])
    shown = {name: {"dtype": kind, "shape": list(array.shape), "values": array.ravel().astype("f8").tolist()} for name, (kind, array) in tensors.items()}
    print(json.dumps({"metadata": metadata, "tensors": shown}))


if __name__ == "__main__":
    main()
