namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// Whether a printed line is false, or only unusual.
[<RequireQualifiedAccess>]
type SlipKind =
    | Slip
    | Convention

/// A printed line that does not hold as it stands, and the line that does; or a line that is only unusual, and what it
/// says in full.
type Slip =
    {
        /// The equation that it belongs to.
        Equation: Equation
        What: string
        /// How the letters are read where the page has them otherwise; empty where the printed line is as on the page.
        ReadAs: string
        Printed: Claim
        Corrected: Claim
        Kind: SlipKind
    }

/// The slips of section 1 and of the network's definitions. Each stands alone: where a line has several, the others are
/// mended in it.
module Slips =
    /// A slip of an equation.
    let slip equation what readAs printed corrected =
        {
            Equation = equation
            What = what
            ReadAs = readAs
            Printed = printed
            Corrected = corrected
            Kind = SlipKind.Slip
        }

    /// A convention that an equation keeps to.
    let convention equation what readAs printed corrected =
        { slip equation what readAs printed corrected with
            Kind = SlipKind.Convention
        }

    /// The first and last of an equation's chain, as a claim.
    let statement (equation: Equation) =
        Claim.Equal(equation.Left, equation.Right)

    module private One =
        open Section1

        let n, m, l = n.Dimension, m.Dimension, l.Dimension
        let W, A, Z = W.Node, A.Node, Z.Node
        let over letter dimension = { Name = letter; Over = dimension }
        let i, j, k = over "i" n, over "j" l, over "k" m
        let wi = Row(W, Position.At i)
        let aj = Column(A, Position.At j)

        let product =
            SumOver(k, Entry(W, Position.At i, Position.At k) * Entry(A, Position.At k, Position.At j))

        let secondPlace by =
            let wanted = Entry(A, Position.Fixed 2, Position.At j)
            Claim.Equal(Gradient(product, Entry(W, Position.At i, Position.Fixed by)), wanted)

        let rows last =
            let j = over "j" last
            Stacked(j, Gradient(Entry(Z, Position.At i, Position.At j), wi))

        let shape rows columns = { Rows = rows; Columns = columns }
        let block = Stacked(i, aj.T)

        let slips =
            [
                slip
                    entryByRow
                    "The list of the entries of w_i names the first entry twice."
                    "The second place of the printed list, with what the last line has in that place."
                    (secondPlace 1)
                    (secondPlace 2)
                slip
                    rowByRow
                    "The list of the derivatives of a row of Z ends with the m-th entry, but the row has l."
                    "The list of rows as rows under one another; the last is as printed."
                    (Claim.Equal(rowByRow.Left, rows m))
                    (Claim.Equal(rowByRow.Left, rows l))
                slip
                    matrixByMatrix
                    $"The set has m·l for the entries of Z, which are n·l. That is wrong in whatever order the axes come; they are taken here as in the set of {rowByMatrix.Number}, those of W first."
                    "The transpose brings the axes of W to the front, where the printed set has them."
                    (Claim.HasShape(matrixByMatrix.Left.T, shape (n * m) (m * l)))
                    (Claim.HasShape(matrixByMatrix.Left.T, shape (n * m) (n * l)))
                slip
                    columnByMatrix
                    $"The zero matrices, which {rowByMatrix.Number} has, are lost: each entry of the column depends on its own row of W alone, so the rows belong on a diagonal of blocks."
                    ""
                    (Claim.Equal(columnByMatrix.Left, block))
                    (statement columnByMatrix)
                slip
                    columnByMatrix
                    "The set is wrong even for the matrix that is printed: its rows have m entries, not l."
                    ""
                    (Claim.HasShape(block, shape n l))
                    (Claim.HasShape(block, shape n m))
            ]

    module private Two =
        open Network

        /// A letter as printed, with the numbers of its rows and columns.
        let private sized (letter: Expression<'r, 'c>) rows columns =
            let size n =
                if n = 1 then Dimension.One else Dimension.Named(string n)

            match letter.Node with
            | Variable(symbol, _)
            | Defined(symbol, _) ->
                Variable(
                    symbol,
                    {
                        Rows = size rows
                        Columns = size columns
                    }
                )
            | other -> other

        // The left sides are letters of the size that the right sides should have: only those are judged.
        let private hiddenLayer biases =
            Claim.Equal(
                sized (z2 i) 10 1,
                WithShape(sized W1 10 4) * (sized (a1 i) 1 4).T + WithShape(sized b1 biases 1)
            )

        let private outputLayer columns biases =
            Claim.Equal(
                sized (z3 i) 3 1,
                WithShape(sized W2 3 columns) * sized (a2 i) 10 1 + WithShape(sized b2 biases 1)
            )

        let private sizes =
            "The printed numbers are the sizes: 4 features, 10 hidden units and 3 classes."

        let slips =
            [
                slip
                    hiddenPreActivation
                    "The biases are printed as (1,1), but there is one for each of the 10 hidden units."
                    sizes
                    (hiddenLayer 1)
                    (statement hiddenPreActivation)
                slip
                    logits
                    "The weights are printed as (3,1), but they multiply a column of 10 hidden units. Here the biases are mended."
                    sizes
                    (outputLayer 1 3)
                    (statement logits)
                slip
                    logits
                    "The biases are printed as (1,1), but there is one for each of the 3 classes. Here the weights are mended."
                    sizes
                    (outputLayer 10 1)
                    (statement logits)
            ]

    /// The slips before the gradients.
    let beforeGradients = One.slips @ Two.slips
