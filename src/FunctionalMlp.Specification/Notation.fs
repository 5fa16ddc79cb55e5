namespace FunctionalMlp.Specification

open System

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
    /// Σ with what stands under it and over it.
    | BigSum of below: Notation * above: Notation
    | Wide of Notation
    /// Rows of cells, between brackets.
    | Grid of Notation list list

/// Prints a formula as LaTeX.
module LaTeX =
    let private letters =
        Map
            [
                "λ", "\\lambda"
                "φ", "\\phi"
                "ψ", "\\psi"
                "Δ", "\\Delta"
                "σ", "\\sigma"
                "∂", "\\partial"
                "𝕀", "\\mathbb{I}"
                "i′", "i'"
                "ℝ", "\\mathbb{R}"
            ]

    let private letter text =
        letters |> Map.tryFind text |> Option.defaultValue text

    /// The LaTeX source of a formula, without dollar signs.
    let rec write notation =
        match notation with
        | Notation.Letter text -> letter text
        | Notation.Bold text -> $"\\mathbf{{{text}}}"
        | Notation.Name text when Map.containsKey text letters -> letter text
        | Notation.Name text -> $"\\operatorname{{{text}}}"
        | Notation.Number n -> string n
        | Notation.Sign(latex, _) -> latex
        | Notation.Line parts -> parts |> List.map write |> String.concat " "
        | Notation.Fenced(left, body, right) ->
            let fence (text: string) =
                match text with
                | "{" -> "\\{"
                | "}" -> "\\}"
                | "‖" -> "\\|"
                | other -> other

            $"\\left{fence left} {write body} \\right{fence right}"
        | Notation.Script(basis, below, above) ->
            let part mark =
                Option.map (fun n -> $"{mark}{{{write n}}}") >> Option.defaultValue ""

            $"{{{write basis}}}{part '_' below}{part '^' above}"
        | Notation.Fraction(top, bottom) -> $"\\frac{{{write top}}}{{{write bottom}}}"
        | Notation.BigSum(below, above) -> $"\\sum_{{{write below}}}^{{{write above}}}"
        | Notation.Wide body -> $"\\widetilde{{{write body}}}"
        | Notation.Grid rows ->
            let body =
                rows
                |> List.map (List.map write >> String.concat " & ")
                |> String.concat " \\\\ "

            $"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"

/// Prints a formula as MathML.
module MathML =
    let private escape (text: string) =
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")

    let private tag name body = $"<{name}>{body}</{name}>"
    // Bold letters are characters of their own: MathML Core knows no bold variant.
    let private bold (text: string) =
        text
        |> String.collect (fun c ->
            if c >= 'a' && c <= 'z' then
                Char.ConvertFromUtf32(0x1D41A + int c - int 'a')
            elif c >= '0' && c <= '9' then
                Char.ConvertFromUtf32(0x1D7CE + int c - int '0')
            elif c >= 'A' && c <= 'Z' then
                Char.ConvertFromUtf32(0x1D400 + int c - int 'A')
            else
                string c)

    let private operator text = tag "mo" (escape text)

    let rec private inner notation =
        match notation with
        | Notation.Letter text -> tag "mi" (escape text)
        | Notation.Bold text -> tag "mi" (bold text)
        | Notation.Name text -> $"<mi mathvariant=\"normal\">{escape text}</mi>"
        | Notation.Number n when n < 0 -> tag "mrow" (operator "−" + tag "mn" (string -n))
        | Notation.Number n -> tag "mn" (string n)
        | Notation.Sign(_, character) -> operator character
        | Notation.Line parts -> parts |> List.map inner |> String.concat "" |> tag "mrow"
        | Notation.Fenced(left, body, right) ->
            let fence form text =
                $"<mo fence=\"true\" form=\"{form}\" stretchy=\"true\">{escape text}</mo>"

            tag "mrow" (fence "prefix" left + inner body + fence "postfix" right)
        | Notation.Script(basis, None, None) -> inner basis
        | Notation.Script(basis, Some below, None) -> tag "msub" (inner basis + inner below)
        | Notation.Script(basis, None, Some above) -> tag "msup" (inner basis + inner above)
        | Notation.Script(basis, Some below, Some above) -> tag "msubsup" (inner basis + inner below + inner above)
        | Notation.Fraction(top, bottom) -> tag "mfrac" (inner top + inner bottom)
        | Notation.BigSum(below, above) -> tag "munderover" (operator "∑" + inner below + inner above)
        | Notation.Wide body -> $"<mover accent=\"true\">{inner body}<mo>~</mo></mover>"
        | Notation.Grid rows ->
            let cells = List.map (inner >> tag "mtd") >> String.concat "" >> tag "mtr"
            // Brackets that grow need a mathematical font; the page draws them as borders instead.
            let table = rows |> List.map cells |> String.concat ""
            $"<mtable class=\"grid\">{table}</mtable>"

    /// A math element that stands by itself.
    let write notation =
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">{inner notation}</math>"

    /// A math element within a line of text.
    let writeInline notation =
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inner notation}</math>"

/// Prints a formula on one line of plain text, for consoles and messages.
module PlainText =
    let private raised =
        Map
            [
                for plain, up in Seq.zip "0123456789()T" "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ" do
                    plain, up
            ]

    let private isAtom (text: string) = text |> Seq.forall Char.IsLetterOrDigit

    /// The text of a formula.
    let rec write notation =
        match notation with
        | Notation.Letter text
        | Notation.Bold text
        | Notation.Name text -> text
        | Notation.Number n -> string n
        | Notation.Sign(_, character) ->
            match character with
            | "\u2062" -> " "
            | "·"
            | ","
            | ":"
            | "…"
            | "⋮" -> character
            | other -> $" {other} "
        | Notation.Line parts ->
            parts
            |> List.map write
            |> String.concat ""
            |> (fun text -> text.Replace("  ", " "))
        | Notation.Fenced(left, body, right) ->
            let body = (write body).Trim()
            $"{left}{body}{right}"
        | Notation.Script(basis, below, above) ->
            let below =
                match below |> Option.map write with
                | None -> ""
                | Some text when isAtom text -> $"_{text}"
                | Some text -> $"_{{{text}}}"

            let above =
                match above |> Option.map write with
                | None -> ""
                | Some text when text |> Seq.forall (fun c -> Map.containsKey c raised) ->
                    text |> String.map (fun c -> raised[c])
                | Some text -> $"^{text}"

            write basis + above + below
        | Notation.Fraction(top, bottom) ->
            let part (text: string) =
                if text.Contains ' ' then $"({text})" else text

            $"{part (write top)}/{part (write bottom)}"
        | Notation.BigSum(below, _) ->
            let index = ((write below).Split '=')[0]
            $"Σ_{index.Trim()} "
        | Notation.Wide body -> write body + "\u0303"
        | Notation.Grid rows ->
            let body =
                rows |> List.map (List.map write >> String.concat ", ") |> String.concat "; "

            $"[{body}]"
