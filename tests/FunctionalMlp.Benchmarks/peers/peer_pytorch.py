"""The workloads in PyTorch, written as its users write them: nn.Sequential, autograd, torch.optim."""

import torch
from torch import nn
from torch.nn import functional

import blas

torch.set_num_threads(blas.threads())


def about():
    return {"system": "PyTorch", "version": torch.__version__ + blas.name(), **blas.hint()}


def network(widths, dtype):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs, dtype=dtype), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def gradient(widths, count, precision):
    dtype = torch.float32 if precision == "float" else torch.float64
    model = network(widths, dtype)
    inputs = torch.rand(count, widths[0], dtype=dtype)
    labels = torch.arange(count) % widths[-1]
    weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]

    def call():
        for parameter in model.parameters():
            parameter.grad = None
        loss = functional.cross_entropy(model(inputs), labels)
        loss = loss + 1e-3 * sum(weight.square().sum() for weight in weights)
        loss.backward()
        return loss.item()

    return call


def epoch(widths, batch, images, labels):
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    model = network(widths, torch.float32)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def call():
        order = torch.randperm(len(images))
        for start in range(0, len(images), batch):
            rows = order[start : start + batch]
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()

    return call


def predict(widths, images):
    model = torch.jit.freeze(torch.jit.script(network(widths, torch.float32).eval()))
    images = torch.from_numpy(images)

    def call():
        with torch.inference_mode():
            return model(images)

    return call


def product(size, precision):
    dtype = torch.float32 if precision == "float" else torch.float64
    left, right = torch.rand(size, size, dtype=dtype), torch.rand(size, size, dtype=dtype)
    result = torch.empty(size, size, dtype=dtype)
    return lambda: torch.mm(left, right, out=result)
