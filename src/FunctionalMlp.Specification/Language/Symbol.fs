namespace FunctionalMlp.Specification

/// An index that a sum binds or that an equation leaves free: it runs over a dimension.
type Index = { Name: string; Over: Dimension }

/// Where a row, a column or an entry is taken.
[<RequireQualifiedAccess>]
type Position =
    /// At an index.
    | At of Index
    /// At a number, counted from one as on the page.
    | Fixed of int
    /// At the last place of a dimension.
    | Last of Dimension
    /// At the label of a sample: y_i, one of the classes.
    | Label of sample: Position * classes: Dimension

/// A letter with the layer in its superscript and the positions in its subscript, such as z_i^(2).
type Symbol =
    {
        Letter: string
        Layer: int option
        Subscript: Position list
    }
