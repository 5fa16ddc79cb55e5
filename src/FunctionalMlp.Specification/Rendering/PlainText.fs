namespace FunctionalMlp.Specification

open System

/// Prints a formula on one line of plain text, for consoles and messages.
module PlainText =
    let private raised =
        Map
            [
                for plain, up in Seq.zip "0123456789()T+" "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ⁺" do
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
                match above |> Option.map (fun above -> (write above).Trim()) with
                | None -> ""
                | Some text when text |> Seq.forall (fun c -> Map.containsKey c raised) ->
                    text |> String.map (fun c -> raised[c])
                | Some text -> $"^{text}"

            write basis + above + below
        | Notation.Fraction(top, bottom) ->
            let part (text: string) =
                if text.Contains ' ' || text.Contains '·' then
                    $"({text})"
                else
                    text

            $"{part (write top)}/{part (write bottom)}"
        | Notation.BigSum(below, _) ->
            let index = ((write below).Split '=')[0]
            $"Σ_{index.Trim()} "
        | Notation.Root body ->
            match write body with
            | text when isAtom text -> $"√{text}"
            | text -> $"√({text.Trim()})"
        | Notation.Wide body -> write body + "\u0303"
        | Notation.Grid rows ->
            let body =
                rows |> List.map (List.map write >> String.concat ", ") |> String.concat "; "

            $"[{body}]"
