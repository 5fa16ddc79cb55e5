namespace FunctionalMlp.Specification



/// What an equation says.
[<RequireQualifiedAccess>]
type Claim =
    /// Two expressions are equal, whatever the values of their variables.
    | Equal of left: Node * right: Node
    /// An expression lies in ℝ^shape.
    | HasShape of Node * Shape

/// Claims and what is unknown in them.
module Claim =
    /// The claim that two expressions of the same shape are equal.
    let equal (left: Expression<'r, 'c>) (right: Expression<'r, 'c>) = Claim.Equal(left.Node, right.Node)

    /// The expressions in a claim.
    let nodes claim =
        match claim with
        | Claim.Equal(left, right) -> [ left; right ]
        | Claim.HasShape(node, _) -> [ node ]

    /// The formula of a claim.
    let formula claim =
        match claim with
        | Claim.Equal(left, right) -> Render.equation left right
        | Claim.HasShape(node, shape) -> Render.membership node shape

    // A letter that stands for two things would be given the values of one of them.
    let private ambiguity claim =
        let letters =
            nodes claim
            |> Seq.collect Node.all
            |> Seq.choose (fun node ->
                match node with
                | Variable(symbol, _)
                | Defined(symbol, _) -> Some(symbol, node)
                | _ -> None)
            |> Seq.distinct
            |> Seq.groupBy fst

        letters
        |> Seq.tryPick (fun (_, uses) ->
            match List.ofSeq uses with
            | (_, first) :: (_, second) :: _ ->
                match Shapes.infer first, Shapes.infer second with
                | Ok one, Ok other when one <> other -> Some $"{Render.text first} is both {one} and {other}"
                | _ -> Some $"{Render.text first} is defined twice, as different expressions"
            | _ -> None)

    /// Why a claim does not conform, if it does not.
    let conflict claim =
        match ambiguity claim with
        | Some reason -> Some reason
        | None ->

            match claim with
            | Claim.Equal(left, right) ->
                match Shapes.infer left, Shapes.infer right with
                | Error reason, _
                | _, Error reason -> Some reason
                | Ok l, Ok r when l <> r -> Some $"{Render.text left} is {l} but {Render.text right} is {r}"
                | _ -> None
            | Claim.HasShape(node, claimed) ->
                match Shapes.infer node with
                | Error reason -> Some reason
                | Ok shape when shape <> claimed -> Some $"{Render.text node} is {shape}, not {claimed}"
                | _ -> None

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
