namespace FunctionalMlp.Specification

/// A symbolic dimension: 1, a letter such as H, or a product such as n·m.
[<RequireQualifiedAccess>]
type Dimension =
    | One
    | Named of string
    | Times of Dimension * Dimension

    /// The product of two dimensions. Products associate: in whatever order they are formed, they are the same tree.
    static member (*)(left: Dimension, right: Dimension) : Dimension =
        match left, right with
        | One, other
        | other, One -> other
        | Times(first, rest), _ -> Times(first, rest * right)
        | _ -> Times(left, right)

    override this.ToString() =
        match this with
        | One -> "1"
        | Named letter -> letter
        | Times(left, right) -> $"{left}·{right}"

/// Rows and columns.
type Shape =
    {
        Rows: Dimension
        Columns: Dimension
    }

    /// The number of entries, as a dimension.
    member shape.Count = shape.Rows * shape.Columns

    override shape.ToString() = $"{shape.Rows}×{shape.Columns}"
