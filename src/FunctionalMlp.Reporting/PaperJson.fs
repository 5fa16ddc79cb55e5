namespace FunctionalMlp.Reporting

open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper

/// The facts about the paper as JSON, for other programs.
module PaperJson =
    let private object (members: (string * (JsonNode | null)) list) : JsonNode | null =
        let result = JsonObject()

        for name, value in members do
            result.Add(name, value)

        result

    let private array (items: (JsonNode | null) list) : JsonNode | null =
        let result = JsonArray()
        items |> List.iter result.Add
        result

    let private text (value: string) : JsonNode | null = JsonValue.Create value
    let private number (value: float) : JsonNode | null = JsonValue.Create value
    let private count (value: int) : JsonNode | null = JsonValue.Create value
    let private flag (value: bool) : JsonNode | null = JsonValue.Create value

    let private orNull make value : JsonNode | null =
        value |> Option.map make |> Option.toObj

    let private equation (facts: EquationFacts) =
        let equation = facts.Checked.Equation

        object
            [
                "number", text equation.Number
                "title", text equation.Title
                "section", text equation.Section
                "latex", text (LaTeX.write (Equation.formula equation))
                "implementation", facts.Implementations |> List.tryHead |> orNull text
                "implementations", array (facts.Implementations |> List.map text)
                "witnesses",
                object
                    [
                        "exact", (if facts.Checked.IsExact then Some "proved" else None) |> orNull text
                        "double", facts.DoubleError |> orNull number
                        "library",
                        (if facts.Implementations.IsEmpty then
                             None
                         else
                             Some facts.LibraryError)
                        |> orNull number
                    ]
                "holds", flag facts.Holds
            ]

    let private slip (slip: CheckedSlip) =
        object
            [
                "equation", text slip.Slip.Equation.Number
                "what", text slip.Slip.What
                "printed", text (LaTeX.write (Claim.formula slip.Slip.Printed))
                "corrected", text (LaTeX.write (Claim.formula slip.Slip.Corrected))
                "kind",
                text (
                    match slip.Slip.Kind with
                    | SlipKind.Slip -> "slip"
                    | SlipKind.Convention -> "convention"
                )
                "readAs", text slip.Slip.ReadAs
                "refutation", slip.Refutation |> orNull text
                "correction", text (Verdict.text slip.Corrected)
            ]

    let private derivation (derivation: CheckedDerivation) =
        let firstFalse = Derivation.firstFalse derivation.Printed

        object
            [
                "name", text derivation.Derivation.Name
                "readAs", text derivation.Derivation.ReadAs
                "lines", count derivation.Printed.Length
                "firstFalseLineAsPrinted", firstFalse |> orNull (fst >> count)
                "reason", firstFalse |> orNull (fun (_, line) -> text (Verdict.text line.Verdict))
                "linesAsCorrected", count derivation.Corrected.Length
                "holdsAsCorrected", flag (Derivation.firstFalse derivation.Corrected).IsNone
            ]

    let private training (facts: TrainingFacts) =
        object
            [
                "dataset", text facts.Dataset
                "widths", array (facts.Widths |> List.map count)
                "initialLoss", number facts.Moments.Head.Loss
                "finalLoss", number (List.last facts.Moments).Loss
                "trainAccuracy", number (List.last facts.Moments).TrainAccuracy
                "testAccuracy", number facts.MeanTestAccuracy
                "seeds", count facts.TestAccuracies.Length
            ]

    /// The document.
    let document (facts: PaperFacts) (trained: TrainingFacts) =
        let mutants = facts.Paper.Mutants

        object
            [
                "equations", array (facts.Equations |> List.map equation)
                "extensions", array (facts.Extensions |> List.map equation)
                "slips", array (facts.Paper.Slips |> List.map slip)
                "derivations", array (facts.Paper.Derivations |> List.map derivation)
                "mutants",
                object
                    [
                        "tried", count mutants.Length
                        "refuted",
                        mutants
                        |> List.filter (fun mutant -> Verdict.isRefuted mutant.Verdict)
                        |> List.length
                        |> count
                        "refutedByShape", count facts.Paper.MutantsRefutedByShape
                        "refutedByValue", count facts.Paper.MutantsRefutedByValue
                    ]
                "training", training trained
            ]

    /// Writes the document to a file, whole or not at all.
    let write (path: string) facts trained =
        let options =
            JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

        let scratch = path + ".new"
        File.WriteAllText(scratch, JsonSerializer.Serialize(document facts trained, options) + "\n")
        File.Move(scratch, path, true)
