namespace FunctionalMlp.Specification

open System
open System.Numerics
open FunctionalMlp

/// Numbers for the metrics of classifiers.
type Scores<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> =
    {
        /// P, the probabilities of K classes for N samples. Of three samples, one has those of a softmax, one is three quarters
        /// sure, which is where two bins may meet, and one is all but certain.
        Probabilities: Matrix<'T>
        /// F and H, probabilities of samples for classes, in eighths: two of each at least, and many are equal.
        Scores: Matrix<'T>
        /// The true classes of the samples that have scores; the first two differ.
        Classes: int[]
        /// B, the number of bins.
        Bins: int
    }

    /// One-hot rows.
    static member OneHot(classes: int, labels: int[]) =
        Array2D.init labels.Length classes (fun i k -> if labels[i] = k then 1.0 else 0.0)

    /// The most probable class of each sample.
    member scores.Predictions =
        [|
            for i in 0 .. scores.Probabilities.Rows - 1 ->
                seq { 0 .. scores.Probabilities.Columns - 1 }
                |> Seq.maxBy (fun k -> Double.CreateChecked scores.Probabilities[i, k])
        |]

    /// The scores for the first class, of its samples and of all others.
    member scores.ForFirstClass =
        let values =
            Array.init scores.Classes.Length (fun i -> Double.CreateChecked scores.Scores[i, 0])

        let own, rest = Array.zip scores.Classes values |> Array.partition (fst >> (=) 0)
        Array.map snd own, Array.map snd rest

    /// The same numbers by the letters of the specification.
    member scores.Matrices =
        let values (a: Matrix<'T>) =
            a.ToArray() |> Array2D.map Double.CreateChecked

        let column (values: float[]) =
            Array2D.init values.Length 1 (fun i _ -> values[i])

        let own, rest = scores.ForFirstClass

        [
            "P", values scores.Probabilities
            "Ê", Scores<'T>.OneHot(scores.Probabilities.Columns, scores.Predictions)
            "u", array2D [ [ Double.CreateChecked('T.BitIncrement 'T.One - 'T.One) ] ]
            "F", values scores.Scores
            "H", values scores.Scores
            "G", Scores<'T>.OneHot(scores.Scores.Columns, scores.Classes)
            "a", column own
            "b", column rest
        ]

    /// Scores of N samples for K classes, and of two more for two more.
    static member Draw(numbers: RandomNumbers, N: int, K: int) : Scores<'T> =
        let matrix letter rows columns (entry: int -> float -> float) =
            let values = numbers.Split(int64 letter)

            Matrix.Create(
                rows,
                columns,
                (fun i j -> 'T.CreateChecked(entry i (values.Normal(int64 (i * columns + j)))))
            )

        let uniform = numbers.Split 2L
        let places = numbers.Split 1L

        // Each eighth falls to one of the classes.
        let eighths i k =
            let own =
                [ 0..7 ]
                |> List.filter (fun part -> int (float (K + 2) * places.Uniform(int64 (8 * i + part))) = k)

            'T.CreateChecked(float own.Length / 8.0)

        let softmax =
            matrix 0 N K (fun i z -> if i % 3 = 2 then 1000.0 * z else z) |> Softmax.Apply

        let probability i k =
            let quarters = [ 0..3 ] |> List.filter (fun part -> (i + part / 3) % K = k)

            if i % 3 = 1 then
                'T.CreateChecked(float quarters.Length / 4.0)
            else
                softmax[i, k]

        {
            Probabilities = Matrix.Create(N, K, probability)
            Scores = Matrix.Create(N + 2, K + 2, eighths)
            Classes =
                Array.init N (fun i -> int (float (K + 2) * uniform.Uniform(int64 (i + 1))))
                |> Array.append [| 0; 1 |]
            // Half of them are multiples of four, which have ends at quarters.
            Bins =
                (1 + int (4.0 * uniform.Uniform 0L))
                * (1 + 3 * int (2.0 * uniform.Uniform(int64 (N + 1))))
        }
