namespace FunctionalMlp.Specification

/// A formula as it stands on the page, whoever prints it.
[<RequireQualifiedAccess>]
type Notation =
    /// A variable's letter, in italics.
    | Letter of string
    /// A letter for a vector, in bold.
    | Bold of string
    /// The name of a function, upright.
    | Name of string
    | Number of int
    /// A sign: its LaTeX and its character.
    | Sign of latex: string * character: string
    | Line of Notation list
    | Fenced of left: string * Notation * right: string
    | Script of Notation * below: Notation option * above: Notation option
    | Fraction of Notation * Notation
    /// The sign of a sum with what stands under it and over it.
    | BigSum of below: Notation * above: Notation
    | Wide of Notation
    | Root of Notation
    /// Rows of cells, between brackets.
    | Grid of Notation list list
