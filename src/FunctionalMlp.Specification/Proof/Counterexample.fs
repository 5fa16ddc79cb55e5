namespace FunctionalMlp.Specification

open System

/// A point at which the two sides of a claim differ, in double.
type Counterexample =
    {
        Unknowns: Unknowns
        Point: Point<float>
        Left: float[,]
        Right: float[,]
    }

/// Compares the sides of a claim in double, and looks for small points at which they differ.
module Counterexample =
    /// Two sides are told apart when they differ by more than this, relative to their size.
    let private tolerance = 1e-7

    /// Both sides at a point; Undefined at a kink or where a side is no number.
    let sides (point: Point<float>) left right =
        let field = DoubleField()
        let l, r = Evaluate.at field point left, Evaluate.at field point right

        if field.AtKink then
            raise (Undefined "a kink")

        let isNumber (a: float[,]) =
            a |> Seq.cast<float> |> Seq.forall Double.IsFinite

        if not (isNumber l && isNumber r) then
            raise (Undefined "not a number")

        l, r

    /// The largest difference between two matrices, relative to the size of the entries.
    let difference (l: float[,]) (r: float[,]) =
        Seq.map2 (fun x y -> abs (x - y) / (1.0 + max (abs x) (abs y))) (Seq.cast<float> l) (Seq.cast<float> r)
        |> Seq.fold max 0.0

    let private differsAt unknowns left right (point: Point<float>) =
        Unknowns.everyIndex unknowns point
        |> List.tryPick (fun point ->
            try
                let l, r = sides point left right

                if difference l r > tolerance then
                    Some
                        {
                            Unknowns = unknowns
                            Point = point
                            Left = l
                            Right = r
                        }
                else
                    None
            with Undefined _ ->
                None)

    // All sizes from 1 to 3, the smallest first.
    let private sizes unknowns =
        let rec every letters =
            match letters with
            | [] -> [ [] ]
            | letter :: rest ->
                [
                    for size in 1..3 do
                        for others in every rest -> (letter, size) :: others
                ]

        every unknowns.Dimensions |> List.sortBy (List.sumBy snd) |> List.map Map

    // Entries are replaced by 0, 1 or -1, one after the other, as long as the sides still differ.
    let private shrink left right (found: Counterexample) =
        let places =
            [
                for KeyValue(symbol, value) in found.Point.Values do
                    for r in 0 .. Array2D.length1 value - 1 do
                        for c in 0 .. Array2D.length2 value - 1 -> symbol, r, c
            ]

        let simpler (found: Counterexample) (symbol, r, c) =
            let value = found.Point.Values[symbol]

            let trySmaller entry =
                let smaller = Array2D.copy value
                smaller[r, c] <- entry

                { found.Point with
                    Values = Map.add symbol smaller found.Point.Values
                    Indices = Map.empty
                }
                |> differsAt found.Unknowns left right

            [ 0.0; 1.0; -1.0 ]
            |> List.takeWhile (fun entry -> entry <> value[r, c])
            |> List.tryPick trySmaller
            |> Option.defaultValue found

        List.fold simpler found places

    /// The smallest point that a short search finds: sizes grow from 1, entries are small integers, then halves and
    /// thousandths, which keep off the kinks that integers often hit.
    let search seed left right =
        let unknowns = Unknowns.ofNodes [ left; right ]

        let attempt sizes (number, (bound, divisor)) =
            let random = Random(seed + number)

            Unknowns.draw random unknowns sizes (fun () -> float (random.Next(-bound, bound + 1)) / divisor)
            |> differsAt unknowns left right

        let integers =
            [ 1; 1; 1; 1; 2; 2; 2; 2; 2; 3; 3; 3 ] |> List.map (fun bound -> bound, 1.0)

        let halves = List.replicate 6 (5, 2.0)
        let thousandths = List.replicate 4 (2000, 1000.0)

        Seq.allPairs (sizes unknowns) (List.indexed (integers @ halves @ thousandths))
        |> Seq.tryPick (fun (sizes, entries) -> attempt sizes entries)
        |> Option.map (shrink left right)

    let private numberText (x: float) =
        if x = Math.Round x && abs x < 1e9 then
            string (int64 x)
        else
            x.ToString("G5", Globalization.CultureInfo.InvariantCulture)

    /// A matrix on one line: [1 2; 3 4].
    let matrixText (a: float[,]) =
        if a.Length = 1 then
            numberText a[0, 0]
        else
            let row r =
                [ for c in 0 .. Array2D.length2 a - 1 -> numberText a[r, c] ]
                |> String.concat " "

            [ for r in 0 .. Array2D.length1 a - 1 -> row r ]
            |> String.concat "; "
            |> fun rows -> $"[{rows}]"

    /// The point and both sides, as one sentence.
    let text (found: Counterexample) =
        let sizes =
            [ for KeyValue(letter, size) in found.Point.Sizes -> $"{letter} = {size}" ]

        let values =
            [
                for symbol, shape in found.Unknowns.Variables ->
                    $"{Render.text (Variable(symbol, shape))} = {matrixText found.Point.Values[symbol]}"
            ]

        let labels =
            [ for i, label in Seq.indexed found.Point.Labels -> $"y_{i + 1} = {label + 1}" ]

        let indices =
            [ for KeyValue(index, k) in found.Point.Indices -> $"{index.Name} = {k + 1}" ]

        let point = sizes @ values @ labels @ indices |> String.concat ", "
        $"at {point}: left {matrixText found.Left}, right {matrixText found.Right}"
