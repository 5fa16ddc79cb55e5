namespace FunctionalMlp.Specification

open System
open FunctionalMlp

/// The library's functions beyond the paper, each run on a case as its equation has it.
module ExtensionLibrary =
    let activation (make: Hyperparameters -> Activation) (c: Case<'T>) = [ (make c.Hyperparameters).Apply c.z ]

    let activationPullback (make: Hyperparameters -> Activation) (c: Case<'T>) =
        [ (make c.Hyperparameters).Pullback(c.z, c.c) ]

    let softmaxPullback (c: Case<'T>) =
        [ Softmax.Pullback(Softmax.Apply c.z, c.c) ]

    let dropout (c: Case<'T>) =
        [ Dropout.Apply(c.z, c.Hyperparameters.p, c.Noise) ]

    let dropoutPullback (c: Case<'T>) =
        [ Dropout.Pullback(c.c, c.Hyperparameters.p, c.Noise) ]

    let targetLoss (make: Hyperparameters -> Losses.TargetLoss) (c: Case<'T>) =
        [ Library.scalar ((make c.Hyperparameters).Value(c.Z, c.T, c.w.Span)) ]

    let targetLossGradient (make: Hyperparameters -> Losses.TargetLoss) (c: Case<'T>) =
        [ (make c.Hyperparameters).Gradient(c.Z, c.T, c.w.Span) ]

    let private weighted (c: Case<'T>) =
        Loss.SoftmaxCrossEntropy.WithLabelSmoothing(c.Hyperparameters.ε).WithClassWeights(c.ClassWeights)

    let crossEntropy (c: Case<'T>) =
        [ Library.scalar ((weighted c).Value(c.Z, ReadOnlySpan c.Labels, c.w.Span)) ]

    let crossEntropyGradient (c: Case<'T>) =
        [ (weighted c).Gradient(c.Z, ReadOnlySpan c.Labels, c.w.Span) ]

    // One layer; its biases cost nothing.
    let private layer (c: Case<'T>) =
        let biases = Vector.FromSpan(ReadOnlySpan(Array.create c.W.Rows 'T.One))
        Parameters.FromLayers [ LayerParameters(c.W, biases) ]

    let penalty (make: Hyperparameters -> Penalty) (c: Case<'T>) =
        [ Library.scalar ((make c.Hyperparameters).Value(layer c, c.X.Rows)) ]

    let penaltyGradient (make: Hyperparameters -> Penalty) (c: Case<'T>) =
        let gradient = (make c.Hyperparameters).Gradient(layer c, c.X.Rows)
        [ gradient[0].Weights ]
