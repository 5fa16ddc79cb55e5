namespace FunctionalMlp.Specification

open System
open FunctionalMlp

/// The library's functions beyond the paper, each run on a case as its equation has it.
module ExtensionLibrary =
    let activation (φ: Activation) (c: Case<'T>) = [ φ.Pullback(c.z, c.c) ]

    let softmaxPullback (c: Case<'T>) =
        [ Softmax.Pullback(Softmax.Apply c.z, c.c) ]

    let dropout (c: Case<'T>) = [ Dropout.Pullback(c.c, c.p, c.Noise) ]

    let targetLoss (loss: Losses.TargetLoss) (c: Case<'T>) = [ loss.Gradient(c.Z, c.T, c.w.Span) ]

    let crossEntropy (c: Case<'T>) =
        let loss =
            Loss.SoftmaxCrossEntropy.WithLabelSmoothing(c.ε).WithClassWeights(c.ClassWeights)

        [ loss.Gradient(c.Z, ReadOnlySpan c.Labels, c.w.Span) ]

    let penalty (create: Case<'T> -> Penalty) (c: Case<'T>) =
        let layer = LayerParameters(c.W, Vector.Zeros c.W.Rows)
        let gradient = (create c).Gradient(Parameters.FromLayers [ layer ], c.X.Rows)
        [ gradient[0].Weights ]
