namespace FunctionalMlp.Specification

/// One line of a derivation, and why it is said to equal the line before.
type Line = { Expression: Node; Because: string }

/// A derivation: lines that are all said to be equal.
type Derivation = { Name: string; Lines: Line list }

/// A line with its mark: the verdict on its being equal to the first line.
type CheckedLine = { Line: Line; Verdict: Verdict }

/// Writes derivations and checks them.
module Derivation =
    /// A derivation whose lines the compiler knows to have one shape, each with its reason.
    let because name (lines: (string * Expression<'r, 'c>) list) =
        {
            Name = name
            Lines =
                [
                    for reason, line in lines ->
                        {
                            Expression = line.Node
                            Because = reason
                        }
                ]
        }

    /// A derivation whose lines the compiler knows to have one shape.
    let typed name (lines: Expression<'r, 'c> list) =
        because name [ for line in lines -> "", line ]

    /// A derivation of untyped lines: what does not conform is found when it is checked.
    let untyped name lines =
        {
            Name = name
            Lines = [ for line in lines -> { Expression = line; Because = "" } ]
        }

    /// Marks each line. As long as the lines hold, being equal to the first line and to the line before is the same;
    /// after a false line, the mark still says whether a line is what the derivation set out to find.
    let check derivation =
        match derivation.Lines with
        | [] -> []
        | first :: _ ->
            [
                for line in derivation.Lines ->
                    {
                        Line = line
                        Verdict =
                            if obj.ReferenceEquals(line, first) then
                                match Shapes.infer first.Expression with
                                | Ok _ -> Verdict.Conforms
                                | Error reason -> Verdict.IllFormed reason
                            else
                                Prove.claim (Claim.Equal(first.Expression, line.Expression))
                    }
            ]

    /// The number of the first line that does not hold, counted from 1, and that line.
    let firstFalse checkedLines =
        checkedLines
        |> List.indexed
        |> List.tryFind (fun (_, line) -> not (Verdict.holds line.Verdict))
        |> Option.map (fun (number, line) -> number + 1, line)

    /// The derivation as text: a mark, a number, the line; and after a first false line, why it is false.
    let report derivation =
        let lines = check derivation

        let printed number (line: CheckedLine) =
            let mark = if Verdict.holds line.Verdict then "✓" else "✗"
            let sign = if number = 1 then " " else "="
            $"  {mark} {number, 2}  {sign} {Render.text line.Line.Expression}"

        let ending =
            match firstFalse lines with
            | None -> $"Every line holds: {lines.Length} lines."
            | Some(number, line) -> $"Line {number} is the first that is false. {Verdict.text line.Verdict}"

        [ derivation.Name ]
        @ List.mapi (fun k line -> printed (k + 1) line) lines
        @ [ ending ]
        |> String.concat "\n"
