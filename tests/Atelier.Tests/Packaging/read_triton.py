"""Reads a Triton model configuration with the text format of Protocol Buffers and prints what it says.

The messages are the part of model_config.proto (triton-inference-server/common) that Atelier writes, with its field names
and types; a name that they lack fails to parse.
"""
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

F = descriptor_pb2.FieldDescriptorProto
file = descriptor_pb2.FileDescriptorProto(name="model_config.proto", package="inference", syntax="proto3")
types = file.enum_type.add(name="DataType")
for number, name in enumerate(["INVALID", "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64",
                               "FP16", "FP32", "FP64", "STRING", "BF16"]):
    types.value.add(name="TYPE_" + name, number=number)


def message(name, *fields):
    entry = file.message_type.add(name=name)
    for number, field, kind, label in fields:
        added = entry.field.add(name=field, number=number, label=F.LABEL_REPEATED if label else F.LABEL_OPTIONAL)
        if isinstance(kind, str):
            added.type, added.type_name = (F.TYPE_ENUM if kind == "DataType" else F.TYPE_MESSAGE), ".inference." + kind
        else:
            added.type = kind


message("ModelTensorReshape", (1, "shape", F.TYPE_INT64, True))
message("ModelInput", (1, "name", F.TYPE_STRING, False), (2, "data_type", "DataType", False), (4, "dims", F.TYPE_INT64, True),
        (5, "reshape", "ModelTensorReshape", False))
message("ModelOutput", (1, "name", F.TYPE_STRING, False), (2, "data_type", "DataType", False), (3, "dims", F.TYPE_INT64, True),
        (5, "reshape", "ModelTensorReshape", False), (4, "label_filename", F.TYPE_STRING, False))
message("ModelDynamicBatching", (1, "preferred_batch_size", F.TYPE_INT32, True),
        (2, "max_queue_delay_microseconds", F.TYPE_UINT64, False))
message("ModelConfig", (1, "name", F.TYPE_STRING, False), (2, "platform", F.TYPE_STRING, False),
        (4, "max_batch_size", F.TYPE_INT32, False), (5, "input", "ModelInput", True), (6, "output", "ModelOutput", True),
        (11, "dynamic_batching", "ModelDynamicBatching", False))
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
config = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("inference.ModelConfig"))()
with open(sys.argv[1], encoding="utf-8") as text:
    text_format.Parse(text.read(), config)
print(config.name, config.platform, config.max_batch_size)
names = pool.FindEnumTypeByName("inference.DataType").values_by_number
for kind in ("input", "output"):
    for tensor in getattr(config, kind):
        reshape = f" reshape {list(tensor.reshape.shape)}" if tensor.HasField("reshape") else ""
        print(kind, repr(tensor.name), names[tensor.data_type].name, f"{list(tensor.dims)}{reshape}")
