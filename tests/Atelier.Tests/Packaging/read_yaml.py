"""Reads a KServe manifest with a YAML parser and prints what it says."""
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    service = yaml.safe_load(file)
model = service["spec"]["predictor"]["model"]
assert set(service) == {"apiVersion", "kind", "metadata", "spec"}, service
print(service["apiVersion"], service["kind"], service["metadata"]["name"], model["modelFormat"]["name"],
      model["protocolVersion"], model["runtime"], model["storageUri"])
