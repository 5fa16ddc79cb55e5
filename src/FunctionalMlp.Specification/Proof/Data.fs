namespace FunctionalMlp.Specification

/// Numbers for the letters of an expression: what another implementation is compared with the specification on.
type Data =
    {
        /// Values by name: the letter and its layer, such as "W1", "b2", "X" or "λ" (a one-by-one matrix).
        Matrices: Map<string, float[,]>
        /// The class of each sample, from 0.
        Labels: int[]
        /// Sizes by letter where no matrix tells them.
        Sizes: Map<string, int>
    }

/// Evaluates expressions in double on given data.
module Data =
    /// The name of a symbol in data: its letter and its layer.
    let name (symbol: Symbol) =
        match symbol.Layer with
        | Some layer -> $"{symbol.Letter}{layer}"
        | None -> symbol.Letter

    let private sizes (data: Data) (unknowns: Unknowns) =
        let fromShape (symbol, shape) =
            let value = data.Matrices[name symbol]

            [ shape.Rows, Array2D.length1 value; shape.Columns, Array2D.length2 value ]

        let fromLabels =
            match unknowns.Labels with
            | Some { Samples = Some samples } -> [ samples, data.Labels.Length ]
            | _ -> []

        (unknowns.Variables |> List.collect fromShape) @ fromLabels
        |> List.fold
            (fun known (dimension, size) ->
                match dimension with
                | Dimension.Named letter ->
                    match Map.tryFind letter known with
                    | Some other when other <> size ->
                        invalidArg (nameof data) $"The dimension {letter} is both {other} and {size}."
                    | _ -> Map.add letter size known
                | _ -> known)
            data.Sizes

    /// The value of an expression. For each value of a free index of it or of the others (say, of the equation that it
    /// is a side of) the result is one row (a column is laid down as one), so that a formula for a sample i gives a matrix
    /// with one sample a row.
    let evaluateAmong others (data: Data) node =
        let unknowns = Unknowns.ofNodes (node :: others)

        let point =
            {
                Sizes = sizes data unknowns
                Values =
                    unknowns.Variables
                    |> List.map (fun (symbol, _) -> symbol, data.Matrices[name symbol])
                    |> Map
                Labels = data.Labels
                Indices = Map.empty
            }

        let value point = Evaluate.at (DoubleField()) point node

        if unknowns.Indices.IsEmpty then
            value point
        else
            Unknowns.everyIndex unknowns point
            |> List.map (value >> Seq.cast<float> >> Array.ofSeq)
            |> array2D

    /// The value of an expression by itself.
    let evaluate data node = evaluateAmong [] data node
