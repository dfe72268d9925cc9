"""Calls a model server as any client of the Open Inference Protocol v2 would, with nothing but Python's standard library.

Usage: infer.py URL. Prints one line of JSON: what the server said of the model, its answer, and an error.
"""
import json
import sys
import urllib.error
import urllib.request

url = sys.argv[1].rstrip("/")
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def post(body):
    request = urllib.request.Request(
        url + "/v2/models/m/infer", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with opener.open(request, timeout=30) as response:
        return json.load(response)


with opener.open(url + "/v2/models/m", timeout=30) as response:
    metadata = json.load(response)

tensor = metadata["inputs"][0]
rows = [[0.1 * (row + column) - 0.5 for column in range(tensor["shape"][1])] for row in range(4)]
request = {"id": "python", "inputs": [{
    "name": tensor["name"], "datatype": tensor["datatype"], "shape": [4, tensor["shape"][1]], "data": rows}]}
answer = post(request)

request["inputs"][0]["shape"] = [4, 1]
try:
    post(request)
    error = None
except urllib.error.HTTPError as refused:
    error = [refused.code, json.load(refused)["error"]]

print(json.dumps({"metadata": metadata, "rows": rows, "answer": answer, "error": error}))
