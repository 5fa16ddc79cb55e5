namespace FunctionalMlp.Specification

/// What has to be chosen before an expression has a value.
type Unknowns =
    {
        Dimensions: string list
        Variables: (Symbol * Shape) list
        /// The samples that have a label, and the classes.
        Labels: (Dimension * Dimension) option
        Indices: Index list
    }

/// Finds what is unknown in a claim, and chooses it.
module Unknowns =
    let rec private letters dimension =
        match dimension with
        | Dimension.One -> []
        | Dimension.Named letter -> [ letter ]
        | Dimension.Times(a, b) -> letters a @ letters b

    let private positionDimensions position =
        match position with
        | Position.At i -> [ i.Over ]
        | Position.Last over -> [ over ]
        | Position.Label(Position.At i, classes) -> [ i.Over; classes ]
        | Position.Label(_, classes) -> [ classes ]
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

    let private labelsOf node =
        Node.positions node
        |> List.tryPick (function
            | Position.Label(Position.At i, classes) -> Some(i.Over, classes)
            | _ -> None)

    /// The unknowns of some expressions.
    let ofNodes nodes =
        let all = nodes |> List.collect (Node.all >> List.ofSeq)

        {
            Dimensions = all |> List.collect (dimensionsOf >> List.collect letters) |> List.distinct
            Variables =
                all
                |> List.choose (function
                    | Variable(symbol, shape) -> Some(symbol, shape)
                    | _ -> None)
                |> List.distinct
            Labels = all |> List.tryPick labelsOf
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
                | Some(samples, classes) ->
                    Array.init (Evaluate.size sizes samples) (fun _ -> random.Next(Evaluate.size sizes classes))
            Indices = Map.empty
        }

    /// Random sizes from the smallest given to 3.
    let drawSizes (random: System.Random) smallest unknowns =
        unknowns.Dimensions
        |> List.map (fun letter -> letter, random.Next(smallest, 4))
        |> Map

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
