namespace FunctionalMlp.Specification

/// Where an expression is evaluated: the sizes of its dimensions, the values of its variables, the labels of the
/// samples (from 0), and the values of its free indices (from 0).
type Point<'s> =
    {
        Sizes: Map<string, int>
        Values: Map<Symbol, 's[,]>
        Labels: int[]
        Indices: Map<Index, int>
    }

/// The value of an expression at a point, over any field.
module Evaluate =
    /// A named intermediate at fixed indices: its letter, layer and places.
    type private Place = string * int option * int list

    // An offset is added to an intermediate's value when it is computed: to differentiate by it is to offset it.
    type private Context<'s> =
        {
            Field: IField<'s>
            Point: Point<'s>
            Offsets: Map<Place, 's[,]>
        }

    let rec private sizeOf (sizes: Map<string, int>) dimension =
        match dimension with
        | Dimension.One -> 1
        | Dimension.Named letter -> sizes[letter]
        | Dimension.Times(a, b) -> sizeOf sizes a * sizeOf sizes b

    let private within (length: int) place =
        if place >= length then
            raise (Undefined $"position {place + 1} of {length}")

        place

    let rec private placeOf (point: Point<'s>) position =
        match position with
        | Position.At i -> point.Indices[i]
        | Position.Fixed n -> n - 1
        | Position.Last over -> sizeOf point.Sizes over - 1
        | Position.Label(sample, _) -> point.Labels[within point.Labels.Length (placeOf point sample)]

    let private placeOfSymbol point symbol : Place =
        symbol.Letter, symbol.Layer, symbol.Subscript |> List.map (placeOf point)

    /// A matrix beside another, or under it.
    let private beside (blocks: 's[,] list) =
        let widths = blocks |> List.scan (fun left block -> left + Array2D.length2 block) 0

        let result = Array2D.zeroCreate (Array2D.length1 blocks.Head) (List.last widths)

        List.iter2
            (fun left (block: 's[,]) ->
                Array2D.blit block 0 0 result 0 left (Array2D.length1 block) (Array2D.length2 block))
            (List.take blocks.Length widths)
            blocks

        result

    let private transpose (a: 's[,]) =
        Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun r c -> a[c, r])

    let private map2 f (a: 's[,]) (b: 's[,]) =
        Array2D.mapi (fun r c x -> f (x, b[r, c])) a

    let private multiply (field: IField<'s>) (a: 's[,]) (b: 's[,]) =
        Array2D.init (Array2D.length1 a) (Array2D.length2 b) (fun r c ->
            let mutable sum = field.Zero

            for k in 0 .. Array2D.length2 a - 1 do
                sum <- field.Add(sum, field.Multiply(a[r, k], b[k, c]))

            sum)

    let private total (field: IField<'s>) values =
        values |> Seq.fold (fun sum value -> field.Add(sum, value)) field.Zero

    let private entries (a: 's[,]) = Seq.cast<'s> a |> Array.ofSeq

    let private reshape (a: 's[,]) rows columns =
        let values = entries a
        Array2D.init rows columns (fun r c -> values[r * columns + c])

    // exp(z - shift), its sum, and the shift: the common part of softmax and log-sum-exp.
    let private shiftedExp (field: IField<'s>) (z: 's[,]) =
        let shift = field.Shift(entries z)
        let e = z |> Array2D.map (fun value -> field.Exp(field.Subtract(value, shift)))
        e, total field (entries e), shift

    let private lift (field: IField<'s>) (a: 's[,]) =
        a |> Array2D.map (fun value -> { Primal = value; Tangent = field.Zero })

    let private oneHot (field: IField<'s>) rows columns (r, c) =
        Array2D.init rows columns (fun i j -> if (i, j) = (r, c) then field.One else field.Zero)

    let rec private value<'s> (context: Context<'s>) (node: Node) : 's[,] =
        let field, point = context.Field, context.Point
        let size = sizeOf point.Sizes
        let place = placeOf point
        let scalar x = Array2D.create 1 1 x
        let eval = value context

        let each (i: Index) (body: Node) =
            List.init (size i.Over) (fun k ->
                value
                    { context with
                        Point =
                            { point with
                                Indices = Map.add i k point.Indices
                            }
                    }
                    body)

        match node with
        | Variable(symbol, _) -> point.Values[symbol]
        | Defined(symbol, body) ->
            match Map.tryFind (placeOfSymbol point symbol) context.Offsets with
            | Some offset -> map2 field.Add (eval body) offset
            | None -> eval body
        | WithShape a -> eval a
        | Number n -> scalar (field.OfInteger n)
        | Size over -> scalar (field.OfInteger(size over))
        | Zero shape -> Array2D.create (size shape.Rows) (size shape.Columns) field.Zero
        | Ones shape -> Array2D.create (size shape.Rows) (size shape.Columns) field.One
        | Identity over -> Array2D.init (size over) (size over) (fun r c -> if r = c then field.One else field.Zero)
        | OneHot(at, over) -> oneHot field (size over) 1 (within (size over) (place at), 0)
        | Same(a, b) -> scalar (if place a = place b then field.One else field.Zero)
        | Place at -> scalar (field.OfInteger(place at + 1))
        | Sum(a, b) -> map2 field.Add (eval a) (eval b)
        | Difference(a, b) -> map2 field.Subtract (eval a) (eval b)
        | Negation a -> eval a |> Array2D.map (fun x -> field.Subtract(field.Zero, x))
        | Product(a, b) -> multiply field (eval a) (eval b)
        | Scaled(a, b) ->
            let scale = (eval a)[0, 0]
            eval b |> Array2D.map (fun x -> field.Multiply(scale, x))
        | Quotient(a, b) ->
            let divisor = (eval b)[0, 0]
            let inverse = field.Divide(field.One, divisor)
            eval a |> Array2D.map (fun x -> field.Multiply(x, inverse))
        | Hadamard(a, b) -> map2 field.Multiply (eval a) (eval b)
        | Kronecker(a, b) ->
            let a, b = eval a, eval b
            let rows, columns = Array2D.length1 b, Array2D.length2 b

            Array2D.init (Array2D.length1 a * rows) (Array2D.length2 a * columns) (fun r c ->
                field.Multiply(a[r / rows, c / columns], b[r % rows, c % columns]))
        | Transpose a -> transpose (eval a)
        | Row(a, i) ->
            let a = eval a
            let i = within (Array2D.length1 a) (place i)
            Array2D.init 1 (Array2D.length2 a) (fun _ c -> a[i, c])
        | Column(a, j) ->
            let a = eval a
            let j = within (Array2D.length2 a) (place j)
            Array2D.init (Array2D.length1 a) 1 (fun r _ -> a[r, j])
        | Entry(a, i, j) ->
            let a = eval a
            scalar a[within (Array2D.length1 a) (place i), within (Array2D.length2 a) (place j)]
        | Component(a, i) ->
            let a = eval a
            scalar a[within (Array2D.length1 a) (place i), 0]
        | SumOver(i, body) -> each i body |> List.reduce (map2 field.Add)
        | Apply(f, a) -> eval a |> Array2D.map (fun x -> f.Apply(field, x))
        | Indicator a -> eval a |> Array2D.map field.Step
        | Softmax a ->
            let e, sum, _ = shiftedExp field (eval a)
            let inverse = field.Divide(field.One, sum)
            e |> Array2D.map (fun x -> field.Multiply(x, inverse))
        | LogSumExp a ->
            let _, sum, shift = shiftedExp field (eval a)
            scalar (field.Add(shift, field.Log sum))
        | Largest a -> eval a |> entries |> Seq.reduce (Field.larger field) |> scalar
        | SquaredNorm a ->
            eval a
            |> entries
            |> Seq.map (fun x -> field.Multiply(x, x))
            |> total field
            |> scalar
        | Gradient(f, by) -> gradient context f by
        | Jacobian(f, by) ->
            partials context f by
            |> List.map (fun column -> reshape column (column.Length) 1)
            |> beside
        | Reshape(a, shape) -> reshape (eval a) (size shape.Rows) (size shape.Columns)
        | Beside(i, body) -> each i body |> beside
        | Stacked(i, body) -> each i body |> List.map transpose |> beside |> transpose
        | BlockRow(at, over, block) ->
            let block = eval block
            let none = block |> Array2D.map (fun _ -> field.Zero)
            let at = within (size over) (place at)
            List.init (size over) (fun k -> if k = at then block else none) |> beside

    // The derivatives of f by each entry of what stands in by, row by row.
    and private partials<'s> (context: Context<'s>) (f: Node) (by: Node) : 's[,] list =
        let rows, columns =
            let shape =
                match Shapes.infer by with
                | Ok shape -> shape
                | Error reason -> invalidArg (nameof by) reason

            sizeOf context.Point.Sizes shape.Rows, sizeOf context.Point.Sizes shape.Columns

        // What one differentiates by must be there.
        value context by |> ignore

        let lifted =
            {
                Field = DualField context.Field
                Point =
                    {
                        Sizes = context.Point.Sizes
                        Labels = context.Point.Labels
                        Indices = context.Point.Indices
                        Values = context.Point.Values |> Map.map (fun _ -> lift context.Field)
                    }
                Offsets = context.Offsets |> Map.map (fun _ -> lift context.Field)
            }

        [
            for r in 0 .. rows - 1 do
                for c in 0 .. columns - 1 do
                    value (perturb context lifted by (r, c)) f |> Array2D.map _.Tangent
        ]

    and private gradient<'s> (context: Context<'s>) (f: Node) (by: Node) : 's[,] =
        let values = partials context f by |> List.map (fun x -> x[0, 0]) |> Array.ofList

        match Shapes.infer by with
        | Ok shape ->
            let columns = sizeOf context.Point.Sizes shape.Columns
            Array2D.init (values.Length / columns) columns (fun r c -> values[r * columns + c])
        | Error reason -> invalidArg (nameof by) reason

    // The context in which the entry (r, c) of what one differentiates by moves at rate one.
    and private perturb<'s>
        (context: Context<'s>)
        (lifted: Context<Dual<'s>>)
        (by: Node)
        (r: int, c: int)
        : Context<Dual<'s>> =
        let field, point = context.Field, context.Point

        let moving (a: Dual<'s>[,]) =
            a
            |> Array2D.mapi (fun i j x ->
                if (i, j) = (r, c) then
                    { x with
                        Tangent = field.Add(x.Tangent, field.One)
                    }
                else
                    x)

        match by with
        | Variable(symbol, _) ->
            { lifted with
                Point =
                    { lifted.Point with
                        Values = lifted.Point.Values |> Map.add symbol (moving lifted.Point.Values[symbol])
                    }
            }
        | Defined(symbol, body) ->
            let key = placeOfSymbol point symbol

            let offset =
                match Map.tryFind key lifted.Offsets with
                | Some offset -> offset
                | None ->
                    value context body
                    |> Array2D.map (fun _ ->
                        {
                            Primal = field.Zero
                            Tangent = field.Zero
                        })

            { lifted with
                Offsets = Map.add key (moving offset) lifted.Offsets
            }
        | Row(a, i) -> perturb context lifted a (placeOf point i, c)
        | Column(a, j) -> perturb context lifted a (r, placeOf point j)
        | Entry(a, i, j) -> perturb context lifted a (placeOf point i, placeOf point j)
        | Component(a, i) -> perturb context lifted a (placeOf point i, 0)
        | Transpose a -> perturb context lifted a (c, r)
        | other -> invalidArg (nameof by) $"Cannot differentiate by {Render.text other}: it is no variable."

    /// The value of an expression that conforms.
    let at (field: IField<'s>) (point: Point<'s>) node =
        value
            {
                Field = field
                Point = point
                Offsets = Map.empty
            }
            node

    /// The size of a dimension.
    let size sizes dimension = sizeOf sizes dimension
