"""A peer of the benchmark: reads the names of workloads, does each, answers with the seconds of one call.

    python3 peer.py pytorch|sklearn|numpy
"""

import gzip
import importlib
import json
import os
import sys
import time

import_errors = {"pytorch": "python3-torch", "sklearn": "python3-sklearn", "numpy": "python3-numpy"}
MINIMUM_SECONDS = 0.15
FASHION = "/usr/share/datasets/fashion-mnist"


def fashion(count):
    """Images as floats in 0..1 and labels; random numbers where the data set is not installed."""
    import numpy

    if not os.path.isdir(FASHION):
        random = numpy.random.default_rng(1)
        return random.random((count, 784), dtype=numpy.float32), random.integers(0, 10, count)
    with gzip.open(FASHION + "/train-images-idx3-ubyte.gz") as file:
        images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784)
    with gzip.open(FASHION + "/train-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)
    return images[:count].astype(numpy.float32) / 255, labels[:count].astype(numpy.int64)


def seconds_per_call(call):
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            call()
        seconds = time.perf_counter() - start
        if seconds >= MINIMUM_SECONDS:
            return seconds / count
        count *= 2


def prepare(module, workload):
    """The call that does the workload, or None: the first word names the kind, the rest its sizes."""
    words = workload.split()
    kind = words[0]
    if kind == "gradient":
        widths = [int(width) for width in words[1].split("-")]
        return module.gradient(widths, int(words[2][2:]), words[3])
    if kind == "epoch":
        widths = [int(width) for width in words[1].split("-")]
        batch = int(words[3])
        images, labels = fashion(60000 if batch == 128 else 20000)
        return module.epoch(widths, batch, images, labels)
    if kind == "predict":
        widths = [int(width) for width in words[2].split("-")]
        return module.predict(widths, fashion(int(words[1]))[0])
    if kind == "product":
        return module.product(int(words[1].split("×")[0]), words[2])
    return None


def main():
    name = sys.argv[1]
    try:
        module = importlib.import_module("peer_" + name)
    except ImportError:
        print(json.dumps({"missing": import_errors[name]}), flush=True)
        return
    print(json.dumps(module.about()), flush=True)
    calls = {}
    for line in sys.stdin:
        workload = line.strip()
        if workload not in calls:
            calls.clear()
            calls[workload] = prepare(module, workload)
        call = calls[workload]
        print(json.dumps({"seconds": seconds_per_call(call) if call else None}), flush=True)


main()
