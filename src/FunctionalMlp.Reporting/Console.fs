namespace FunctionalMlp.Reporting

open Spectre.Console
open FunctionalMlp.Specification

/// What the main job prints.
module Console =
    let private mark holds =
        if holds then "[green]✓[/]" else "[red]✗[/]"

    let private escape (text: string) = Markup.Escape text

    /// A heading.
    let heading (text: string) =
        AnsiConsole.WriteLine()
        AnsiConsole.MarkupLine $"[bold]{escape text}[/]"

    /// A line of plain text.
    let line (text: string) = AnsiConsole.MarkupLine(escape text)

    /// The equations with their checks.
    let equations (facts: EquationFacts list) =
        let table = Table().Border(TableBorder.Simple)

        for title in [ ""; "equation"; "title"; "C# function"; "exact"; "in double"; "C# error" ] do
            table.AddColumn(TableColumn(title)) |> ignore

        for fact in facts do
            let equation = fact.Checked.Equation

            table.AddRow(
                mark fact.Holds,
                escape equation.Number,
                escape equation.Title,
                escape (String.concat ", " fact.Implementations),
                (if fact.Checked.IsExact then "proved" else ""),
                (match fact.DoubleError with
                 | Some error -> Page.small error
                 | None -> ""),
                Page.small fact.LibraryError
            )
            |> ignore

        // A table as narrow as a log file's default would break every line.
        if not AnsiConsole.Profile.Out.IsTerminal then
            AnsiConsole.Profile.Width <- 160

        AnsiConsole.Write table

    /// The counts of what was refuted.
    let refutations (facts: PaperFacts) =
        let slips =
            facts.Paper.Slips
            |> List.filter (fun slip -> slip.Slip.Kind = Paper.SlipKind.Slip)

        let refuted =
            slips |> List.filter (fun slip -> Verdict.isRefuted slip.Printed) |> List.length

        let mutants =
            facts.Paper.Mutants
            |> List.filter (fun mutant -> Verdict.isRefuted mutant.Verdict)
            |> List.length

        line $"Slips of the printed text: {slips.Length}, refuted {refuted}."

        line
            $"Equations made false on purpose: {facts.Paper.Mutants.Length}, refuted {mutants}: {facts.Paper.MutantsRefutedByShape} by their shape, {facts.Paper.MutantsRefutedByValue} by a value."

        for derivation in facts.Paper.Derivations do
            let printed =
                match Derivation.firstFalse derivation.Printed with
                | Some(number, _) -> $"as printed, line {number} is the first that is false"
                | None -> "as printed, every line holds"

            let corrected =
                match Derivation.firstFalse derivation.Corrected with
                | Some(number, _) -> $"as corrected, line {number} is false"
                | None -> "as corrected, every line holds"

            line $"{derivation.Derivation.Name}: {printed}; {corrected}."

    /// Does a piece of work for each item, with a progress bar where the terminal can show one.
    let withProgress (what: string) (items: 'a list) (work: 'a -> 'b) =
        if AnsiConsole.Profile.Capabilities.Interactive then
            AnsiConsole
                .Progress()
                .Start(fun context ->
                    let task = context.AddTask(escape what, true, float items.Length)

                    items
                    |> List.map (fun item ->
                        let result = work item
                        task.Increment 1.0
                        result))
        else
            line $"{what} …"
            items |> List.map work

    /// One state of a training.
    let moment (moment: Moment) =
        line
            $"  epoch %4d{moment.Epoch}   loss %.4f{moment.Loss}   train accuracy %.3f{moment.TrainAccuracy}   test accuracy %.3f{moment.TestAccuracy}"
