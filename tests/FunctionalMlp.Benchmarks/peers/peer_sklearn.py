"""The workloads in scikit-learn: MLPClassifier, an epoch at a time."""

import warnings

import numpy
import sklearn
from sklearn.neural_network import MLPClassifier

import blas

warnings.filterwarnings("ignore")


def about():
    return {"system": "scikit-learn", "version": sklearn.__version__ + blas.name(), **blas.hint()}


def classifier(widths, batch):
    return MLPClassifier(
        widths[1:-1],
        solver="sgd",
        learning_rate_init=0.01,
        momentum=0.9,
        nesterovs_momentum=False,
        alpha=0,
        batch_size=batch,
    )


def gradient(widths, count, precision):
    return None


def epoch(widths, batch, images, labels):
    model = classifier(widths, batch)
    model.partial_fit(images, labels, classes=numpy.arange(widths[-1]))
    return lambda: model.partial_fit(images, labels)


def predict(widths, images):
    random = numpy.random.default_rng(1)
    model = classifier(widths, 200)
    model.partial_fit(
        random.random((200, widths[0])).astype(numpy.float32),
        numpy.arange(200) % widths[-1],
        classes=numpy.arange(widths[-1]),
    )
    return lambda: model.predict_proba(images)


def product(size, precision):
    return None
