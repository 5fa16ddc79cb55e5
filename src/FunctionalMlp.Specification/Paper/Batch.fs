namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Paper.Gradients

/// The letters that sections 2.2 and 2.3 print without the index of a sample, read as those of all samples, one a row;
/// and the letters of a sample as rows of them. Read so, the chain rule of the printed text sums over the samples.
module Batch =
    /// z^(2) of all samples.
    let z2 = define "z" 2 hiddenBatch
    /// a^(2) of all samples.
    let a2 = define "a" 2 (relu z2)
    /// z^(3) of all samples.
    let z3 = define "z" 3 (a2 * W2.T + ones N * b2.T)

    let private logits sample = defineAt "z" 3 sample (row sample z3).T

    /// z_i^(3), a row of z^(3).
    let z3i = logits i
    /// a_i^(2), a row of a^(2).
    let a2i = defineAt "a" 2 i (row i a2).T
    /// −log of the probability of a sample's label.
    let negativeLog = negativeLogOf logits i
    /// The cross-entropy as printed: its sum has the index that 2.1 differentiates by; it is the inner one that counts.
    let crossEntropy = perSample *. sum i negativeLog
    /// The loss.
    let J = define "J" 0 crossEntropy
    /// The objective.
    let objective = define "J̃" 0 (J + R)
    /// The cotangent of the logits of a sample.
    let δ = δ3Of logits i
