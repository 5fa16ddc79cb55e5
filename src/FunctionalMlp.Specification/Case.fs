namespace FunctionalMlp.Specification

open System
open System.Numerics
open FunctionalMlp

/// Sizes of one comparison: the letters of the paper, n, m and l for section 1.
type Sizes =
    {
        N: int
        d: int
        H: int
        K: int
        n: int
        m: int
        l: int
    }

/// Sizes of comparisons.
module Sizes =
    /// Random sizes, each from 1.
    let draw seed =
        let size index below =
            1 + int (float below * RandomNumbers(seed).Uniform index)

        {
            N = size 0L 8
            d = size 1L 6
            H = size 2L 6
            K = size 3L 5
            n = size 4L 4
            m = size 5L 4
            l = size 6L 4
        }

/// The scalars of a comparison, which the library takes in double.
type Hyperparameters =
    {
        λ: float
        μ: float
        α: float
        /// The share of magnitudes in an elastic net.
        ρ: float
        /// Label smoothing.
        ε: float
        /// The rate of dropout.
        p: float
        /// The slope of leaky ReLU.
        s: float
        /// The bound of the Huber loss.
        δ: float
    }

    /// Each by its letter.
    member scalars.ByLetter =
        [
            "λ", scalars.λ
            "μ", scalars.μ
            "α", scalars.α
            "ρ", scalars.ρ
            "ε", scalars.ε
            "p", scalars.p
            "s", scalars.s
            "δ", scalars.δ
        ]

/// Hyperparameters of comparisons.
module Hyperparameters =
    /// Random ones, each within what the library takes.
    let draw (numbers: RandomNumbers) =
        {
            λ = numbers.Uniform 0L
            μ = numbers.Uniform 1L
            ε = 0.9 * numbers.Uniform 2L
            p = 0.9 * numbers.Uniform 3L
            α = 0.25 + 1.5 * numbers.Uniform 4L
            ρ = numbers.Uniform 5L
            s = 0.01 + 0.9 * numbers.Uniform 6L
            δ = 0.25 + 1.5 * numbers.Uniform 7L
        }

/// Numbers for all letters of the paper, as the library takes them.
type Case<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> =
    {
        X: Matrix<'T>
        W1: Matrix<'T>
        b1: Vector<'T>
        W2: Matrix<'T>
        b2: Vector<'T>
        W: Matrix<'T>
        A: Matrix<'T>
        /// Pre-activations or logits of one sample, 1×K.
        z: Matrix<'T>
        /// A cotangent of them, 1×K.
        c: Matrix<'T>
        /// Outputs and targets of a batch, N×K; the targets between 0 and 1.
        Z: Matrix<'T>
        T: Matrix<'T>
        /// The weights of the samples.
        w: Vector<'T>
        ClassWeights: float[]
        Hyperparameters: Hyperparameters
        /// What dropout's mask is drawn from.
        Noise: RandomNumbers
        Labels: int[]
        /// What an optimiser does to the network's parameters.
        Steps: Steps<'T>
        /// What classifiers are judged by.
        Scores: Scores<'T>
        /// What is scaled.
        Columns: Columns<'T>
        /// What L-BFGS goes on from.
        Corrections: Corrections<'T>
    }

    /// The paper's network, of the case's sizes.
    member case.Network =
        Network.Input(case.W1.Columns).Dense(case.W1.Rows, Activation.ReLU).Dense(case.W2.Rows)

    /// The samples with their labels.
    member case.Batch = Batch.Labelled(case.X, case.Labels)

    /// θ
    member case.Parameters =
        Parameters.FromLayers [ LayerParameters(case.W1, case.b1); LayerParameters(case.W2, case.b2) ]

    /// J̃
    member case.Objective =
        Objective.SoftmaxCrossEntropy(case.Network).With(Penalty.SquaredNorm case.Hyperparameters.λ)

    /// ∂J̃/∂θ
    member case.Gradient = case.Objective.Gradient(case.Parameters, case.Batch)
    /// z⁽²⁾
    member case.HiddenPreActivations = AffineMap.Apply(case.W1, case.b1, case.X)
    /// a⁽²⁾
    member case.Hidden = Activation.ReLU.Apply case.HiddenPreActivations
    /// z⁽³⁾
    member case.Logits = AffineMap.Apply(case.W2, case.b2, case.Hidden)
    /// The cotangent of the logits.
    member case.Cotangent = Loss.SoftmaxCrossEntropy.Gradient(case.Logits, case.Labels)

    /// The cotangent of the hidden pre-activations.
    member case.HiddenCotangent =
        let cotangent = AffineMap.PullbackToInputs(case.W2, case.Cotangent)
        Activation.ReLU.Pullback(case.HiddenPreActivations, cotangent)

    // A batch with one more sample than N, so that there are two at least.
    member private _.OneMore(batch: Matrix<'T>, last: Matrix<'T>) =
        Matrix.Create(batch.Rows + 1, batch.Columns, (fun i j -> if i < batch.Rows then batch[i, j] else last[0, j]))

    /// Ŷ, what metrics judge.
    member case.Predictions = case.OneMore(case.Z, case.c)
    /// Y, what metrics judge it by.
    member case.Targets = case.OneMore(case.T, case.z)

    /// The seed of initial parameters.
    member case.Seed = int64 case.Steps.Taken

    // The numbers behind the last layer's initial weights, from what the library documents of them.
    member private case.InitialDraws =
        let numbers = RandomNumbers(case.Seed).Split(int64 (case.Network.Widths.Length - 2))
        let rows, columns = case.W2.Rows, case.W2.Columns

        {|
            Normal = Array2D.init rows columns (fun i j -> numbers.Normal(int64 (i * columns + j)))
            Uniform = Array2D.init rows columns (fun i j -> numbers.Uniform(int64 (i * columns + j)))
        |}

    // Dropout's mask, from what the library documents of it: dropped where 64 random bits are below p·2⁶⁴.
    member private case.Mask =
        Array2D.init case.z.Columns 1 (fun k _ ->
            if float case.Noise[int64 k] < case.Hyperparameters.p * 2.0 ** 64.0 then
                0.0
            else
                1.0)

    /// The same numbers for the specification, in double.
    member case.Data: Data =
        let matrix (a: Matrix<'T>) =
            a.ToArray() |> Array2D.map Double.CreateChecked

        let column (v: Vector<'T>) =
            Array2D.init v.Length 1 (fun i _ -> Double.CreateChecked v[i])

        {
            Matrices =
                Map(
                    [
                        "X", matrix case.X
                        "W1", matrix case.W1
                        "b1", column case.b1
                        "W2", matrix case.W2
                        "b2", column case.b2
                        "W", matrix case.W
                        "A", matrix case.A
                        "B", matrix case.A
                        "z", matrix (case.z.Transpose())
                        "c", matrix (case.c.Transpose())
                        "Z", matrix case.Z
                        "T", matrix case.T
                        "w", column case.w
                        "v", Array2D.init case.ClassWeights.Length 1 (fun k _ -> case.ClassWeights[k])
                        "m", case.Mask
                        "Y", matrix case.Targets
                        "Ŷ", matrix case.Predictions
                    ]
                    @ [
                        for letter, value in case.Hyperparameters.ByLetter -> letter, array2D [ [ value ] ]
                    ]
                    @ case.Steps.Matrices
                    @ case.Scores.Matrices
                    @ case.Columns.Matrices
                    @ case.Corrections.Matrices
                    @ [
                        "E", Scores<'T>.OneHot(case.W2.Rows, case.Labels)
                        "D", case.InitialDraws.Normal
                        "U", case.InitialDraws.Uniform
                    ]
                )
            Labels = case.Labels
            Sizes =
                Map
                    [
                        "N", case.X.Rows
                        "K", case.W2.Rows
                        "n", case.W.Rows
                        "l", case.A.Columns
                        "t", case.Steps.Taken
                        "q", case.Steps.PeriodsAmongFourfold
                        "B", case.Scores.Bins
                    ]
        }

    /// A case with the given sizes and standard normal entries; a dead one has a hidden layer that never fires.
    static member Draw(seed: int64, sizes: Sizes, dead: bool) : Case<'T> =
        let numbers letter = RandomNumbers(seed).Split(int64 letter)

        let entry letter index =
            'T.CreateChecked((numbers letter).Normal index)

        let matrix letter rows columns =
            Matrix.Create(rows, columns, (fun i j -> entry letter (int64 (i * columns + j))))

        let column (values: 'T[]) = Vector.FromSpan(ReadOnlySpan values)

        {
            X = matrix 0 sizes.N sizes.d
            W1 = matrix 1 sizes.H sizes.d
            b1 =
                Array.init sizes.H (fun k -> if dead then 'T.CreateChecked -1000.0 else entry 2 (int64 k))
                |> column
            W2 = matrix 3 sizes.K sizes.H
            b2 = Array.init sizes.K (int64 >> entry 4) |> column
            W = matrix 5 sizes.n sizes.m
            A = matrix 6 sizes.m sizes.l
            z = matrix 9 1 sizes.K
            c = matrix 10 1 sizes.K
            Z = matrix 11 sizes.N sizes.K
            T =
                Matrix.Create(
                    sizes.N,
                    sizes.K,
                    (fun i j -> 'T.CreateChecked((numbers 12).Uniform(int64 (i * sizes.K + j))))
                )
            w =
                Array.init sizes.N (fun i -> 'T.CreateChecked(0.25 + (numbers 13).Uniform(int64 i)))
                |> column
            ClassWeights = Array.init sizes.K (fun k -> 0.25 + (numbers 14).Uniform(int64 k))
            Hyperparameters = Hyperparameters.draw (numbers 7)
            Noise = numbers 15
            Labels = Array.init sizes.N (fun i -> int (float sizes.K * (numbers 8).Uniform(int64 i)))
            Steps = Steps<'T>.Draw(numbers 30, Network.Input(sizes.d).Dense(sizes.H).Dense(sizes.K))
            Scores = Scores<'T>.Draw(numbers 40, sizes.N, sizes.K)
            Columns = Columns<'T>.Draw(numbers 50, sizes.N + 1, sizes.d)
            Corrections = Corrections<'T>.Draw(numbers 60, sizes.N, sizes.d, sizes.K)
        }
