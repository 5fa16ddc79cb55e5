namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// Whether a printed line is false, or only unusual.
[<RequireQualifiedAccess>]
type SlipKind =
    | Slip
    | Convention

/// A printed line that does not hold as it stands, and the line that does.
type Slip =
    {
        Equation: string
        What: string
        Printed: Claim
        Corrected: Claim
        Kind: SlipKind
    }

/// The slips of section 1 and of the network's definitions, (1) to (15). Each stands alone: where a line has several,
/// the others are mended in it.
module Slips =
    let private slip equation what printed corrected =
        {
            Equation = equation
            What = what
            Printed = printed
            Corrected = corrected
            Kind = SlipKind.Slip
        }

    let private convention equation what printed corrected =
        { slip equation what printed corrected with
            Kind = SlipKind.Convention
        }

    /// The first and last of an equation's chain, as a claim.
    let private statement (equation: Equation) =
        Claim.Equal(equation.Left, equation.Right)

    module private One =
        open Section1

        let n, m, l = n.Dimension, m.Dimension, l.Dimension
        let W, A, Z = W.Node, A.Node, Z.Node

        let over letter dimension = { Name = letter; Over = dimension }
        let i, j = over "i" n, over "j" l
        let zij = Entry(Z, Position.At i, Position.At j)
        let wi = Row(W, Position.At i)
        let aj = Column(A, Position.At j)
        let rowByRow = rowByRow.Left
        let rowByMatrix = rowByMatrix.Left
        let matrixByMatrix = matrixByMatrix.Left
        let columnByMatrix = columnByMatrix.Left
        let shape rows columns = { Rows = rows; Columns = columns }

        let entryByEntry place =
            let right = Entry(A, Position.Fixed 2, Position.At j)
            Claim.Equal(Gradient(zij, Entry(W, Position.At i, Position.Fixed place)), right)

        let stackedOver dimension =
            let j = over "j" dimension
            Stacked(j, Gradient(Entry(Z, Position.At i, Position.At j), wi))

        let slips =
            [
                slip
                    "(2)"
                    "The list of the entries of w_i names the first entry twice; the second place of the derivative is that by the second entry."
                    (entryByEntry 1)
                    (entryByEntry 2)
                slip
                    "(3)"
                    "The list of the derivatives of a row of Z ends with the m-th, but the row has l entries."
                    (Claim.Equal(rowByRow, stackedOver m))
                    (Claim.Equal(rowByRow, stackedOver l))
                slip
                    "(6)"
                    "The set is the transposed one: blocks O of l rows, side by side, have l rows."
                    (Claim.HasShape(rowByMatrix, shape (n * m) l))
                    (Claim.HasShape(rowByMatrix, shape l (n * m)))
                slip
                    "(7)"
                    "The set is that of another matrix: Z has n·l entries and W has n·m."
                    (Claim.HasShape(matrixByMatrix, shape (n * m) (m * l)))
                    (Claim.HasShape(matrixByMatrix, shape (n * l) (n * m)))
                slip
                    "(9)"
                    "The rows stand under one another in the same columns; but each entry of the column depends on its own row of W alone, so they belong on a diagonal of blocks."
                    (Claim.Equal(columnByMatrix, Stacked(i, aj.T)))
                    (statement Section1.columnByMatrix)
                slip
                    "(9)"
                    "The set has the wrong number of columns: W has n·m entries."
                    (Claim.HasShape(columnByMatrix, shape n l))
                    (Claim.HasShape(columnByMatrix, shape n (n * m)))
                convention
                    "§1, after (2)"
                    "“The same holds” means the same reasoning, not the same value: the derivative by a column of A is the row of W."
                    (Claim.Equal(Jacobian(zij, aj), aj.T))
                    (statement Section1.entryByColumn)
                convention
                    "(3)"
                    "A list of rows stands for the rows under one another; read as one long row it would not conform."
                    (Claim.Equal(rowByRow, Beside(j, aj.T)))
                    (Claim.Equal(rowByRow, Stacked(j, aj.T)))
                convention
                    "(7)"
                    "A list of blocks of rows stands for the blocks under one another; read as side by side it would not conform."
                    (Claim.Equal(matrixByMatrix, Beside(i, rowByMatrix)))
                    (Claim.Equal(matrixByMatrix, Stacked(i, rowByMatrix)))
            ]

    module private Two =
        open Network

        let private scalarLike (e: Expression<'r, 'c>) =
            match e.Node with
            | Variable(symbol, _) -> WithShape(Variable(symbol, Shapes.scalar))
            | other -> other

        let private hiddenProduct = (withShape W1 * (a1 i).T).Node

        let private narrow =
            match W2.Node with
            | Variable(symbol, shape) -> WithShape(Variable(symbol, { shape with Columns = Dimension.One }))
            | other -> other

        let slips =
            [
                slip
                    "(11)"
                    "The biases are printed as (1,1); there is one for each hidden unit, so they are H×1, with the paper's sizes 10×1."
                    (Claim.Equal((z2 i).Node, hiddenProduct + scalarLike b1))
                    (statement hiddenPreActivation)
                slip
                    "(13)"
                    "The weights are printed as (3,1); they multiply the hidden layer, so they are K×H, with the paper's sizes 3×10."
                    (Claim.Equal((z3 i).Node, narrow * (a2 i).Node + (withShape b2).Node))
                    (statement logits)
                slip
                    "(13)"
                    "The biases are printed as (1,1); there is one for each class, so they are K×1, with the paper's sizes 3×1."
                    (Claim.Equal((z3 i).Node, (withShape W2 * a2 i).Node + scalarLike b2))
                    (statement logits)
                convention
                    "(11)"
                    "A sample is a row, as its input layer is, while the other layers are columns; hence the transpose here and none in (13)."
                    (statement hiddenPreActivation)
                    (statement hiddenPreActivation)
            ]

    /// The slips of (1) to (15).
    let beforeGradients = One.slips @ Two.slips
