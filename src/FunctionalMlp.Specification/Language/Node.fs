namespace FunctionalMlp.Specification

/// An element-wise function, written once and evaluated over any field; its derivative follows from its operations.
/// Two functions are the same when their names and parameters are.
[<AbstractClass>]
type Function(name: string, parameters: int list) =
    /// A function without parameters.
    new(name) = Function(name, [])
    /// Its name, as rendered.
    member _.Name = name
    /// What it depends on besides its argument.
    member _.Parameters = parameters

    override _.Equals other =
        match other with
        | :? Function as other -> (name, parameters) = (other.Name, other.Parameters)
        | _ -> false

    override _.GetHashCode() = hash (name, parameters)

    /// Its value at a scalar.
    abstract Apply: IField<'s> * 's -> 's

/// The tree under every expression. Anything can be built; Shapes.infer says whether it conforms, and if not, why.
/// The constructors stand in the order leaves, arithmetic, selections, functions, derivatives, blocks.
type Node =
    | Variable of Symbol * Shape
    /// A named intermediate: prints as its symbol, is executed as its definition, and can be differentiated by.
    | Defined of Symbol * Node
    /// A letter printed with its shape in the subscript, as in (11) and (13).
    | WithShape of Node
    | Number of int
    /// The size of a dimension as a scalar, such as N.
    | Size of Dimension
    | Zero of Shape
    | Ones of Shape
    | Identity of Dimension
    /// The unit column e_k, with its one at the position: the one-hot vector of a label.
    | OneHot of Position * Dimension
    /// 1 where two positions are the same, else 0.
    | Same of Position * Position
    /// The number of a position, counted from one.
    | Place of Position
    | Sum of Node * Node
    | Difference of Node * Node
    | Negation of Node
    | Product of Node * Node
    | Scaled of scalar: Node * Node
    | Quotient of Node * scalar: Node
    | Hadamard of Node * Node
    | Kronecker of Node * Node
    | Transpose of Node
    | Row of Node * Position
    | Column of Node * Position
    | Entry of Node * Position * Position
    /// An entry of a column vector: (v)_k.
    | Component of Node * Position
    | SumOver of Index * Node
    | Apply of Function * Node
    /// 1 where an entry is positive, else 0.
    | Indicator of Node
    /// softmax of a column vector.
    | Softmax of Node
    /// The logarithm of the sum of the exponentials of a column vector.
    | LogSumExp of Node
    /// The largest entry of a column vector.
    | Largest of Node
    /// The sum of the squares of all entries.
    | SquaredNorm of Node
    /// The derivative of a scalar, in the shape of what it is taken by.
    | Gradient of Node * by: Node
    /// The derivative of many by many: a row for each output, a column for each input, matrices read row by row.
    | Jacobian of Node * by: Node
    /// A column vector read row by row into a matrix.
    | Reshape of Node * Shape
    /// One block for each value of the index, side by side.
    | Beside of Index * Node
    /// One block for each value of the index, one under the other.
    | Stacked of Index * Node
    /// [O, …, block, …, O]: as many blocks as the dimension, all zero but the one at the position.
    | BlockRow of Position * Dimension * Node

    static member (+)(a: Node, b: Node) = Sum(a, b)
    static member (-)(a: Node, b: Node) = Difference(a, b)
    static member (~-)(a: Node) = Negation a
    static member (*)(a: Node, b: Node) = Product(a, b)
    static member ( *. )(scalar: Node, a: Node) = Scaled(scalar, a)
    static member (.*)(a: Node, b: Node) = Hadamard(a, b)
    static member (/)(a: Node, scalar: Node) = Quotient(a, scalar)
    /// The transpose.
    member a.T = Transpose a

/// The letters of the untyped notation; the nodes directly beneath a node; rebuilding a node over others.
module Node =
    let private dimension letter =
        if letter = "1" then
            Dimension.One
        else
            Dimension.Named letter

    /// A matrix by its letter and those of its dimensions.
    let matrix letter rows columns =
        let symbol =
            {
                Letter = letter
                Layer = None
                Subscript = []
            }

        Variable(
            symbol,
            {
                Rows = dimension rows
                Columns = dimension columns
            }
        )

    /// A column vector by its letter and that of its length.
    let vector letter length = matrix letter length "1"

    /// A scalar by its letter.
    let scalar letter = matrix letter "1" "1"

    /// An index by its letter and that of the dimension that it runs over.
    let index letter over =
        { Name = letter; Over = dimension over }

    /// Rebuilds a node with each node directly beneath it replaced.
    let mapChildren f node =
        match node with
        | Variable _
        | Number _
        | Size _
        | Zero _
        | Ones _
        | Identity _
        | OneHot _
        | Same _
        | Place _ -> node
        | Defined(symbol, a) -> Defined(symbol, f a)
        | WithShape a -> WithShape(f a)
        | Sum(a, b) -> Sum(f a, f b)
        | Difference(a, b) -> Difference(f a, f b)
        | Negation a -> Negation(f a)
        | Product(a, b) -> Product(f a, f b)
        | Scaled(a, b) -> Scaled(f a, f b)
        | Quotient(a, b) -> Quotient(f a, f b)
        | Hadamard(a, b) -> Hadamard(f a, f b)
        | Kronecker(a, b) -> Kronecker(f a, f b)
        | Transpose a -> Transpose(f a)
        | Row(a, i) -> Row(f a, i)
        | Column(a, j) -> Column(f a, j)
        | Entry(a, i, j) -> Entry(f a, i, j)
        | Component(a, i) -> Component(f a, i)
        | SumOver(i, a) -> SumOver(i, f a)
        | Apply(g, a) -> Apply(g, f a)
        | Indicator a -> Indicator(f a)
        | Softmax a -> Softmax(f a)
        | LogSumExp a -> LogSumExp(f a)
        | Largest a -> Largest(f a)
        | SquaredNorm a -> SquaredNorm(f a)
        | Gradient(a, by) -> Gradient(f a, f by)
        | Jacobian(a, by) -> Jacobian(f a, f by)
        | Reshape(a, shape) -> Reshape(f a, shape)
        | Beside(i, a) -> Beside(i, f a)
        | Stacked(i, a) -> Stacked(i, f a)
        | BlockRow(i, n, a) -> BlockRow(i, n, f a)

    /// The nodes directly beneath a node.
    let children node =
        let found = ResizeArray()

        node
        |> mapChildren (fun child ->
            found.Add child
            child)
        |> ignore

        List.ofSeq found

    /// A node and everything beneath it, from the top.
    let rec all node =
        seq {
            yield node

            for child in children node do
                yield! all child
        }

    let rec private replaceIn index (replacement: Position) position =
        match position with
        | Position.At i when i = index -> replacement
        | Position.Label(sample, classes) -> Position.Label(replaceIn index replacement sample, classes)
        | other -> other

    /// The positions that a node itself (not what is beneath it) mentions, replaced.
    let mapPositions f node =
        match node with
        | Variable(symbol, shape) ->
            Variable(
                { symbol with
                    Subscript = List.map f symbol.Subscript
                },
                shape
            )
        | Defined(symbol, a) ->
            Defined(
                { symbol with
                    Subscript = List.map f symbol.Subscript
                },
                a
            )
        | OneHot(i, n) -> OneHot(f i, n)
        | Same(i, j) -> Same(f i, f j)
        | Place i -> Place(f i)
        | Row(a, i) -> Row(a, f i)
        | Column(a, j) -> Column(a, f j)
        | Entry(a, i, j) -> Entry(a, f i, f j)
        | Component(a, i) -> Component(a, f i)
        | BlockRow(i, n, a) -> BlockRow(f i, n, a)
        | other -> other

    /// The index that a node binds.
    let binds node =
        match node with
        | SumOver(i, _)
        | Beside(i, _)
        | Stacked(i, _) -> Some i
        | _ -> None

    /// A node with a free index replaced by a position.
    let rec substitute index replacement node =
        if binds node = Some index then
            node
        else
            node
            |> mapPositions (replaceIn index replacement)
            |> mapChildren (substitute index replacement)

    /// The positions that a node itself mentions.
    let positions node =
        let found = ResizeArray()

        node
        |> mapPositions (fun position ->
            found.Add position
            position)
        |> ignore

        List.ofSeq found

    let rec private indicesIn position =
        match position with
        | Position.At i -> Set.singleton i
        | Position.Label(sample, _) -> indicesIn sample
        | Position.Fixed _
        | Position.Last _ -> Set.empty

    /// The indices that a node leaves free.
    let rec freeIndices node =
        let here = positions node |> List.map indicesIn |> Set.unionMany
        let beneath = children node |> List.map freeIndices |> Set.unionMany
        let free = Set.union here beneath

        match binds node with
        | Some i -> Set.remove i free
        | None -> free
