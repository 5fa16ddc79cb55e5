namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The features of a sample; 4 in the paper.
[<Sealed>]
type Features = class end

/// The hidden units; 10 in the paper.
[<Sealed>]
type Hidden = class end

/// The classes; 3 in the paper.
[<Sealed>]
type Classes = class end

/// The samples.
[<Sealed>]
type Samples = class end

/// Section 2 of the paper, equations (10) to (15): the network. A sample x_i is a row of X, as a_i^(1) is; the z_i, the
/// other a_i and Δ_i are columns.
module Network =
    let private section = "2"
    /// Features.
    let d = dimension<Features> "d"
    /// Hidden units.
    let H = dimension<Hidden> "H"
    /// Classes.
    let K = dimension<Classes> "K"
    /// Samples.
    let N = dimension<Samples> "N"
    /// The inputs, one sample a row.
    let X = matrix "X" N d
    /// The weights of the hidden layer.
    let W1 = variable "W" 1 H d
    /// The biases of the hidden layer.
    let b1 = variable "b" 1 H one
    /// The weights of the output layer.
    let W2 = variable "W" 2 K H
    /// The biases of the output layer.
    let b2 = variable "b" 2 K one
    /// The weight of the penalty.
    let λ = scalar "λ"
    /// A sample.
    let i = index "i" N
    /// A class.
    let j = index "j" K
    let private h = index "h" H
    let private f = index "f" d

    /// The class of a sample.
    let y sample = label sample K
    /// The input of a sample.
    let x sample = defineAt "x" 0 sample (row sample X)
    /// The input layer of a sample.
    let a1 sample = defineAt "a" 1 sample (x sample)

    /// The pre-activation of the hidden layer.
    let z2 sample =
        defineAt "z" 2 sample (W1 * (a1 sample).T + b1)

    /// The hidden layer: φ is ReLU.
    let a2 sample =
        defineAt "a" 2 sample (relu (z2 sample))

    /// The logits.
    let z3 sample =
        defineAt "z" 3 sample (W2 * a2 sample + b2)

    /// The output: ψ is softmax.
    let a3 sample =
        defineAt "a" 3 sample (softmax (z3 sample))

    /// The label of a sample as a one-hot column.
    let Δ sample =
        defineAt "Δ" 0 sample (oneHot (y sample) K)

    /// The logits of the whole batch, one sample a row.
    let hiddenBatch = X * W1.T + ones N * b1.T
    /// The logits of the whole batch, one sample a row.
    let logitsBatch = relu hiddenBatch * W2.T + ones N * b2.T

    // A definition holds by itself; what is proved is that it says the same entry by entry, or for the whole batch.
    /// (10)
    let input =
        Equation.state "(10)" section "The input layer" (a1 i) (x i)
        |> Equation.also (Claim.equal (entry i f X) ((x i).T |> item f))

    /// (11)
    let hiddenPreActivation =
        Equation.state
            "(11)"
            section
            "The pre-activation of the hidden layer"
            (z2 i)
            (withShape W1 * (a1 i).T + withShape b1)
        |> Equation.also (Claim.equal (item h (z2 i)) (sum f (entry h f W1 * entry i f X) + item h b1))
        |> Equation.also (Claim.equal (z2 i).T (row i hiddenBatch))

    /// (12)
    let hidden =
        Equation.state "(12)" section "The hidden layer: φ is ReLU" (a2 i) (relu (z2 i))
        |> Equation.also (Claim.equal (a2 i) (indicator (z2 i) .* z2 i))

    /// (13)
    let logits =
        Equation.state "(13)" section "The logits" (z3 i) (withShape W2 * a2 i + withShape b2)
        |> Equation.also (Claim.equal (item j (z3 i)) (sum h (entry j h W2 * item h (a2 i)) + item j b2))
        |> Equation.also (Claim.equal (z3 i).T (row i logitsBatch))

    /// (14)
    let output =
        Equation.state "(14)" section "The output: ψ is softmax" (a3 i) (softmax (z3 i))
        |> Equation.also (
            Claim.equal (item j (a3 i)) (item j (exp (z3 i)) / sum (index "k" K) (item (index "k" K) (exp (z3 i))))
        )
        |> Equation.also (Claim.equal (sum j (item j (a3 i))) (number 1))

    /// (15)
    let oneHotLabels =
        Equation.state "(15)" section "The label of a sample, one-hot" (item j (Δ i)) (same j (y i))
        |> Equation.also (Claim.equal (sum j (item j (Δ i))) (number 1))
        |> Equation.also (Claim.equal ((Δ i).T * z3 i) (item (y i) (z3 i)))

    /// The equations, in the order of the paper.
    let equations = [ input; hiddenPreActivation; hidden; logits; output; oneHotLabels ]
