namespace FunctionalMlp.Specification

open System
open System.Text

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

    // A letter alone is italic; so what it wears, a hat, a bar, a digit or a prime, stands in an element of its own.
    let private letter form (text: string) =
        let parts = text.Normalize NormalizationForm.FormD
        let italic = tag "mi" (form (string parts[0]))

        let over accent =
            $"<mover accent=\"true\">{italic}<mo stretchy=\"false\">{accent}</mo></mover>"

        match parts.Substring 1 with
        | "\u0302" -> over "^"
        | "\u0304" -> over "¯"
        | "′" -> tag "mrow" (italic + "<mo lspace=\"0\" rspace=\"0\">′</mo>")
        | digit when digit.Length = 1 && digit[0] >= '₀' && digit[0] <= '₉' ->
            tag "msub" (italic + tag "mn" (string (int digit[0] - int '₀')))
        | _ when Seq.forall Char.IsAsciiDigit text -> tag "mn" text
        | _ -> tag "mi" (form text)

    let rec private inner notation =
        match notation with
        | Notation.Letter text -> letter escape text
        | Notation.Bold text when Seq.forall Char.IsAsciiDigit text -> tag "mi" (bold text)
        | Notation.Bold text -> letter bold text
        | Notation.Name text -> $"<mi mathvariant=\"normal\">{escape text}</mi>"
        | Notation.Number n when n < 0 -> tag "mrow" (operator "−" + tag "mn" (string -n))
        | Notation.Number n -> tag "mn" (string n)
        | Notation.Sign(_, "\u2062") -> "<mo lspace=\"0\" rspace=\"0.17em\">\u2062</mo>"
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
        | Notation.Root body -> tag "msqrt" (inner body)
        | Notation.Wide body -> $"<mover>{inner body}<mo>~</mo></mover>"
        | Notation.Grid rows ->
            let cells = List.map (inner >> tag "mtd") >> String.concat "" >> tag "mtr"
            // Brackets that grow need a mathematical font; the page draws them as borders instead.
            let table = rows |> List.map cells |> String.concat ""
            $"<mtable class=\"grid\">{table}</mtable>"

    /// A math element that stands by itself.
    let write notation =
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">{inner notation}</math>"

    // Before which signs a line may end: rather before a relation than within a sum, and rather there than within a product.
    let private breaks = [ Set [ "="; "∈" ]; Set [ "+"; "−" ]; Set [ "·"; "⊙"; "⊗" ] ]

    let rec private flat notation =
        match notation with
        | Notation.Line parts -> List.collect flat parts
        | other -> [ other ]

    /// Each piece but the first begins with one of the signs; a sign after another one is a prefix, and begins none.
    let private split signs parts =
        let add pieces part =
            match pieces, part with
            | [], _ -> [ [ part ] ]
            | (Notation.Sign _ :: _ as piece) :: rest, _ -> (part :: piece) :: rest
            | _, Notation.Sign(_, character) when Set.contains character signs -> [ part ] :: pieces
            | piece :: rest, _ -> (part :: piece) :: rest

        parts |> List.fold add [] |> List.map List.rev |> List.rev

    let private piece isFirst parts =
        let body =
            match parts with
            // Between two operands it has room on both sides, as if the first of them stood here too.
            | Notation.Sign(_, character) :: rest when not isFirst ->
                $"<mo form=\"infix\">{escape character}</mo>" + inner (Notation.Line rest)
            | _ -> inner (Notation.Line parts)

        $"<math displaystyle=\"true\"><mrow>{body}</mrow></math>"

    let rec private pieces isFirst breaks parts =
        match breaks with
        | [] -> piece isFirst parts
        | signs :: finer ->
            match split signs parts with
            | [ whole ] -> pieces isFirst finer whole
            | several ->
                several
                |> List.mapi (fun k part -> $"<span>{pieces (isFirst && k = 0) finer part}</span>")
                |> String.concat "<wbr/>"

    /// A formula for a page that may be narrow, for browsers do not break a math element: several of them, in spans that a style sheet is to
    /// make blocks within the line. Then a line ends between two spans, and within one only if it is too long by itself.
    let writeInPieces notation = pieces true breaks (flat notation)
