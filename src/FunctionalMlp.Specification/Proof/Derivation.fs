namespace FunctionalMlp.Specification

/// One line of a derivation, and why it is said to equal the line before; or the first of a chain of equal lines.
type Line =
    {
        Expression: Node
        Because: string
        Begins: bool
    }

/// A derivation: a chain of lines that are all said to be equal, or several such chains, one after the other.
type Derivation = { Name: string; Lines: Line list }

/// A line with its mark: the verdict on its being equal to the first line.
type CheckedLine = { Line: Line; Verdict: Verdict }

/// Writes derivations and checks them.
module Derivation =
    let private lines reasonsAndNodes =
        reasonsAndNodes
        |> List.mapi (fun place (reason, node) ->
            {
                Expression = node
                Because = reason
                Begins = (place = 0)
            })

    /// A derivation whose lines the compiler knows to have one shape, each with its reason.
    let because name (chain: (string * Expression<'r, 'c>) list) =
        {
            Name = name
            Lines = lines [ for reason, line in chain -> reason, line.Node ]
        }

    /// A derivation whose lines the compiler knows to have one shape.
    let typed name (chain: Expression<'r, 'c> list) =
        because name [ for line in chain -> "", line ]

    /// A derivation of untyped lines: what does not conform is found when it is checked.
    let untyped name chain =
        {
            Name = name
            Lines = lines [ for line in chain -> "", line ]
        }

    /// A derivation that goes on with a chain of its own, which may use what the first has found.
    let goingOn (next: Derivation) derivation =
        { derivation with
            Lines = derivation.Lines @ next.Lines
        }

    let private mark (first: Line) (line: Line) =
        if line.Begins then
            match Shapes.infer line.Expression with
            | Ok _ -> Verdict.Conforms
            | Error reason -> Verdict.IllFormed reason
        else
            Prove.claim (Claim.Equal(first.Expression, line.Expression))

    /// Marks each line. As long as the lines hold, being equal to the first line of the chain and to the line before is
    /// the same; after a false line, the mark still says whether a line is what the derivation set out to find.
    let check derivation =
        let rec go first lines =
            match lines with
            | [] -> []
            | line :: rest ->
                let first = if line.Begins then line else first

                {
                    Line = line
                    Verdict = mark first line
                }
                :: go first rest

        match derivation.Lines with
        | [] -> []
        | first :: _ -> go first derivation.Lines

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
            let sign = if line.Line.Begins then " " else "="

            let witness =
                match line.Verdict with
                | Verdict.Agrees(points, _) -> [ $"agrees in double at {points} points" ]
                | Verdict.Undecided _ -> [ "undecided" ]
                | _ -> []

            let notes =
                match List.filter ((<>) "") [ line.Line.Because ] @ witness with
                | [] -> ""
                | notes -> notes |> String.concat "; " |> fun notes -> $"   [{notes}]"

            $"  {mark} {number, 2}  {sign} {Render.text line.Line.Expression}{notes}"

        let ending =
            match firstFalse lines with
            | None -> $"Every line holds: {lines.Length} lines."
            | Some(number,
                   {
                       Verdict = Verdict.Undecided _ as verdict
                   }) -> $"Line {number} is the first that is not shown to hold. {Verdict.text verdict}"
            | Some(number, line) -> $"Line {number} is the first that is false. {Verdict.text line.Verdict}"

        [ derivation.Name ]
        @ List.mapi (fun k line -> printed (k + 1) line) lines
        @ [ ending ]
        |> String.concat "\n"
