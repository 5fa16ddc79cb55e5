namespace FunctionalMlp.Reporting

open System.IO
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper

/// The report about the paper: every equation with its verdict, the slips, the derivations, the training.
module Report =
    open Page

    let private formula notation =
        wide (element "div" "formula" (MathML.writeInPieces notation))

    let private join parts = String.concat "\n" parts

    let private implementation root name =
        let code = element "code" "" (escape name)

        match Facts.sourceOf root name with
        | Some file -> $"<a href=\"../{escape file}\">{code}</a>"
        | None -> code

    let private equation root (facts: EquationFacts) =
        let equation = facts.Checked.Equation

        let head =
            element "span" "number" (escape equation.Number) + $" {escape equation.Title}"

        let verdicts =
            Verdict.together (List.map snd facts.Checked.Verdicts)
            |> List.map Verdict.text
            |> List.distinct
            |> List.map (fun text -> element "div" "" (escape text))

        let library =
            let names =
                facts.Implementations |> List.map (implementation root) |> String.concat ", "

            element "div" "" $"C#: {names}, largest error {small facts.LibraryError}"

        let also =
            facts.Checked.Equation.Also
            |> List.map (fun claim -> formula (Claim.formula claim))

        let alsoPart =
            if also.IsEmpty then
                ""
            else
                element "div" "label" "and so" + join also

        let mainPart = formula (Equation.formula equation)

        element
            "div"
            "card"
            (join
                [
                    element "div" "head" (mark facts.Holds + head)
                    mainPart
                    alsoPart
                    element "div" "facts" (join (verdicts @ [ library ]))
                ])

    let private equations root (facts: EquationFacts list) =
        [
            for section, ofSection in facts |> List.groupBy _.Checked.Equation.Section do
                element
                    "h3"
                    ""
                    (escape (
                        if System.Char.IsDigit section[0] then
                            $"Section {section}"
                        else
                            section
                    ))

                yield! ofSection |> List.map (equation root)
        ]
        |> join

    let private side label claim verdict =
        element
            "div"
            ""
            (join
                [
                    element "div" "label" (mark (Verdict.holds verdict) + " " + label)
                    formula (Claim.formula claim)
                    element "div" "soft" (escape (Verdict.text verdict))
                ])

    let private readAs text =
        if text = "" then
            ""
        else
            element "p" "soft" (escape $"Read as: {text}")

    let private slip (slip: CheckedSlip) =
        element
            "div"
            "card"
            (join
                [
                    element "div" "head" (element "span" "number" (escape slip.Slip.Equation.Number))
                    paragraph slip.Slip.What
                    readAs slip.Slip.ReadAs
                    element
                        "div"
                        "pair"
                        (side "as printed" slip.Slip.Printed slip.Printed
                         + side "as corrected" slip.Slip.Corrected slip.Corrected)
                ])

    let private lines (checkedLines: CheckedLine list) =
        checkedLines
        |> List.mapi (fun k line ->
            let notation = Render.formula line.Line.Expression

            // A chain begins without a sign: its first line is not said to equal the end of the chain before.
            let notation =
                if line.Line.Begins then
                    notation
                else
                    Notation.Line [ Notation.Sign("=", "="); notation ]

            let reason =
                if line.Line.Because = "" then
                    ""
                else
                    element "div" "soft" (escape line.Line.Because)

            let place = mark (Verdict.holds line.Verdict) + element "span" "soft" $" {k + 1}"

            element
                "li"
                (if line.Line.Begins then "begins" else "")
                (element "div" "" place + element "div" "line" (formula notation + reason)))
        |> join
        |> element "ol" "lines"

    let private derivation (derivation: CheckedDerivation) =
        let ending =
            match Derivation.firstFalse derivation.Printed with
            | None -> "Every line holds as printed."
            | Some(number, line) -> $"Line {number} is the first that is false: {Verdict.text line.Verdict}"

        join
            [
                element "h3" "" (escape derivation.Derivation.Name)
                element
                    "div"
                    "card"
                    (element "div" "label" "as printed"
                     + readAs derivation.Derivation.ReadAs
                     + lines derivation.Printed
                     + element "p" "soft" (escape ending))
                element "div" "card" (element "div" "label" "as corrected" + lines derivation.Corrected)
            ]

    let private training (facts: TrainingFacts) =
        let epochs = facts.Moments |> List.map (fun moment -> float moment.Epoch)

        let curve name select =
            name, epochs, facts.Moments |> List.map select

        let last = List.last facts.Moments

        join
            [
                paragraph facts.Recipe
                wide (Picture.lines "epoch" "J̃" [ curve "loss" _.Loss ])
                wide (
                    Picture.lines "epoch" "accuracy" [ curve "train" _.TrainAccuracy; curve "held out" _.TestAccuracy ]
                )
                paragraph
                    $"The first run goes from a loss of {facts.Moments.Head.Loss:F4} to {last.Loss:F4}. Over {facts.TestAccuracies.Length} seeds the mean held-out accuracy is {facts.MeanTestAccuracy:F4}, the lowest {List.min facts.TestAccuracies:F4}."
            ]

    let private sparseness (facts: Sparseness list) =
        let row (sparse: Sparseness) =
            [
                $"{sparse.n}×{sparse.m}"
                $"{sparse.m}×{sparse.l}"
                $"{sparse.NonZeros:N0}"
                $"{sparse.Entries:N0}"
                $"{100.0 * float sparse.NonZeros / float sparse.Entries:F1} %%"
            ]
            |> List.map (element "td" "")
            |> join
            |> element "tr" ""

        let head =
            [ "W"; "A"; "non-zeros"; "entries"; "share" ]
            |> List.map (element "th" "")
            |> join
            |> element "tr" ""

        join
            [
                paragraph
                    "How sparse the Jacobian of (7) is, which the paper calls very sparse, counted at random points:"
                wide (element "table" "" (head + join (facts |> List.map row)))
            ]

    let private figure value what =
        $"<div><b>{value}</b>{escape what}</div>"

    let private summary (facts: PaperFacts) (trained: TrainingFacts) =
        let isSlip (slip: CheckedSlip) = slip.Slip.Kind = SlipKind.Slip
        let slips = facts.Paper.Slips |> List.filter isSlip

        let refutedMutants =
            facts.Paper.Mutants
            |> List.filter (fun mutant -> Verdict.isRefuted mutant.Verdict)

        let holding = facts.Equations |> List.filter _.Holds
        let exact = facts.Equations |> List.filter _.Checked.IsExact

        [
            figure $"{holding.Length} of {facts.Equations.Length}" "equations hold"
            figure $"{exact.Length}" "of them proved exactly"
            figure $"{slips.Length}" "slips refuted and mended"
            figure $"{refutedMutants.Length} of {facts.Paper.Mutants.Length}" "mutants refuted"
            figure $"%.3f{trained.MeanTestAccuracy}" "held-out accuracy on Iris"
            figure $"%.1f{facts.Seconds} s" "for all checks"
        ]
        |> join
        |> element "div" "numbers"

    let private contents =
        [
            "equations", "Equations"
            "slips", "Slips"
            "conventions", "Conventions"
            "derivations", "Derivations"
            "beyond", "Beyond the paper"
            "training", "Training"
        ]
        |> List.map (fun (id, title) -> $"<a href=\"#{id}\">{title}</a>")
        |> join
        |> element "nav" ""

    /// The page; links to sources are relative to a folder under the repository's top.
    let page root (facts: PaperFacts) trained =
        let ofKind kind =
            facts.Paper.Slips
            |> List.filter (fun slip -> slip.Slip.Kind = kind)
            |> List.map slip
            |> join

        join
            [
                element "h1" "" "A derivation of back-propagation, checked"
                paragraph
                    "Every equation of the paper is a typed expression that is executed, proved and printed here from the same tree. “Exact” means: both sides are equal at random points of a prime field, where derivatives are taken by dual numbers; there is no tolerance and no step size. The C# column is the public function of the library that computes it, compared on random shapes."
                summary facts trained
                contents
                heading "equations" "Equations"
                equations root facts.Equations
                sparseness facts.Paper.Sparseness
                heading "slips" "Slips of the printed text"
                paragraph
                    "Each line is stated as printed and refuted by the program, then stated as corrected and proved. Where a line has several slips, each is shown with the others mended."
                ofKind SlipKind.Slip
                heading "conventions" "Conventions"
                paragraph
                    "Unusual, but right when read as meant. Where a reading to the letter fails, the program says how."
                ofKind SlipKind.Convention
                heading "derivations" "Derivations, line by line"
                facts.Paper.Derivations |> List.map derivation |> join
                heading "beyond" "Beyond the paper"
                paragraph
                    "The library's other activations, losses, penalties, updates, schedules and metrics, held to their equations in the same way. An update is stated by its third step, the letters of which are defined by their recursions."
                equations root facts.Extensions
                heading "training" "The network, trained"
                training trained
            ]
        |> Page.document "FunctionalMlp: the paper, checked"

    /// Writes the page to a file, whole or not at all.
    let write root (path: string) facts trained =
        let scratch = path + ".new"
        File.WriteAllText(scratch, page root facts trained)
        File.Move(scratch, path, true)
