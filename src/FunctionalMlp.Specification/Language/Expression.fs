namespace FunctionalMlp.Specification

[<Sealed>]
type One = class end

[<Sealed>]
type Times<'left, 'right> = class end

[<Sealed>]
type Dim<'dimension>(dimension: Dimension) =
    member _.Dimension = dimension

[<Sealed>]
type At<'dimension>(position: Position) =
    member _.Position = position

// The operators have type parameters of their own: were they the type's, the compiler would take the right operand's.
[<Sealed>]
type Expression<'rows, 'columns>(node: Node) =
    member _.Node = node
    member _.T: Expression<'columns, 'rows> = Expression node.T

    static member (+)(left: Expression<'a, 'b>, right: Expression<'a, 'b>) : Expression<'a, 'b> =
        Expression(left.Node + right.Node)

    static member (-)(left: Expression<'a, 'b>, right: Expression<'a, 'b>) : Expression<'a, 'b> =
        Expression(left.Node - right.Node)

    static member (~-)(operand: Expression<'rows, 'columns>) : Expression<'rows, 'columns> = Expression(-operand.Node)

    static member (*)(left: Expression<'a, 'b>, right: Expression<'b, 'c>) : Expression<'a, 'c> =
        Expression(left.Node * right.Node)

    static member ( *. )(scalar: Expression<One, One>, operand: Expression<'a, 'b>) : Expression<'a, 'b> =
        Expression(scalar.Node *. operand.Node)

    static member (.*)(left: Expression<'a, 'b>, right: Expression<'a, 'b>) : Expression<'a, 'b> =
        Expression(left.Node .* right.Node)

    static member (/)(operand: Expression<'a, 'b>, scalar: Expression<One, One>) : Expression<'a, 'b> =
        Expression(operand.Node / scalar.Node)

type Scalar = Expression<One, One>

[<Sealed>]
type Flat<'length>(node: Node) =
    member _.Node = node

module Expression =
    let private shape (rows: Dim<'r>) (columns: Dim<'c>) =
        {
            Rows = rows.Dimension
            Columns = columns.Dimension
        }

    let private symbol letter layer subscript =
        {
            Letter = letter
            Layer = if layer = 0 then None else Some layer
            Subscript = subscript
        }

    let private bound (at: At<'d>) =
        match at.Position with
        | Position.At index -> index
        | _ -> invalidArg (nameof at) "Only an index can be summed over or stacked along."

    let one: Dim<One> = Dim Dimension.One
    let dimension<'dimension> letter : Dim<'dimension> = Dim(Dimension.Named letter)

    let variable letter layer (rows: Dim<'r>) (columns: Dim<'c>) : Expression<'r, 'c> =
        Expression(Variable(symbol letter layer [], shape rows columns))

    let matrix letter rows columns = variable letter 0 rows columns
    let vector letter length = variable letter 0 length one
    let scalar letter : Scalar = variable letter 0 one one
    let withShape (a: Expression<'r, 'c>) : Expression<'r, 'c> = Expression(WithShape a.Node)
    let number n : Scalar = Expression(Number n)
    let size (over: Dim<'d>) : Scalar = Expression(Size over.Dimension)

    let zero (rows: Dim<'r>) (columns: Dim<'c>) : Expression<'r, 'c> = Expression(Zero(shape rows columns))

    let ones (length: Dim<'r>) : Expression<'r, One> = Expression(Ones(shape length one))
    let identity (over: Dim<'d>) : Expression<'d, 'd> = Expression(Identity over.Dimension)

    let index letter (over: Dim<'d>) : At<'d> =
        At(Position.At { Name = letter; Over = over.Dimension })

    let label (sample: At<'n>) (classes: Dim<'k>) : At<'k> =
        At(Position.Label(sample.Position, classes.Dimension))

    let oneHot (at: At<'d>) (over: Dim<'d>) : Expression<'d, One> =
        Expression(OneHot(at.Position, over.Dimension))

    let same (a: At<'d>) (b: At<'d>) : Scalar =
        Expression(Same(a.Position, b.Position))

    let place (at: At<'d>) : Scalar = Expression(Place at.Position)

    let define letter layer (definition: Expression<'r, 'c>) : Expression<'r, 'c> =
        Expression(Defined(symbol letter layer [], definition.Node))

    let defineAt letter layer (sample: At<'d>) (definition: Expression<'r, 'c>) : Expression<'r, 'c> =
        Expression(Defined(symbol letter layer [ sample.Position ], definition.Node))

    let row (at: At<'r>) (a: Expression<'r, 'c>) : Expression<One, 'c> = Expression(Row(a.Node, at.Position))

    let column (at: At<'c>) (a: Expression<'r, 'c>) : Expression<'r, One> = Expression(Column(a.Node, at.Position))

    let entry (r: At<'r>) (c: At<'c>) (a: Expression<'r, 'c>) : Scalar =
        Expression(Entry(a.Node, r.Position, c.Position))

    let item (at: At<'r>) (a: Expression<'r, One>) : Scalar =
        Expression(Component(a.Node, at.Position))

    let sum (over: At<'d>) (a: Expression<'r, 'c>) : Expression<'r, 'c> = Expression(SumOver(bound over, a.Node))

    let kronecker (a: Expression<'a, 'b>) (b: Expression<'c, 'd>) : Expression<Times<'a, 'c>, Times<'b, 'd>> =
        Expression(Kronecker(a.Node, b.Node))

    let apply f (a: Expression<'r, 'c>) : Expression<'r, 'c> = Expression(Apply(f, a.Node))
    let exp a = apply Functions.exp a
    let log a = apply Functions.log a
    let relu a = apply Functions.relu a
    let indicator (a: Expression<'r, 'c>) : Expression<'r, 'c> = Expression(Indicator a.Node)
    let softmax (a: Expression<'r, One>) : Expression<'r, One> = Expression(Softmax a.Node)
    let logSumExp (a: Expression<'r, One>) : Scalar = Expression(LogSumExp a.Node)
    let largest (a: Expression<'r, One>) : Scalar = Expression(Largest a.Node)
    let inverse (a: Scalar) : Scalar = apply Functions.inverse a
    let squaredNorm (a: Expression<'r, 'c>) : Scalar = Expression(SquaredNorm a.Node)

    let gradient (f: Scalar) (by: Expression<'r, 'c>) : Expression<'r, 'c> = Expression(Gradient(f.Node, by.Node))

    let ofColumn (a: Expression<'r, One>) : Flat<'r> = Flat a.Node
    let ofRow (a: Expression<One, 'c>) : Flat<'c> = Flat a.Node
    let ofMatrix (a: Expression<'r, 'c>) : Flat<Times<'r, 'c>> = Flat a.Node

    let jacobian (f: Flat<'outputs>) (by: Flat<'inputs>) : Expression<'outputs, 'inputs> =
        Expression(Jacobian(f.Node, by.Node))

    let toMatrix (rows: Dim<'r>) (columns: Dim<'c>) (a: Expression<Times<'r, 'c>, One>) : Expression<'r, 'c> =
        Expression(Reshape(a.Node, shape rows columns))

    let stackRows (over: At<'d>) (a: Expression<One, 'c>) : Expression<'d, 'c> = Expression(Stacked(bound over, a.Node))

    let besideColumns (over: At<'d>) (a: Expression<'r, One>) : Expression<'r, 'd> =
        Expression(Beside(bound over, a.Node))

    let stackBlocks (over: At<'d>) (a: Expression<'r, 'c>) : Expression<Times<'d, 'r>, 'c> =
        Expression(Stacked(bound over, a.Node))

    let blockRow (at: At<'d>) (over: Dim<'d>) (a: Expression<'r, 'c>) : Expression<'r, Times<'d, 'c>> =
        Expression(BlockRow(at.Position, over.Dimension, a.Node))
