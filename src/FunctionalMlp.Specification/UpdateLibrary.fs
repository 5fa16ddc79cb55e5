namespace FunctionalMlp.Specification

open FunctionalMlp
open FunctionalMlp.Calculus
open FunctionalMlp.Evaluation
open FunctionalMlp.Training

/// The library's optimisers, schedules and metrics, each run on a case as its equation has it.
module UpdateLibrary =
    let private valueOf (c: Case<'T>) letter = c.Data.Matrices[letter][0, 0]

    let private column (parameters: Parameters<'T>) =
        Matrix.FromSpan(parameters.Count, 1, parameters.Span)

    let private scalar (value: float) : Matrix<'T> = Library.scalar ('T.CreateChecked value)

    // The state and the parameters after the first so many steps.
    let private after count (optimizer: Optimizer) (c: Case<'T>) =
        ((optimizer.Initialize c.Steps.θ, c.Steps.θ), List.take count c.Steps.Gradients)
        ||> List.fold (fun (state, θ) gradient ->
            let struct (state, θ) = optimizer.Step(state, gradient, θ)
            state, θ)

    /// The parameters after so many steps; an optimiser is made from the values of letters.
    let steps count (create: (string -> float) -> Optimizer) (c: Case<'T>) =
        [ after count (create (valueOf c)) c |> snd |> column ]

    let average (c: Case<'T>) =
        let value = valueOf c
        let state, _ = after 3 (Optimizer.Sgd(value "η").Average(value "ρ")) c
        [ column state["average"] ]

    let plateau (c: Case<'T>) =
        let value = valueOf c
        let optimizer = Optimizer.Sgd(value "η").ReduceOnPlateau(value "κ", 0)

        let state =
            [ "ℓ1"; "ℓ2" ]
            |> List.fold (fun state loss -> optimizer.Observe(state, value loss)) (optimizer.Initialize c.Steps.θ)

        let struct (_, θ) = optimizer.Step(state, c.Steps.Gradients.Head, c.Steps.θ)
        [ column θ ]

    /// A learning rate; a schedule is made from the values of letters.
    let rate taken (create: (string -> float) -> Schedule) (c: Case<'T>) =
        [ scalar (create (valueOf c)).[taken c.Steps.Taken] ]

    /// The same after the steps that a letter tells.
    let rateAt letter (create: (string -> float) -> Schedule) (c: Case<'T>) =
        [ scalar (create (valueOf c)).[int64 (valueOf c letter)] ]

    // The dense form of a linear map of matrices r×c, from what it does to those with a single one; its entries row by row.
    let private dense r c (map: Matrix<'T> -> Matrix<'T>) =
        let columns =
            [
                for i in 0 .. r - 1 do
                    for j in 0 .. c - 1 ->
                        (map (Matrix.Create(r, c, (fun k h -> if (k, h) = (i, j) then 'T.One else 'T.Zero))))
                            .Span.ToArray()
            ]
            |> Array.ofList

        [ Matrix.Create(columns[0].Length, columns.Length, (fun i j -> columns[j][i])) ]

    // The Kronecker products of W and an identity, and of an identity and A, which make up that of W and A.
    let private factors (c: Case<'T>) =
        ProductJacobian.WithRespectToRight(c.W, c.A),
        ProductJacobian.WithRespectToLeft(Matrix.Zeros(c.W.Rows, c.A.Columns), c.A.Transpose())

    let kroneckerApply (c: Case<'T>) =
        let left, right = factors c
        dense c.A.Rows c.A.Columns (left.Apply >> right.Apply)

    let kroneckerApplyTransposed (c: Case<'T>) =
        let left, right = factors c

        dense c.W.Rows c.W.Columns (right.ApplyTransposed >> left.ApplyTransposed)
        |> List.map _.Transpose()

    let convertedPenalty (create: float -> int -> Penalty) (c: Case<'T>) =
        ExtensionLibrary.penaltyGradient (fun h -> create h.λ c.X.Rows) c

    let rSquared (c: Case<'T>) : Matrix<'T> list =
        [ scalar (RegressionMetrics.RSquared(c.Predictions, c.Targets)) ]

    let meanAbsoluteError (c: Case<'T>) : Matrix<'T> list =
        [ scalar (RegressionMetrics.MeanAbsoluteError(c.Predictions, c.Targets)) ]

    let rootMeanSquaredError (c: Case<'T>) : Matrix<'T> list =
        [ scalar (RegressionMetrics.RootMeanSquaredError(c.Predictions, c.Targets)) ]
