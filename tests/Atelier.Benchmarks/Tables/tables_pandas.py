"""The work of the group `tables` in pandas: a word for each line on standard input, answered with the seconds it took.

Arguments: the CSV file, the one to join. The first line out says "ready" or "skip: reason". The word "peak" answers with the bytes
that reading took at its highest, above what the process had before, which only its first use can tell.
"""
import gc
import resource
import sys
import time

try:
    import pandas as pd
except ImportError as error:
    print(f"skip: {error}", flush=True)
    sys.exit()

path, other = sys.argv[1], sys.argv[2]


def read():
    return pd.read_csv(path, parse_dates=["day"])


def current():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


print("ready", flush=True)
frame = lookup = None
for line in sys.stdin:
    word = line.strip()
    if word == "peak":
        gc.collect()
        before = current()
        read()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before, flush=True)
        continue
    if word != "read" and frame is None:
        frame, lookup = read(), pd.read_csv(other)
    start = time.perf_counter()
    if word == "read":
        result = read()
    elif word == "group":
        result = frame.groupby("city")["amount"].mean().reset_index()
    elif word == "sort":
        result = frame.sort_values("amount")
    elif word == "join":
        result = frame.merge(lookup, on="city")
    elif word == "filter":
        result = frame[frame["amount"] > 750]
    print(time.perf_counter() - start, flush=True)
    result = None
