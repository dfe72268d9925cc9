"""A client and a server of inference.GRPCInferenceService in Python, of grpcio and protobuf (Debian's 1.51 and 3.21).

The messages are put together here from the published specification, open_inference_grpc.proto of kserve/open-inference-protocol, and not
from the file that the SDK is built from: so that the names and the numbers of both are compared.

Usage: grpc_peer.py client ADDRESS     prints one line of JSON: what the server `m` said of itself, its answers, and errors.
       grpc_peer.py server             prints its port, and serves until its input ends: `raw` answers raw, `typed` typed.
"""
import json
import struct
import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "inference"
SERVICE = "/inference.GRPCInferenceService/"
CONTENTS = ["*bool bool_contents", "*int32 int_contents", "*int64 int64_contents", "*uint32 uint_contents", "*uint64 uint64_contents",
            "*float fp32_contents", "*double fp64_contents", "*bytes bytes_contents"]
# Fields in the order of their numbers, from 1; * is repeated, @ a map to InferParameter.
MESSAGES = {
    "InferParameter": ["bool bool_param", "int64 int64_param", "string string_param", "double double_param", "uint64 uint64_param"],
    "InferTensorContents": CONTENTS,
    "Tensor": ["string name", "string datatype", "*int64 shape", "@ parameters", "InferTensorContents contents"],
    "Wanted": ["string name", "@ parameters"],
    "TensorMetadata": ["string name", "string datatype", "*int64 shape"],
    "Empty": [],
    "Live": ["bool live"],
    "Ready": ["bool ready"],
    "ModelRequest": ["string name", "string version"],
    "ServerMetadata": ["string name", "string version", "*string extensions"],
    "ModelMetadata": ["string name", "*string versions", "string platform", "*TensorMetadata inputs", "*TensorMetadata outputs"],
    "InferRequest": ["string model_name", "string model_version", "string id", "@ parameters", "*Tensor inputs", "*Wanted outputs",
                     "*bytes raw_input_contents"],
    "InferResponse": ["string model_name", "string model_version", "string id", "@ parameters", "*Tensor outputs",
                      "*bytes raw_output_contents"],
}
METHODS = {
    "ServerLive": ("Empty", "Live"), "ServerReady": ("Empty", "Ready"), "ModelReady": ("ModelRequest", "Ready"),
    "ServerMetadata": ("Empty", "ServerMetadata"), "ModelMetadata": ("ModelRequest", "ModelMetadata"),
    "ModelInfer": ("InferRequest", "InferResponse"),
}


def build():
    kinds = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="spec.proto", package=PACKAGE, syntax="proto3")
    for message, fields in MESSAGES.items():
        target = file.message_type.add(name=message)
        for number, text in enumerate(fields, 1):
            kind, name = text.split(" ")
            field = target.field.add(name=name, number=number, label=kinds.LABEL_REPEATED if kind[0] in "*@" else kinds.LABEL_OPTIONAL)
            if kind == "@":
                entry = target.nested_type.add(name="ParametersEntry")
                entry.options.map_entry = True
                entry.field.add(name="key", number=1, label=kinds.LABEL_OPTIONAL, type=kinds.TYPE_STRING)
                entry.field.add(name="value", number=2, label=kinds.LABEL_OPTIONAL, type=kinds.TYPE_MESSAGE,
                                type_name=".inference.InferParameter")
                field.type, field.type_name = kinds.TYPE_MESSAGE, f".inference.{message}.ParametersEntry"
            elif kind.lstrip("*") in MESSAGES:
                field.type, field.type_name = kinds.TYPE_MESSAGE, f".inference.{kind.lstrip('*')}"
            else:
                field.type = getattr(kinds, "TYPE_" + kind.lstrip("*").upper())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.{name}")) for name in MESSAGES}


TYPES = build()


def call(channel, method, **fields):
    request, answer = METHODS[method]
    ask = channel.unary_unary(SERVICE + method, lambda message: message.SerializeToString(), TYPES[answer].FromString)
    return ask(TYPES[request](**fields), timeout=30)


def client(address):
    rows = [0.1 * i - 0.5 for i in range(12)]
    tensor = {"name": "features", "datatype": "FP32", "shape": [4, 3]}
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        model = call(channel, "ModelMetadata", name="m")
        typed = call(channel, "ModelInfer", model_name="m", id="typed", inputs=[{**tensor, "contents": {"fp32_contents": rows}}],
                     parameters={"priority": TYPES["InferParameter"](int64_param=1)})
        raw = call(channel, "ModelInfer", model_name="m", model_version="1", id="raw", inputs=[tensor], outputs=[{"name": "scores"}],
                   raw_input_contents=[struct.pack("<12f", *rows)])
        errors = []
        for fields in ({"model_name": "n"}, {"model_name": "m", "inputs": [{**tensor, "contents": {"fp32_contents": rows[1:]}}]}):
            try:
                call(channel, "ModelInfer", **fields)
            except grpc.RpcError as error:
                errors.append([error.code().name, error.details()])
        print(json.dumps({
            "live": call(channel, "ServerLive").live, "ready": call(channel, "ServerReady").ready,
            "model_ready": call(channel, "ModelReady", name="m").ready, "server": call(channel, "ServerMetadata").name,
            "model": [model.name, list(model.versions), model.platform],
            "specs": [[spec.name, spec.datatype, list(spec.shape)] for spec in [*model.inputs, *model.outputs]],
            "rows": rows,
            "typed": [typed.id, typed.model_version, [output.name for output in typed.outputs],
                      list(typed.outputs[0].contents.fp32_contents), list(typed.outputs[1].contents.int64_contents),
                      len(typed.raw_output_contents)],
            "raw": [raw.id, [output.name for output in raw.outputs], list(struct.unpack("<8f", raw.raw_output_contents[0]))],
            "errors": errors,
        }))


def infer(request, context):
    """Doubles `x`, and gives `y` behind an output that nobody has asked for."""
    numbers = struct.unpack(f"<{len(request.raw_input_contents[0]) // 4}i", request.raw_input_contents[0]) if request.raw_input_contents \
        else request.inputs[0].contents.int_contents
    if any(number < 0 for number in numbers):
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "ein Wert ist zu klein: \u00fc")
    doubled = [2 * number for number in numbers]
    shape = request.inputs[0].shape
    answer = TYPES["InferResponse"](model_name=request.model_name, id=request.id, outputs=[
        {"name": "extra", "datatype": "BOOL", "shape": [1]}, {"name": "y", "datatype": "INT32", "shape": shape}])
    if request.model_name == "raw":
        answer.raw_output_contents.extend([b"\1", struct.pack(f"<{len(doubled)}i", *doubled)])
    else:
        answer.outputs[0].contents.bool_contents.append(True)
        answer.outputs[1].contents.int_contents.extend(doubled)
    return answer


def metadata(request, context):
    if request.name not in ("raw", "typed"):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such model")
    return TYPES["ModelMetadata"](name=request.name, versions=["1"], platform="python", inputs=[
        {"name": "x", "datatype": "INT32", "shape": [-1]}], outputs=[{"name": "y", "datatype": "INT32", "shape": [-1]}])


def server():
    answers = {"ModelInfer": infer, "ModelMetadata": metadata, "ServerLive": lambda *_: TYPES["Live"](live=True),
               "ModelReady": lambda request, _: TYPES["Ready"](ready=request.name == "raw")}
    host = grpc.server(futures.ThreadPoolExecutor(2))
    host.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("inference.GRPCInferenceService", {
        name: grpc.unary_unary_rpc_method_handler(answer, TYPES[METHODS[name][0]].FromString, lambda message: message.SerializeToString())
        for name, answer in answers.items()})])
    port = host.add_insecure_port("127.0.0.1:0")
    host.start()
    print(port, flush=True)
    sys.stdin.read()
    host.stop(None)


client(sys.argv[2]) if sys.argv[1] == "client" else server()
