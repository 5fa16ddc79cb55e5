"""The workloads in NumPy, by the formulas of the derivation, with in-place operations where they save time."""

import numpy

import blas


def about():
    return {"system": "NumPy", "version": numpy.__version__ + blas.name(), **blas.hint()}


def parameters(widths, dtype):
    random = numpy.random.default_rng(1)
    return [
        (random.normal(0, (2 / i) ** 0.5, (o, i)).astype(dtype), numpy.zeros(o, dtype))
        for i, o in zip(widths, widths[1:])
    ]


def forward(theta, inputs):
    activations = [inputs]
    for index, (weights, biases) in enumerate(theta):
        outputs = activations[-1] @ weights.T
        outputs += biases
        if index < len(theta) - 1:
            numpy.maximum(outputs, 0, out=outputs)
        activations.append(outputs)
    return activations


def value_and_gradient(theta, inputs, labels, penalty):
    activations = forward(theta, inputs)
    count, rows = len(inputs), numpy.arange(len(inputs))
    cotangent = activations[-1] - activations[-1].max(axis=1, keepdims=True)
    chosen = cotangent[rows, labels]
    numpy.exp(cotangent, out=cotangent)
    sums = cotangent.sum(axis=1, keepdims=True)
    value = (numpy.log(sums[:, 0]) - chosen).mean()
    cotangent /= sums * count
    cotangent[rows, labels] -= 1 / count
    gradient = []
    for index in range(len(theta) - 1, -1, -1):
        weights, _ = theta[index]
        slope = cotangent.T @ activations[index]
        if penalty:
            slope += 2 * penalty * weights
            value += penalty * numpy.vdot(weights, weights)
        gradient.insert(0, (slope, cotangent.sum(axis=0)))
        if index:
            cotangent = cotangent @ weights
            cotangent *= activations[index] > 0
    return value, gradient


def gradient(widths, count, precision):
    dtype = numpy.float32 if precision == "float" else numpy.float64
    theta = parameters(widths, dtype)
    inputs = numpy.random.default_rng(2).random((count, widths[0])).astype(dtype)
    labels = numpy.arange(count) % widths[-1]
    return lambda: value_and_gradient(theta, inputs, labels, 1e-3)


def epoch(widths, batch, images, labels):
    theta = parameters(widths, numpy.float32)
    velocity = [(numpy.zeros_like(w), numpy.zeros_like(b)) for w, b in theta]
    random = numpy.random.default_rng(3)

    def call():
        order = random.permutation(len(images))
        for start in range(0, len(images), batch):
            rows = order[start : start + batch]
            _, gradient = value_and_gradient(theta, images[rows], labels[rows], 0)
            for layer, speeds, slopes in zip(theta, velocity, gradient):
                for values, speed, slope in zip(layer, speeds, slopes):
                    speed *= 0.9
                    speed += slope
                    values -= numpy.float32(0.01) * speed

    return call


def predict(widths, images):
    theta = parameters(widths, numpy.float32)
    return lambda: forward(theta, images)[-1]


def product(size, precision):
    dtype = numpy.float32 if precision == "float" else numpy.float64
    random = numpy.random.default_rng(4)
    a, b, c = (random.random((size, size)).astype(dtype) for _ in range(3))
    return lambda: numpy.matmul(a, b, out=c)
