namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// Samples whose features are scaled.
[<Sealed>]
type Scaled = class end

/// How the columns of V are scaled. The inverse of zero is zero here: a constant column becomes zero.
module Scalings =
    let private section = "Scaling"
    let private M = dimension<Scaled> "M"
    let private f = index "f" d
    let private V = matrix "V" M d
    let private v = column f V
    let private root a = apply Functions.sqrt a
    let private constant a = a *. ones M

    /// To mean 0 and standard deviation 1. The variance, first a mean of squares, is also a difference of squares.
    let standardise =
        let mean = defineAt "μ" 0 f ((ones M).T * v / size M)
        let centred = defineAt "c" 0 f (v - constant mean)

        let scaled =
            defineAt "x̂" 0 f (inverse (root (squaredNorm centred / size M)) *. centred)

        Equation.state "(E76)" section "Standardising" scaled (inverse (root (squaredNorm centred / size M)) *. centred)
        |> Equation.also (Claim.equal centred (v - constant mean))
        |> Equation.also (Claim.equal mean ((ones M).T * v / size M))
        |> Equation.also (Claim.equal (squaredNorm centred / size M) (squaredNorm v / size M - mean * mean))
        |> Equation.also (Claim.equal ((ones M).T * scaled) (number 0))
        |> Equation.also (Claim.equal (squaredNorm scaled / size M) (number 1))

    /// The same over all entries at once.
    let standardiseTogether =
        let count = size M * size d
        let everywhere = ones M * (ones d).T
        let mean = define "μ" 0 ((ones M).T * V * ones d / count)
        let centred = define "C" 0 (V - mean *. everywhere)
        let scaled = define "X̂" 0 (inverse (root (squaredNorm centred / count)) *. centred)

        Equation.state
            "(E77)"
            section
            "Standardising all columns together"
            scaled
            (inverse (root (squaredNorm centred / count)) *. centred)
        |> Equation.also (Claim.equal centred (V - mean *. everywhere))
        |> Equation.also (Claim.equal mean (sum f ((ones M).T * v) / count))
        |> Equation.also (Claim.equal (squaredNorm centred / count) (squaredNorm V / count - mean * mean))
        |> Equation.also (Claim.equal ((ones M).T * scaled * ones d) (number 0))
        |> Equation.also (Claim.equal (squaredNorm scaled / count) (number 1))

    /// From the range of a column to 0 … 1: each entry divides the range in that share.
    let minMax =
        // The least entry is the opposite of the largest opposite.
        let high, opposite = largest v, largest -v
        let fromLeast = v + constant opposite
        let scaled = defineAt "x̂" 0 f (inverse (high + opposite) *. fromLeast)

        Equation.state "(E78)" section "Scaling to the range" scaled (inverse (high + opposite) *. fromLeast)
        |> Equation.also (Claim.equal v (high *. scaled - opposite *. (ones M - scaled)))
        |> Equation.also (Claim.equal (largest scaled) (number 1))
        |> Equation.also (Claim.equal (largest -scaled) (number 0))

    // The shift and the scale of a column, whatever they were fitted to.
    let private shift = item f (vector "o" d)
    let private scale = item f (vector "q" d)

    /// A column without its shift, by its scale; and what brings it back.
    let apply =
        let scaled = defineAt "x̂" 0 f ((v - constant shift) / scale)

        Equation.state "(E79)" section "Applying a scaling" scaled ((v - constant shift) / scale)
        |> Equation.also (Claim.equal v (scale *. scaled + constant shift))

    /// The way back; and what takes it once more.
    let invert =
        let original = defineAt "x" 0 f (scale *. v + constant shift)

        Equation.state "(E80)" section "Inverting a scaling" original (scale *. v + constant shift)
        |> Equation.also (Claim.equal v ((original - constant shift) / scale))

    /// The scalings, in the order of their numbers.
    let equations = [ standardise; standardiseTogether; minMax; apply; invert ]
