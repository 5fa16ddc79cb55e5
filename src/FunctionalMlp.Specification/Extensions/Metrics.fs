namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// Samples that predictions are judged on.
[<Sealed>]
type Judged = class end

/// How far predictions Ŷ are from the targets Y: the mean over the K columns of what each comes to.
module Metrics =
    let private section = "Metrics"
    let private M = dimension<Judged> "M"
    let private i = index "i" M
    let private Y = matrix "Y" M K
    let private difference = Y - matrix "Ŷ" M K
    let private error = define "E" 0 difference
    let private squaredError = squaredNorm (column j error)
    let private meanOverColumns ofColumn = number 1 / size K *. sum j ofColumn

    let private metric number title first value =
        Equation.state number section title first value
        |> Equation.also (Claim.equal error difference)

    /// The share of the targets' variation that is predicted; first, with the variation as a difference of squares.
    let rSquared =
        let targets = column j Y
        let total = (ones M).T * targets
        let mean = defineAt "ȳ" 0 j (total / size M)
        let centred = targets - mean *. ones M
        let variation = squaredNorm targets - total * total / size M

        metric
            "(E36)"
            "R²"
            (meanOverColumns (number 1 - squaredError / variation))
            (meanOverColumns (number 1 - squaredError / squaredNorm (defineAt "c" 0 j centred)))
        |> Equation.also (Claim.equal (defineAt "c" 0 j centred) centred)
        |> Equation.also (Claim.equal mean (total / size M))

    /// The mean of the magnitudes of the errors; first, each by its sign.
    let meanAbsoluteError =
        let mean values =
            (ones M).T * values * ones K / (size M * size K)

        metric
            "(E37)"
            "Mean absolute error"
            (mean (error .* apply Functions.sign error))
            (mean (apply Functions.abs error))

    /// The root of the mean of the squared errors of a column; first, summed one by one.
    let rootMeanSquaredError =
        let root a = apply Functions.sqrt a
        let oneByOne = sum i (entry i j error * entry i j error)

        metric
            "(E38)"
            "Root mean squared error"
            (meanOverColumns (root (oneByOne / size M)))
            (meanOverColumns (root (squaredError / size M)))

    /// The metrics, in the order of their numbers.
    let equations = [ rSquared; meanAbsoluteError; rootMeanSquaredError ]
