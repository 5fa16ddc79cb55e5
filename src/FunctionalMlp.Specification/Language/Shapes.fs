namespace FunctionalMlp.Specification

/// What an expression's shape is, or why it has none.
module Shapes =
    exception private IllFormed of reason: string

    let private fail reason = raise (IllFormed reason)

    /// The shape of a scalar.
    let scalar =
        {
            Rows = Dimension.One
            Columns = Dimension.One
        }

    let private column length =
        {
            Rows = length
            Columns = Dimension.One
        }

    let private rangeOf position =
        match position with
        | Position.At i -> Some i.Over
        | Position.Label(_, classes) -> Some classes
        | Position.Last over -> Some over
        | Position.Fixed _ -> None

    let private positionText position =
        match position with
        | Position.At i -> $"index {i.Name}"
        | Position.Label _ -> "a label"
        | Position.Last over -> $"position {over}"
        | Position.Fixed n -> $"position {n}"

    let private checkRange position (over: Dimension) (what: string) (node: Node) =
        match rangeOf position with
        | Some range when range <> over ->
            fail $"{Render.text node} has {over} {what}, but {positionText position} runs over {range}"
        | _ ->
            match position, over with
            | Position.Fixed n, Dimension.One when n > 1 ->
                fail $"{Render.text node} has 1 of its {what}: there is no position {n}"
            | _ -> ()

    let rec private checkPosition position =
        match position with
        | Position.Fixed n when n < 1 -> fail $"positions count from 1: there is no position {n}"
        | Position.Label(sample, _) -> checkPosition sample
        | _ -> ()

    // Named intermediates are known by their letter and layer. One that is written out in what is differentiated is not
    // there to be moved: the derivative would be zero, which nobody means.
    let rec private checkVariable f by =
        match by with
        | Variable _ -> ()
        | Defined(symbol, _) ->
            let isThere =
                Node.all f
                |> Seq.exists (function
                    | Defined(other, _) -> (other.Letter, other.Layer) = (symbol.Letter, symbol.Layer)
                    | _ -> false)

            if not isThere then
                fail $"{Render.text by} does not occur in {Render.text f}: write it by its name where it is meant"
        | Row(a, _)
        | Column(a, _)
        | Entry(a, _, _)
        | Component(a, _)
        | Transpose a -> checkVariable f a
        | other -> fail $"a derivative is taken by {Render.text other}, which is no variable and no named intermediate"

    let rec private shapeOf node : Shape =
        Node.positions node |> List.iter checkPosition

        match node with
        | Variable(_, shape) -> shape
        | Defined(_, a)
        | WithShape a -> shapeOf a
        | Number _
        | Size _
        | Same _
        | Place _ -> scalar
        | Zero shape
        | Ones shape -> shape
        | Identity n -> { Rows = n; Columns = n }
        | OneHot(place, n) ->
            checkRange place n "entries" node
            column n
        | Sum(a, b) -> same "+" a b
        | Difference(a, b) -> same "−" a b
        | Hadamard(a, b) -> same "⊙" a b
        | Negation a -> shapeOf a
        | Product(a, b) -> product a b
        | Scaled(a, b) ->
            needScalar "a scaling" a
            shapeOf b
        | Quotient(a, b) ->
            needScalar "a divisor" b
            shapeOf a
        | Kronecker(a, b) ->
            let a, b = shapeOf a, shapeOf b

            {
                Rows = a.Rows * b.Rows
                Columns = a.Columns * b.Columns
            }
        | Transpose a ->
            let shape = shapeOf a

            {
                Rows = shape.Columns
                Columns = shape.Rows
            }
        | Row(a, i) ->
            let shape = shapeOf a
            checkRange i shape.Rows "rows" a
            { shape with Rows = Dimension.One }
        | Column(a, j) ->
            let shape = shapeOf a
            checkRange j shape.Columns "columns" a
            { shape with Columns = Dimension.One }
        | Entry(a, i, j) ->
            let shape = shapeOf a
            checkRange i shape.Rows "rows" a
            checkRange j shape.Columns "columns" a
            scalar
        | Component(a, i) ->
            checkRange i (columnOf "a component" a) "entries" a
            scalar
        | SumOver(_, a)
        | Apply(_, a)
        | Indicator a -> shapeOf a
        | Softmax a -> column (columnOf "softmax" a)
        | LogSumExp a ->
            columnOf "log-sum-exp" a |> ignore
            scalar
        | Largest a ->
            columnOf "a largest entry" a |> ignore
            scalar
        | SquaredNorm a ->
            shapeOf a |> ignore
            scalar
        | Gradient(a, by) ->
            checkVariable a by
            needScalar "a gradient" a
            shapeOf by
        | Jacobian(a, by) ->
            checkVariable a by

            {
                Rows = (shapeOf a).Count
                Columns = (shapeOf by).Count
            }
        | Reshape(a, shape) ->
            let length = columnOf "reading into a matrix" a

            if length <> shape.Count then
                fail $"{Render.text a} has {length} entries, but a matrix {shape} needs {shape.Count}"

            shape
        | Beside(i, a) ->
            let shape = shapeOf a

            { shape with
                Columns = i.Over * shape.Columns
            }
        | Stacked(i, a) ->
            let shape = shapeOf a

            { shape with
                Rows = i.Over * shape.Rows
            }
        | BlockRow(place, over, a) ->
            let shape = shapeOf a
            checkRange place over "blocks" node

            { shape with
                Columns = over * shape.Columns
            }

    and private same operator a b =
        let left, right = shapeOf a, shapeOf b

        if left <> right then
            fail $"{Render.text a} is {left} but {Render.text b} is {right}: '{operator}' needs equal shapes"

        left

    and private product a b =
        let left, right = shapeOf a, shapeOf b

        if left.Columns <> right.Rows then
            fail
                $"{Render.text a} is {left} but {Render.text b} is {right}: inner dimensions {left.Columns} and {right.Rows} differ"

        {
            Rows = left.Rows
            Columns = right.Columns
        }

    and private needScalar what a =
        let shape = shapeOf a

        if shape <> scalar then
            fail $"{what} needs a scalar, but {Render.text a} is {shape}"

    and private columnOf what a =
        let shape = shapeOf a

        if shape.Columns <> Dimension.One then
            fail $"{what} needs a column vector, but {Render.text a} is {shape}"

        shape.Rows

    /// The shape of an expression, or the reason why it does not conform, naming the shapes that clash.
    let infer node =
        try
            Ok(shapeOf node)
        with IllFormed reason ->
            Error reason
