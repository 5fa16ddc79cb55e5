namespace FunctionalMlp.Specification

open System
open System.Numerics
open FunctionalMlp

/// Numbers for scalings.
type Columns<'T
    when 'T: unmanaged
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType
    and 'T :> IBinaryFloatingPointIeee754<'T>> =
    {
        /// V, two rows at least. Entries of one column are some way from one another, but for the last of several columns: it
        /// is constant.
        Values: Matrix<'T>
        /// A shift and a scale for each column.
        Shift: Vector<'T>
        Scale: Vector<'T>
    }

    /// The same numbers by the letters of the specification.
    member columns.Matrices =
        let column (v: Vector<'T>) =
            Array2D.init v.Length 1 (fun j _ -> Double.CreateChecked v[j])

        [
            "V", columns.Values.ToArray() |> Array2D.map Double.CreateChecked
            "o", column columns.Shift
            "q", column columns.Scale
        ]

    /// Random ones.
    static member Draw(numbers: RandomNumbers, rows: int, count: int) : Columns<'T> =
        let uniform letter index =
            (numbers.Split(int64 letter)).Uniform(int64 index)

        let vector letter =
            Vector.FromSpan(ReadOnlySpan(Array.init count (fun j -> 'T.CreateChecked(0.25 + uniform letter j))))

        let entry i j =
            if j > 0 && j = count - 1 then
                0.5 * float j
            else
                0.5 * float j + 2.0 * float (i % 2) + uniform 0 (i * count + j)

        {
            Values = Matrix.Create(rows, count, (fun i j -> 'T.CreateChecked(entry i j)))
            Shift = vector 1
            Scale = vector 2
        }
