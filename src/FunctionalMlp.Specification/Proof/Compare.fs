namespace FunctionalMlp.Specification

open System

/// What double says about two sides at a point.
[<RequireQualifiedAccess>]
type Comparison =
    /// They differ by more than rounding can.
    | Differ of left: float[,] * right: float[,]
    /// They are equal up to rounding; the difference is relative to the larger side, of the entries of which rounding
    /// leaves nine digits.
    | Agree of difference: float
    /// Rounding is too large to say anything.
    | Unclear

/// Compares the two sides of a claim in double.
module Compare =
    let private sidesOver (field: RoundedField) (point: Point<float>) left right =
        let point =
            {
                Sizes = point.Sizes
                Values =
                    point.Values
                    |> Map.map (fun _ -> Array2D.map (fun x -> { Value = x; Error = 0.0 }))
                Labels = point.Labels
                Indices = point.Indices
            }

        let l, r = Evaluate.at field point left, Evaluate.at field point right

        let isNumber (a: Rounded[,]) =
            a
            |> Seq.cast<Rounded>
            |> Seq.forall (fun x -> Double.IsFinite x.Value && Double.IsFinite x.Error)

        if not (isNumber l && isNumber r) then
            raise (Undefined "a number too large for double")

        l, r

    // The running bounds leave out terms of second order: twice the bound covers them.
    let private surely = 2.0

    let private values = Array2D.map (fun (x: Rounded) -> x.Value)

    /// Both sides at a point; Undefined at a kink or where a side is no number.
    let sides point left right =
        let l, r = sidesOver (RoundedField()) point left right
        values l, values r

    /// The arguments of step at a point with indices, as far as there are values.
    let steps point left right =
        let field = RoundedField()

        try
            sidesOver field point left right |> ignore
        with Undefined _ ->
            ()

        field.Steps.ToArray()

    /// Whether the step with the given place among the steps can be seen at a point: whether turning it over changes a side
    /// by more than rounding.
    let showsStep point place left right =
        let changes (a: Rounded[,]) (b: Rounded[,]) =
            Seq.exists2
                (fun x y -> abs (x.Value - y.Value) > surely * (x.Error + y.Error))
                (Seq.cast<Rounded> a)
                (Seq.cast<Rounded> b)

        let field = RoundedField()

        try
            let l, r = sidesOver field point left right

            try
                let turnedL, turnedR =
                    sidesOver (RoundedField(Seq.tryItem place field.Steps)) point left right

                changes l turnedL || changes r turnedR
            with Undefined _ ->
                true
        with Undefined _ ->
            false

    /// Compares the sides at a point with indices; Undefined where they have no value.
    let at point left right =
        let l, r = sidesOver (RoundedField()) point left right

        let entries =
            Seq.zip (Seq.cast<Rounded> l) (Seq.cast<Rounded> r)
            |> Seq.map (fun (x, y) ->
                abs (x.Value - y.Value), surely * (x.Error + y.Error), max (abs x.Value) (abs y.Value))
            |> List.ofSeq

        if entries |> List.exists (fun (difference, error, _) -> difference > error) then
            Comparison.Differ(values l, values r)
        elif entries |> List.exists (fun (_, error, larger) -> error > 1e-9 * max 1.0 larger) then
            Comparison.Unclear
        else
            // Where cancellation leaves fewer than nine digits, such as in a loss that is all but zero, a relative difference
            // would only tell how much was cancelled.
            entries
            |> List.filter (fun (_, error, larger) -> larger > 0.0 && error <= 1e-9 * larger)
            |> List.map (fun (difference, _, larger) -> difference / larger)
            |> List.fold max 0.0
            |> Comparison.Agree
