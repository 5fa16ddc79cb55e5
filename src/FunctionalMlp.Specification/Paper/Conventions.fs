namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Slips

/// What is unusual in the printed text and right as meant. Most of it holds as it is printed; what only holds when it is
/// not taken to the letter is refuted to the letter. The corrected line says in full what is meant.
module Conventions =
    let private node (e: Expression<'r, 'c>) = e.Node

    module private One =
        open Section1

        let i =
            {
                Name = "i"
                Over = Section1.n.Dimension
            }

        let j =
            {
                Name = "j"
                Over = Section1.l.Dimension
            }

        let aj = (column Section1.j A).T.Node
        let n, m, l = n.Dimension, m.Dimension, l.Dimension

        let conventions =
            [
                convention
                    rowByRow
                    "A list of rows stands for the rows under one another; to the letter, side by side, it would be one long row."
                    ""
                    (Claim.Equal(rowByRow.Left, Beside(j, aj)))
                    (Claim.Equal(rowByRow.Left, Stacked(j, aj)))
                convention
                    rowByMatrix
                    "The set has the axes of W first, while the blocks side by side have the row of Z first: the other order of the same axes."
                    "The transpose brings the axes of W to the front."
                    (Claim.HasShape(rowByMatrix.Left.T, { Rows = n * m; Columns = l }))
                    (Claim.HasShape(rowByMatrix.Left, { Rows = l; Columns = n * m }))
                convention
                    matrixByMatrix
                    "A list of rows of blocks stands for the rows under one another; to the letter, side by side, it would not conform."
                    ""
                    (Claim.Equal(matrixByMatrix.Left, Beside(i, rowByMatrix.Left)))
                    (Claim.Equal(matrixByMatrix.Left, Stacked(i, rowByMatrix.Left)))
            ]

    module private Two =
        open Network

        let conventions =
            [
                convention
                    hiddenPreActivation
                    $"A sample is a row, as its input layer is, while the other layers are columns; hence the transpose here and none in {logits.Number}."
                    "The printed sizes, among them a slip, are left out; the corrected line has every layer of a sample as a row."
                    (Claim.equal (z2 i) (W1 * (a1 i).T + b1))
                    (Claim.equal (z2 i).T (a1 i * W1.T + b1.T))
            ]

    module private Three =
        let i = Network.i
        let W1, b1, W2 = node Network.W1, node Network.b1, node Network.W2
        let J, z3 = node Batch.J, node Batch.z3
        let z3i, z2i = node (Network.z3 i), node (Network.z2 i)
        let loss, objective = node Gradients.J, node Gradients.objective
        let byR = Gradient(node Gradients.R, W1)
        let δ = node (Gradients.δ3 i)
        let overSamples = Printed.overSamples
        let δa = Printed.inShapeOf W1 ((node (Gradients.δ2 i)).T * Jacobian(z2i, W1))

        let equal what readAs equation left printed corrected =
            convention equation what readAs (Claim.Equal(left, printed)) (Claim.Equal(left, corrected))

        let penaltyByOutputWeights value = Gradient(node (Network.λ *. value), W2)

        let norms = squaredNorm Network.W1 + squaredNorm Network.W2

        let conventions =
            [
                equal
                    "The sum over the samples has the index i of the sample that one differentiates by; the inner i is another."
                    ""
                    Gradients.byLogits
                    (Gradient(loss, z3i))
                    (Gradient(node (Gradients.perSample *. sum i (Gradients.negativeLog i)), z3i))
                    (Gradient(node Gradients.crossEntropy, z3i))
                equal
                    "The gradient of J by the logits is a column here and, put into the chain rule of the last three equations, a row."
                    "The derivative is the row that section 1 has; to the letter a column is no row."
                    Gradients.byLogits
                    (Jacobian(loss, z3i))
                    δ
                    δ.T
                convention
                    Gradients.byHiddenWeights
                    "In the chain rule z and a without an index stand for those of all samples, so that the sum over the samples is within the product."
                    "A derivative has a row for each output, as in section 1; that of J by the weights is a row too."
                    (Claim.Equal(Jacobian(J, W1), Jacobian(J, z3) * Jacobian(z3, W1)))
                    (Claim.Equal(Jacobian(loss, W1), overSamples (Jacobian(loss, z3i) * Jacobian(z3i, W1))))
                equal
                    "Lines of the derivation end in a closing bracket, or a brace, that nothing opens; left out, it does no harm. An opening bracket right after the sum sign would count the derivative of R once for each sample."
                    "As printed the line cannot be read; it is shown with an opening bracket after the sum sign, which the page does not have."
                    Gradients.byHiddenWeights
                    (Gradient(objective, W1))
                    (overSamples (δa + byR))
                    (overSamples δa + byR)
                equal
                    $"The derivative of J by a matrix has the shape of the matrix; {Section1.matrixByMatrix.Number} would have it as one row."
                    ""
                    Gradients.byOutputWeights
                    (Gradient(objective, W2))
                    Gradients.byOutputWeights.Right
                    (Printed.inShapeOf W2 (Jacobian(objective, W2)))
                equal
                    "The 2-norm of a matrix is the root of the sum of its squares, as the double sum in the next line shows, not its largest singular value."
                    "The printed norm has the subscript 2."
                    Gradients.byOutputWeights
                    (Gradient(node Gradients.R, W2))
                    (penaltyByOutputWeights norms)
                    (penaltyByOutputWeights (Printed.doubleSum "k"))
                equal
                    "The double sum of the squares has the index i of the samples for the rows of the weights; its i is another."
                    "The square is written as a product, and the printed limits 3 and 10 as K and H."
                    Gradients.byOutputWeights
                    (Gradient(node Gradients.R, W2))
                    (penaltyByOutputWeights (Printed.doubleSum "i"))
                    (penaltyByOutputWeights (Printed.doubleSum "k"))
                convention
                    Gradients.byHiddenBiases
                    "The derivative of R by the biases is dropped without a word, here and in the next equation: it is zero."
                    ""
                    (Claim.Equal(Gradient(objective, b1), Gradient(loss, b1)))
                    (Claim.Equal(
                        Gradient(node Gradients.R, b1),
                        Zero
                            {
                                Rows = Network.H.Dimension
                                Columns = Dimension.One
                            }
                    ))
            ]

    /// The conventions, in the order of the paper.
    let all = One.conventions @ Two.conventions @ Three.conventions
