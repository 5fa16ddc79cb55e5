module FunctionalMlp.Specification.Tests.EvaluateTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper

let private random = Random 7

let private draw rows columns =
    Array2D.init rows columns (fun _ _ -> 2.0 * random.NextDouble() - 1.0)

let private toMathNet (a: float[,]) = Matrix<float>.Build.DenseOfArray a

let private data matrices labels sizes =
    {
        Matrices = Map matrices
        Labels = labels
        Sizes = Map sizes
    }

/// The largest difference between two matrices, relative to the size of the entries.
let private difference (l: float[,]) (r: float[,]) =
    Seq.map2 (fun x y -> abs (x - y) / (1.0 + max (abs x) (abs y))) (Seq.cast<float> l) (Seq.cast<float> r)
    |> Seq.fold max 0.0

let private expectClose (actual: float[,]) (expected: float[,]) message =
    Expect.equal
        (Array2D.length1 actual, Array2D.length2 actual)
        (Array2D.length1 expected, Array2D.length2 expected)
        message

    Expect.isLessThan (difference actual expected) 1e-13 message

// A network for which nothing has the same size.
let private samples, features, hidden, classes = 5, 4, 3, 2

let private network =
    data
        [
            "X", draw samples features
            "W1", draw hidden features
            "b1", draw hidden 1
            "W2", draw classes hidden
            "b2", draw classes 1
            "λ", array2D [ [ 0.1 ] ]
        ]
        [| 0; 1; 1; 0; 1 |]
        []

/// The objective by hand, in plain loops.
let private objectiveByHand (data: Data) =
    let m name = data.Matrices[name]
    let X, W1, b1, W2, b2 = m "X", m "W1", m "b1", m "W2", m "b2"
    let n = Array2D.length1 X

    let loss i =
        let hidden =
            [|
                for r in 0 .. Array2D.length1 W1 - 1 ->
                    max
                        0.0
                        (b1[r, 0]
                         + Seq.sum (seq { for c in 0 .. Array2D.length2 W1 - 1 -> W1[r, c] * X[i, c] }))
            |]

        let logits =
            [|
                for r in 0 .. Array2D.length1 W2 - 1 -> b2[r, 0] + Seq.sum (Seq.mapi (fun c a -> W2[r, c] * a) hidden)
            |]

        log (logits |> Array.sumBy exp) - logits[data.Labels[i]]

    let squares (a: float[,]) =
        a |> Seq.cast<float> |> Seq.sumBy (fun x -> x * x)

    Seq.sum (Seq.init n loss) / float n + (m "λ")[0, 0] * (squares W1 + squares W2)

[<Tests>]
let tests =
    testList
        "Evaluation"
        [
            testCase "(7) is Math.NET's Kronecker product"
            <| fun () ->
                let A = draw 3 2

                let known = data [ "A", A; "W", draw 4 3 ] [||] []

                let expected =
                    Matrix<float>.Build.DenseIdentity(4).KroneckerProduct((toMathNet A).Transpose())

                for side in Section1.matrixByMatrix.Chain do
                    let actual = Data.evaluateAmong Section1.matrixByMatrix.Chain known side
                    expectClose actual (expected.ToArray()) (Render.text side)

            testCase "a Kronecker product is Math.NET's"
            <| fun () ->
                let A, B = draw 2 3, draw 4 2
                let node = Kronecker(Node.matrix "A" "p" "q", Node.matrix "B" "r" "s")
                let expected = (toMathNet A).KroneckerProduct(toMathNet B)
                expectClose (Data.evaluate (data [ "A", A; "B", B ] [||] []) node) (expected.ToArray()) "A ⊗ B"

            testCase "a product is Math.NET's"
            <| fun () ->
                let W, A = draw 4 3, draw 3 2
                let actual = Data.evaluate (data [ "A", A; "W", W ] [||] []) Section1.Z.Node
                expectClose actual ((toMathNet W * toMathNet A).ToArray()) "W·A"

            testCase "the objective is what plain loops give"
            <| fun () ->
                let actual = Data.evaluate network Gradients.objective.Node
                Expect.floatClose Accuracy.veryHigh actual[0, 0] (objectiveByHand network) "J̃"
                let stable = Data.evaluate network Gradients.objectiveValue.Right
                Expect.floatClose Accuracy.veryHigh stable[0, 0] (objectiveByHand network) "J̃ by log-sum-exp"

            for equation, name in
                [
                    Gradients.byOutputWeights, "W2"
                    Gradients.byHiddenWeights, "W1"
                    Gradients.byHiddenBiases, "b1"
                    Gradients.byOutputBiases, "b2"
                ] do
                testCase $"{equation.Number} agrees with central differences of the plain loops"
                <| fun () ->
                    let step = 1e-5

                    let moved (r, c) by =
                        let value = Array2D.copy network.Matrices[name]
                        value[r, c] <- value[r, c] + by

                        objectiveByHand
                            { network with
                                Matrices = Map.add name value network.Matrices
                            }

                    let numeric =
                        network.Matrices[name]
                        |> Array2D.mapi (fun r c _ -> (moved (r, c) step - moved (r, c) -step) / (2.0 * step))

                    let stated = Data.evaluate network equation.Right
                    Expect.isLessThan (difference stated numeric) 1e-8 equation.Number

            testCase "a formula for a sample i gives one sample a row"
            <| fun () ->
                let logits = Data.evaluate network Network.logits.Right
                Expect.equal (Array2D.length1 logits, Array2D.length2 logits) (samples, classes) "shape"
                expectClose logits (Data.evaluate network Network.logitsBatch.Node) "the batch"

            testCase "softmax and log-sum-exp survive logits of ±10,000"
            <| fun () ->
                let z = [ "z", array2D [ [ 10000.0 ]; [ -10000.0 ]; [ 9999.0 ] ] ]

                let z' =
                    Variable(
                        {
                            Letter = "z"
                            Layer = None
                            Subscript = []
                        },
                        {
                            Rows = Dimension.Named "K"
                            Columns = Dimension.One
                        }
                    )

                let e = exp -1.0

                expectClose
                    (Data.evaluate (data z [||] []) (Softmax z'))
                    (array2D [ [ 1.0 / (1.0 + e) ]; [ 0.0 ]; [ e / (1.0 + e) ] ])
                    "softmax"

                expectClose
                    (Data.evaluate (data z [||] []) (LogSumExp z'))
                    (array2D [ [ 10000.0 + log (1.0 + e) ] ])
                    "log-sum-exp"

            testCase "the largest entry, the number of a place, and the inverse that zero has"
            <| fun () ->
                let v, k = Node.vector "v" "K", Position.At(Node.index "k" "K")
                let known = data [ "v", array2D [ [ -3.0 ]; [ 4.0 ]; [ 4.0 ]; [ 0.0 ] ] ] [||] []
                Expect.equal (Data.evaluate known (Largest v)) (array2D [ [ 4.0 ] ]) "largest"

                let times = Product(Place k, Component(v, k))
                let each = Data.evaluate known times |> Seq.cast<float> |> List.ofSeq
                Expect.equal each [ -3.0; 8.0; 12.0; 0.0 ] "each by its place"

                let inverses =
                    Data.evaluate known (Apply(Functions.inverse, v))
                    |> Seq.cast<float>
                    |> List.ofSeq

                Expect.equal inverses [ -1.0 / 3.0; 0.25; 0.25; 0.0 ] "inverses"

            testCase "a derivative can be differentiated again: the Hessian of exp(wᵀx) by w is exp(wᵀx)·x·xᵀ"
            <| fun () ->
                let w, x =
                    let d = Expression.dimension<Features> "d"
                    Expression.vector "w" d, Expression.vector "x" d

                let f = Expression.exp (w.T * x)
                let gradient = Expression.gradient f w

                let hessian =
                    Expression.jacobian (Expression.ofColumn gradient) (Expression.ofColumn w)

                Expect.isTrue (Verdict.holds (Prove.claim (Claim.equal hessian (f *. (x * x.T))))) "proved"

            testCase "data that contradicts itself is refused"
            <| fun () ->
                let wrong = data [ "W", draw 2 3; "A", draw 2 2 ] [||] []

                Expect.throwsT<ArgumentException>
                    (fun () -> Data.evaluate wrong Section1.Z.Node |> ignore)
                    "m is 3 and 2"

            testCase "the Jacobian by W is very sparse: n·m·l of n·l × n·m entries, one in n"
            <| fun () ->
                for n, m, l in [ 1, 1, 1; 2, 3, 4; 5, 2, 3; 10, 4, 2 ] do
                    let sizes = [ "n", n; "m", m; "l", l ]
                    Expect.equal (Sparsity.count sizes Section1.matrixByMatrix.Left) (n * m * l, n * l * n * m) "∂Z/∂W"
        ]
