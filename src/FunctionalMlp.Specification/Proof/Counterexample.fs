namespace FunctionalMlp.Specification

open System

/// A point at which the two sides of a claim differ: in double, or in the prime field.
type Counterexample<'s> =
    {
        Unknowns: Unknowns
        Point: Point<'s>
        Left: 's[,]
        Right: 's[,]
    }

/// Looks for small points at which the sides of a claim differ, in double.
module Counterexample =
    /// The counterexample at a point, for one of the values of the free indices.
    let at unknowns left right (point: Point<float>) =
        Unknowns.everyIndex unknowns point
        |> List.tryPick (fun point ->
            try
                match Compare.at point left right with
                | Comparison.Differ(l, r) ->
                    Some
                        {
                            Unknowns = unknowns
                            Point = point
                            Left = l
                            Right = r
                        }
                | _ -> None
            with Undefined _ ->
                None)

    /// Entries are replaced by simpler ones, one after the other, as long as the sides still differ.
    let shrink left right (found: Counterexample<float>) =
        let places =
            [
                for KeyValue(symbol, value) in found.Point.Values do
                    for r in 0 .. Array2D.length1 value - 1 do
                        for c in 0 .. Array2D.length2 value - 1 -> symbol, r, c
            ]

        let simpler (found: Counterexample<float>) (symbol, r, c) =
            let value = found.Point.Values[symbol]

            let trySmaller entry =
                let smaller = Array2D.copy value
                smaller[r, c] <- entry

                { found.Point with
                    Values = Map.add symbol smaller found.Point.Values
                    Indices = Map.empty
                }
                |> at found.Unknowns left right

            let isSimpler entry =
                entry = 0.0 || abs entry < abs value[r, c] || entry = Math.Round value[r, c]

            [
                0.0
                1.0
                -1.0
                10.0
                -10.0
                100.0
                -100.0
                1000.0
                -1000.0
                Math.Round value[r, c]
            ]
            |> List.filter isSimpler
            |> List.takeWhile (fun entry -> entry <> value[r, c])
            |> List.tryPick trySmaller
            |> Option.defaultValue found

        List.fold simpler found places

    /// The smallest point that a short search through some sizes finds: entries are small integers, then halves and
    /// thousandths, which keep off the kinks that integers often hit.
    let search seed unknowns sizes left right =
        let attempt sizes (number, (bound, divisor)) =
            let random = Random(seed + number)

            Unknowns.draw random unknowns sizes (fun () -> float (random.Next(-bound, bound + 1)) / divisor)
            |> at unknowns left right

        let integers =
            [ 1; 1; 1; 1; 2; 2; 2; 2; 2; 3; 3; 3 ] |> List.map (fun bound -> bound, 1.0)

        let halves = List.replicate 6 (5, 2.0)
        let thousandths = List.replicate 4 (2000, 1000.0)

        Seq.allPairs sizes (List.indexed (integers @ halves @ thousandths))
        |> Seq.tryPick (fun (sizes, entries) -> attempt sizes entries)
        |> Option.map (shrink left right)

    let private numberText (digits: string) (x: float) =
        if x = Math.Round x && abs x < 1e9 then
            string (int64 x)
        else
            x.ToString(digits, Globalization.CultureInfo.InvariantCulture)

    // A matrix on one line: [1 2; 3 4].
    let private matrixText entryText (a: 's[,]) =
        if a.Length = 1 then
            entryText a[0, 0]
        else
            let row r =
                [ for c in 0 .. Array2D.length2 a - 1 -> entryText a[r, c] ]
                |> String.concat " "

            [ for r in 0 .. Array2D.length1 a - 1 -> row r ]
            |> String.concat "; "
            |> fun rows -> $"[{rows}]"

    let private sentence entryText sideText (found: Counterexample<'s>) =
        let sizes =
            [ for KeyValue(letter, size) in found.Point.Sizes -> $"{letter} = {size}" ]

        let values =
            [
                for symbol, shape in found.Unknowns.Variables ->
                    $"{Render.text (Variable(symbol, shape))} = {matrixText entryText found.Point.Values[symbol]}"
            ]

        let labels =
            [ for i, label in Seq.indexed found.Point.Labels -> $"y_{i + 1} = {label + 1}" ]

        let indices =
            [ for KeyValue(index, k) in found.Point.Indices -> $"{index.Name} = {k + 1}" ]

        let point = sizes @ values @ labels @ indices |> String.concat ", "
        let at = if point = "" then "" else $"at {point}: "
        $"{at}left {matrixText sideText found.Left}, right {matrixText sideText found.Right}"

    /// The point and both sides, as one sentence.
    let text (found: Counterexample<float>) =
        let short, full = numberText "G5", numberText "R"

        let sideText =
            if matrixText short found.Left = matrixText short found.Right then
                full
            else
                short

        sentence short sideText found

    /// The same for a point of the prime field.
    let textModulo (found: Counterexample<uint64>) =
        $"modulo 2^61 − 1 {sentence string string found}"
