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

/// Parentheses, brackets and braces.
module Fences =
    // How many fences stand within one another; those of a function's argument count only for what they hold.
    let rec private depth notation =
        let deepest parts =
            parts |> List.map depth |> List.fold max 0

        match notation with
        | Notation.Line [ Notation.Name _; Notation.Fenced(_, body, _) ] -> depth body
        | Notation.Fenced(_, body, _) -> 1 + depth body
        | Notation.Line parts -> deepest parts
        | Notation.Root body
        | Notation.Script(body, _, _) -> depth body
        | Notation.Fraction(top, bottom) -> max (depth top) (depth bottom)
        | _ -> 0

    /// A formula between fences that differ from those just within it.
    let around body =
        match depth body % 3 with
        | 0 -> Notation.Fenced("(", body, ")")
        | 1 -> Notation.Fenced("[", body, "]")
        | _ -> Notation.Fenced("{", body, "}")
