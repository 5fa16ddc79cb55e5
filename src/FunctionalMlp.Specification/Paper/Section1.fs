namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The rows of W.
[<Sealed>]
type Rows = class end

/// What the product of W and A sums over.
[<Sealed>]
type Inner = class end

/// The columns of A.
[<Sealed>]
type Columns = class end

/// Section 1 of the paper, equations (1) to (9): the product Z of W and A, and its Jacobians by W. A Jacobian has a row for each output
/// and a column for each input, matrices read row by row; so it stands already in (2) and (3).
module Section1 =
    let private section = "1"
    /// The rows of W.
    let n = dimension<Rows> "n"
    /// The columns of W, the rows of A.
    let m = dimension<Inner> "m"
    /// The columns of A.
    let l = dimension<Columns> "l"
    /// The left factor.
    let W = matrix "W" n m
    /// The right factor.
    let A = matrix "A" m l
    /// The product.
    let Z = define "Z" 0 (W * A)
    /// A row of W and Z.
    let i = index "i" n
    /// A column of A and Z.
    let j = index "j" l
    /// A place in a row of W.
    let k = index "k" m

    let private zij = entry i j Z
    let private wi = row i W
    let private aj = column j A
    let private zi = row i Z
    let private zj = column j Z
    let private product = sum k (entry i k W * entry k j A)

    let private shape rows columns = { Rows = rows; Columns = columns }

    let private d (dim: Dim<'d>) = dim.Dimension

    /// (1)
    let entryOfProduct =
        Equation.state "(1)" section "An entry of a matrix product" zij (wi * aj)
        |> Equation.goingOn product

    /// (2)
    let entryByRow =
        Equation.state "(2)" section "An entry of the product by a row of W" (gradient zij wi) (gradient product wi)
        |> Equation.goingOn aj.T

    /// Unnumbered, after (2): "the same holds".
    let entryByColumn =
        Equation.state
            $"§1, after {entryByRow.Number}"
            section
            "An entry of the product by a column of A"
            (jacobian (ofRow zij) (ofColumn aj))
            wi

    /// (3)
    let rowByRow =
        Equation.state
            "(3)"
            section
            "A row of the product by a row of W"
            (jacobian (ofRow zi) (ofRow wi))
            (stackRows j (gradient zij wi))
        |> Equation.goingOn (stackRows j aj.T)
        |> Equation.goingOn A.T
        |> Equation.also (Claim.HasShape((jacobian (ofRow zi) (ofRow wi)).Node, shape (d l) (d m)))

    /// (4)
    let productWrittenOut =
        Equation.state "(4)" section "The matrix product, written out" Z (W * A)
        |> Equation.goingOn (stackRows i (besideColumns j product))

    /// (5)
    let rowOfProduct =
        Equation.state "(5)" section "A row of the matrix product" zi (wi * A)

    let private rowByMatrixLeft = jacobian (ofRow zi) (ofMatrix W)

    /// (6)
    let rowByMatrix =
        Equation.state
            "(6)"
            section
            "A row of the product by the whole of W"
            rowByMatrixLeft
            (blockRow i n (jacobian (ofRow zi) (ofRow wi)))
        |> Equation.goingOn (blockRow i n A.T)
        |> Equation.also (Claim.HasShape(rowByMatrixLeft.Node, shape (d l) (d n * d m)))

    let private matrixByMatrixLeft = jacobian (ofMatrix Z) (ofMatrix W)

    /// (7)
    let matrixByMatrix =
        Equation.state "(7)" section "The product by the whole of W" matrixByMatrixLeft (stackBlocks i rowByMatrixLeft)
        |> Equation.goingOn (stackBlocks i (blockRow i n A.T))
        |> Equation.goingOn (kronecker (identity n) A.T)
        |> Equation.also (Claim.HasShape(matrixByMatrixLeft.Node, shape (d n * d l) (d n * d m)))

    /// (8)
    let columnOfProduct =
        Equation.state "(8)" section "A column of the matrix product" zj (W * aj)

    let private columnByMatrixLeft = jacobian (ofColumn zj) (ofMatrix W)

    /// (9)
    let columnByMatrix =
        Equation.state
            "(9)"
            section
            "A column of the product by the whole of W"
            columnByMatrixLeft
            (stackRows i (blockRow i n aj.T))
        |> Equation.also (Claim.Equal(columnByMatrixLeft.Node, Kronecker((identity n).Node, aj.T.Node)))
        |> Equation.also (Claim.HasShape(columnByMatrixLeft.Node, shape (d n) (d n * d m)))

    /// The equations, in the order of the paper.
    let equations =
        [
            entryOfProduct
            entryByRow
            entryByColumn
            rowByRow
            productWrittenOut
            rowOfProduct
            rowByMatrix
            matrixByMatrix
            columnOfProduct
            columnByMatrix
        ]
