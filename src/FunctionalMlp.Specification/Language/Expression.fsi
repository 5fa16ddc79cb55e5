namespace FunctionalMlp.Specification

/// The dimension of scalars, and of the other side of a vector.
[<Sealed>]
type One

/// The product of two dimensions: the number of entries of a matrix.
[<Sealed>]
type Times<'left, 'right>

/// A dimension by name; its type parameter tells it from every other dimension at compile time.
[<Sealed>]
type Dim<'dimension> =
    /// Its name and kind at run time.
    member Dimension: Dimension

/// A position along a dimension: an index of a sum, an index that an equation leaves free, a label, or a fixed one.
[<Sealed>]
type At<'dimension> =
    /// The position at run time.
    member Position: Position

/// An expression whose rows and columns the compiler knows: what does not conform does not compile. The constructors
/// are the functions of the module Expression and the operators; there is no other way in.
[<Sealed>]
type Expression<'rows, 'columns> =
    /// The tree under the expression.
    member Node: Node
    /// The transpose.
    member T: Expression<'columns, 'rows>

    /// Sum.
    static member (+): left: Expression<'a, 'b> * right: Expression<'a, 'b> -> Expression<'a, 'b>
    /// Difference.
    static member (-): left: Expression<'a, 'b> * right: Expression<'a, 'b> -> Expression<'a, 'b>
    /// Negation.
    static member (~-): operand: Expression<'rows, 'columns> -> Expression<'rows, 'columns>
    /// Matrix product.
    static member (*): left: Expression<'a, 'b> * right: Expression<'b, 'c> -> Expression<'a, 'c>
    /// Scaling by a scalar.
    static member ( *. ): scalar: Expression<One, One> * operand: Expression<'a, 'b> -> Expression<'a, 'b>
    /// Hadamard (element-wise) product.
    static member (.*): left: Expression<'a, 'b> * right: Expression<'a, 'b> -> Expression<'a, 'b>
    /// Division by a scalar.
    static member (/): operand: Expression<'a, 'b> * scalar: Expression<One, One> -> Expression<'a, 'b>

/// A one-by-one expression.
type Scalar = Expression<One, One>

/// A row, a column or a matrix seen as a list of numbers (a matrix row by row): one side of a Jacobian.
[<Sealed>]
type Flat<'length>

/// Builds expressions.
module Expression =
    /// The dimension of size one.
    val one: Dim<One>
    /// A dimension with a letter, such as dimension&lt;Hidden&gt; "H".
    val dimension<'dimension> : letter: string -> Dim<'dimension>
    /// A variable: a letter, its layer (0 for none), its rows and columns.
    val variable: letter: string -> layer: int -> rows: Dim<'r> -> columns: Dim<'c> -> Expression<'r, 'c>
    /// A matrix without a layer.
    val matrix: letter: string -> rows: Dim<'r> -> columns: Dim<'c> -> Expression<'r, 'c>
    /// A column vector without a layer.
    val vector: letter: string -> length: Dim<'r> -> Expression<'r, One>
    /// A scalar variable.
    val scalar: letter: string -> Scalar
    /// A variable that prints with its shape, as in (11) and (13).
    val withShape: Expression<'r, 'c> -> Expression<'r, 'c>
    /// An integer.
    val number: int -> Scalar
    /// The size of a dimension as a scalar.
    val size: Dim<'d> -> Scalar
    /// The zero matrix O.
    val zero: rows: Dim<'r> -> columns: Dim<'c> -> Expression<'r, 'c>
    /// The column of ones.
    val ones: length: Dim<'r> -> Expression<'r, One>
    /// The identity matrix.
    val identity: Dim<'d> -> Expression<'d, 'd>

    /// An index along a dimension.
    val index: letter: string -> over: Dim<'d> -> At<'d>
    /// The label y_i of a sample, as a position among the classes.
    val label: sample: At<'n> -> classes: Dim<'k> -> At<'k>
    /// The one-hot column of a position.
    val oneHot: At<'d> -> over: Dim<'d> -> Expression<'d, One>
    /// 1 where two positions are the same, else 0.
    val same: At<'d> -> At<'d> -> Scalar
    /// The number of a position, counted from one.
    val place: At<'d> -> Scalar

    /// Names an intermediate: it prints as its letter, layer (0 for none) and subscripts, and may be differentiated by.
    val define: letter: string -> layer: int -> definition: Expression<'r, 'c> -> Expression<'r, 'c>
    /// Names an intermediate of one sample.
    val defineAt: letter: string -> layer: int -> sample: At<'d> -> definition: Expression<'r, 'c> -> Expression<'r, 'c>

    /// A row of a matrix.
    val row: At<'r> -> Expression<'r, 'c> -> Expression<One, 'c>
    /// A column of a matrix.
    val column: At<'c> -> Expression<'r, 'c> -> Expression<'r, One>
    /// An entry of a matrix.
    val entry: At<'r> -> At<'c> -> Expression<'r, 'c> -> Scalar
    /// An entry of a column vector.
    val item: At<'r> -> Expression<'r, One> -> Scalar

    /// The sum over an index.
    val sum: At<'d> -> Expression<'r, 'c> -> Expression<'r, 'c>
    /// Kronecker product.
    val kronecker: Expression<'a, 'b> -> Expression<'c, 'd> -> Expression<Times<'a, 'c>, Times<'b, 'd>>
    /// An element-wise function.
    val apply: Function -> Expression<'r, 'c> -> Expression<'r, 'c>
    /// The element-wise exponential.
    val exp: Expression<'r, 'c> -> Expression<'r, 'c>
    /// The element-wise logarithm.
    val log: Expression<'r, 'c> -> Expression<'r, 'c>
    /// The element-wise ReLU φ.
    val relu: Expression<'r, 'c> -> Expression<'r, 'c>
    /// 1 where an entry is positive, else 0.
    val indicator: Expression<'r, 'c> -> Expression<'r, 'c>
    /// softmax ψ of a column.
    val softmax: Expression<'r, One> -> Expression<'r, One>
    /// The logarithm of the sum of the exponentials of a column.
    val logSumExp: Expression<'r, One> -> Scalar
    /// The largest entry of a column.
    val largest: Expression<'r, One> -> Scalar
    /// The inverse, and 0 of 0.
    val inverse: Scalar -> Scalar
    /// The sum of the squares of all entries.
    val squaredNorm: Expression<'r, 'c> -> Scalar

    /// The derivative of a scalar, in the shape of what it is taken by.
    val gradient: Scalar -> by: Expression<'r, 'c> -> Expression<'r, 'c>
    /// A column as a list of numbers.
    val ofColumn: Expression<'r, One> -> Flat<'r>
    /// A row as a list of numbers.
    val ofRow: Expression<One, 'c> -> Flat<'c>
    /// A matrix as a list of numbers, row by row.
    val ofMatrix: Expression<'r, 'c> -> Flat<Times<'r, 'c>>
    /// The Jacobian: a row for each output, a column for each input.
    val jacobian: Flat<'outputs> -> by: Flat<'inputs> -> Expression<'outputs, 'inputs>
    /// A column of r·c numbers read row by row into a matrix.
    val toMatrix: rows: Dim<'r> -> columns: Dim<'c> -> Expression<Times<'r, 'c>, One> -> Expression<'r, 'c>
    /// One row for each value of the index, one under the other.
    val stackRows: At<'d> -> Expression<One, 'c> -> Expression<'d, 'c>
    /// One column for each value of the index, side by side.
    val besideColumns: At<'d> -> Expression<'r, One> -> Expression<'r, 'd>
    /// One block for each value of the index, one under the other.
    val stackBlocks: At<'d> -> Expression<'r, 'c> -> Expression<Times<'d, 'r>, 'c>
    /// [O, …, block, …, O], the block at a position.
    val blockRow: At<'d> -> over: Dim<'d> -> Expression<'r, 'c> -> Expression<'r, Times<'d, 'c>>
