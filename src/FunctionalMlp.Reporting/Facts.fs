namespace FunctionalMlp.Reporting

open System.IO
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Extensions

/// One state of a training.
type Moment =
    {
        Epoch: int
        Loss: float
        TrainAccuracy: float
        TestAccuracy: float
    }

/// What the training of the paper's network came to.
type TrainingFacts =
    {
        Dataset: string
        Widths: int list
        /// How the network was trained, in words.
        Recipe: string
        /// The first run, as it went.
        Moments: Moment list
        /// The held-out accuracy of each run, one for each seed.
        TestAccuracies: float list
    }

    /// The mean held-out accuracy over the seeds.
    member facts.MeanTestAccuracy = List.average facts.TestAccuracies

/// An equation with everything that speaks for it.
type EquationFacts =
    {
        Checked: CheckedEquation
        /// Type.Method of the functions that implement it.
        Implementations: string list
        /// The largest relative error of those functions in double.
        LibraryError: float
    }

    /// The largest difference of the sides in double, where the proof is not exact.
    member facts.DoubleError =
        let differences =
            [
                for _, verdict in facts.Checked.Verdicts do
                    match verdict with
                    | Verdict.Agrees(_, largest) -> largest
                    | _ -> ()
            ]

        if differences.IsEmpty then
            None
        else
            Some(List.max differences)

    /// Whether every witness agrees.
    member facts.Holds =
        facts.Checked.Holds
        && not facts.Implementations.IsEmpty
        && facts.LibraryError < Agreement.toleranceInDouble

/// Everything that is known about the paper, found out by running it.
type PaperFacts =
    {
        Paper: CheckedPaper
        Equations: EquationFacts list
        /// What the library has beyond the paper.
        Extensions: EquationFacts list
        Seconds: float
    }

/// Finds out the facts.
module Facts =
    /// How many random cases each pair is compared on; the suites compare more.
    let cases = 25

    let private libraryError (pairs: Pair list) =
        [
            for pair in pairs do
                for seed in 1L .. int64 cases do
                    let dead = seed % 5L = 0L
                    Agreement.errorInDouble pair (Case<double>.Draw(seed, Sizes.draw seed, dead))
        ]
        // NaN must not hide behind max.
        |> List.fold (fun largest error -> if error <= largest then largest else error) 0.0

    let private equationFacts (checkedEquation: CheckedEquation) =
        let pairs =
            Agreement.pairs
            |> List.filter (fun pair -> pair.Equation.Number = checkedEquation.Equation.Number)

        {
            Checked = checkedEquation
            Implementations = pairs |> List.map _.Implementation |> List.distinct
            LibraryError = libraryError pairs
        }

    /// Proves, refutes and compares everything.
    let paper () =
        let watch = System.Diagnostics.Stopwatch.StartNew()
        let paper = Check.all ()

        let inParallel f items =
            items |> Array.ofList |> Array.Parallel.map f |> List.ofArray

        {
            Paper = paper
            Equations = paper.Equations |> inParallel equationFacts
            Extensions = Extensions.equations |> inParallel (Check.equation >> equationFacts)
            Seconds = watch.Elapsed.TotalSeconds
        }

    /// What should hold and does not, or should be refuted and is not, in words; none if all is well.
    let problems (facts: PaperFacts) =
        [
            for equation in facts.Equations @ facts.Extensions do
                if not equation.Holds then
                    $"Equation {equation.Checked.Equation.Number} does not hold."
            for slip in facts.Paper.Slips do
                if slip.Slip.Kind = SlipKind.Slip && not (Verdict.isRefuted slip.Printed) then
                    $"A slip of {slip.Slip.Equation.Number} is not refuted as printed."

                if not (Verdict.holds slip.Corrected) then
                    $"A line of {slip.Slip.Equation.Number} does not hold as corrected."
            for derivation in facts.Paper.Derivations do
                if (Derivation.firstFalse derivation.Corrected).IsSome then
                    $"The derivation {derivation.Derivation.Name} does not hold as corrected."
            for mutant in facts.Paper.Mutants do
                if not (Verdict.isRefuted mutant.Verdict) then
                    $"A mutant of {mutant.Equation.Number} is not refuted: {mutant.Mutant.Change}."
        ]

    /// The source file of a library function, relative to the repository's top, if it is there.
    let sourceOf (root: string) (implementation: string) =
        let typeName = (implementation.Split '.')[0]

        Directory.EnumerateFiles(
            Path.Combine(root, "src", "FunctionalMlp"),
            $"{typeName}.cs",
            SearchOption.AllDirectories
        )
        |> Seq.tryHead
        |> Option.map (fun file -> Path.GetRelativePath(root, file).Replace('\\', '/'))
