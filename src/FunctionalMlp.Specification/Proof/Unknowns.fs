namespace FunctionalMlp.Specification

/// The labels in a claim: the classes, the samples (unknown where all labels are at fixed samples) and the largest
/// fixed sample.
type Labels =
    {
        Classes: Dimension
        Samples: Dimension option
        Fixed: int
    }

/// What has to be chosen before an expression has a value.
type Unknowns =
    {
        Dimensions: string list
        Variables: (Symbol * Shape) list
        /// The classes of the labels, where there are any.
        Labels: Labels option
        /// The smallest size at which a dimension has every fixed position that is named, where that is beyond 1.
        Least: Map<string, int>
        Indices: Index list
    }

/// Finds what is unknown in a claim, and chooses it.
module Unknowns =
    let rec private letters dimension =
        match dimension with
        | Dimension.One -> []
        | Dimension.Named letter -> [ letter ]
        | Dimension.Times(a, b) -> letters a @ letters b

    let rec private positionDimensions position =
        match position with
        | Position.At i -> [ i.Over ]
        | Position.Last over -> [ over ]
        | Position.Label(sample, classes) -> classes :: positionDimensions sample
        | Position.Fixed _ -> []

    let private dimensionsOf node =
        let own =
            match node with
            | Variable(_, shape)
            | Zero shape
            | Ones shape
            | Reshape(_, shape) -> [ shape.Rows; shape.Columns ]
            | Identity over
            | Size over
            | OneHot(_, over)
            | BlockRow(_, over, _) -> [ over ]
            | _ -> []

        let bound = Node.binds node |> Option.map _.Over |> Option.toList
        own @ bound @ (Node.positions node |> List.collect positionDimensions)

    let private labelsOf nodes =
        let rec labels position =
            match position with
            | Position.Label(sample, classes) -> (sample, classes) :: labels sample
            | _ -> []

        nodes |> List.collect Node.positions |> List.collect labels |> List.distinct

    let private samplesOf labels =
        labels
        |> List.choose (function
            | Position.At i, _ -> Some i.Over
            | Position.Last over, _ -> Some over
            | Position.Label(_, classes), _ -> Some classes
            | Position.Fixed _, _ -> None)
        |> List.distinct

    let private allNodes nodes =
        nodes |> List.collect (Node.all >> List.ofSeq)

    /// Why labels clash, if they do: a claim has labels of one kind.
    let clash nodes =
        let labels = labelsOf (allNodes nodes)
        let classes = labels |> List.map snd |> List.distinct

        let listed (dimensions: Dimension list) =
            dimensions |> List.map string |> String.concat " and "

        match samplesOf labels, classes with
        | (_ :: _ :: _ as samples), _ -> Some $"the labels y are those of {listed samples} samples"
        | _, (_ :: _ :: _) -> Some $"the labels y are among {listed classes} classes"
        | _ -> None

    // The fixed positions that a node mentions, each with its dimension.
    let private fixedPositions labels node =
        let shape a =
            Shapes.infer a |> Result.defaultValue Shapes.scalar

        let own =
            match node with
            | OneHot(i, over)
            | BlockRow(i, over, _) -> [ i, over ]
            | Row(a, i)
            | Component(a, i) -> [ i, (shape a).Rows ]
            | Column(a, j) -> [ j, (shape a).Columns ]
            | Entry(a, i, j) -> [ i, (shape a).Rows; j, (shape a).Columns ]
            | Same(i, j) ->
                [
                    for over in positionDimensions i -> j, over
                    for over in positionDimensions j -> i, over
                ]
            | _ -> []

        let samples =
            match labels with
            | Some { Samples = Some over } -> labelsOf [ node ] |> List.map (fun (sample, _) -> sample, over)
            | _ -> []

        own @ samples
        |> List.choose (function
            | Position.Fixed n, over -> Some(over, n)
            | _ -> None)

    /// The unknowns of some expressions.
    let ofNodes nodes =
        let all = allNodes nodes

        let labels =
            match labelsOf all with
            | [] -> None
            | labels ->
                Some
                    {
                        Classes = snd labels.Head
                        Samples = List.tryHead (samplesOf labels)
                        Fixed =
                            labels
                            |> List.map (function
                                | Position.Fixed n, _ -> n
                                | _ -> 0)
                            |> List.max
                    }

        // Where a position is in a product of dimensions, its first factor is made large enough.
        let least =
            all
            |> List.collect (fixedPositions labels)
            |> List.choose (fun (over, n) -> letters over |> List.tryHead |> Option.map (fun letter -> letter, n))
            |> List.groupBy fst
            |> List.map (fun (letter, positions) -> letter, positions |> List.map snd |> List.max)
            |> Map

        {
            Least = least
            Dimensions = all |> List.collect (dimensionsOf >> List.collect letters) |> List.distinct
            Variables =
                all
                |> List.choose (function
                    | Variable(symbol, shape) -> Some(symbol, shape)
                    | _ -> None)
                |> List.distinct
            Labels = labels
            Indices = nodes |> List.map Node.freeIndices |> Set.unionMany |> Set.toList
        }

    /// A point with the given sizes, its entries drawn one by one.
    let draw (random: System.Random) unknowns sizes (entry: unit -> 's) =
        let matrix shape =
            Array2D.init (Evaluate.size sizes shape.Rows) (Evaluate.size sizes shape.Columns) (fun _ _ -> entry ())

        {
            Sizes = sizes
            Values =
                unknowns.Variables
                |> List.map (fun (symbol, shape) -> symbol, matrix shape)
                |> Map
            Labels =
                match unknowns.Labels with
                | None -> [||]
                | Some labels ->
                    let count =
                        match labels.Samples with
                        | Some samples -> Evaluate.size sizes samples
                        | None -> labels.Fixed

                    Array.init count (fun _ -> random.Next(Evaluate.size sizes labels.Classes))
            Indices = Map.empty
        }

    /// A point once for each choice of the free indices.
    let everyIndex unknowns (point: Point<'s>) =
        let extend points (index: Index) =
            points
            |> List.collect (fun point ->
                List.init (Evaluate.size point.Sizes index.Over) (fun k ->
                    { point with
                        Indices = Map.add index k point.Indices
                    }))

        List.fold extend [ point ] unknowns.Indices
