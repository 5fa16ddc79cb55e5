module FunctionalMlp.Specification.Tests.PaperTests

open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Extensions

let private timer = Stopwatch.StartNew()

/// The paper, checked once for all tests.
let paper =
    lazy
        (timer.Restart()
         let result = Check.all () in
         timer.Stop()
         result)

[<Tests>]
let tests =
    testList
        "The paper"
        [
            testCase "each number from (1) to (20) is stated once"
            <| fun () ->
                let numbers = Paper.equations |> List.map _.Number
                Expect.equal (List.distinct numbers) numbers "no number twice"

                for number in 1..20 do
                    Expect.contains numbers $"({number})" "stated"

            testCase "each number from (1) to (20) stands once in the text of the specification"
            <| fun () ->
                let folder =
                    Path.Combine(FSharpInteractive.root, "src", "FunctionalMlp.Specification")

                let strings =
                    [
                        for file in Directory.EnumerateFiles(folder, "*.fs", SearchOption.AllDirectories) do
                            if not (file.Contains $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") then
                                for line in File.ReadLines file do
                                    if not (line.TrimStart().StartsWith "//") then
                                        for literal in Regex.Matches(line, "\"[^\"]*\"") -> literal.Value
                    ]

                for number in 1..20 do
                    let count =
                        strings
                        |> List.sumBy (fun literal -> Regex.Matches(literal, $"\\({number}\\)").Count)

                    Expect.equal count 1 $"({number})"

            testCase "every equation holds, and exactly but for the values of the loss"
            <| fun () ->
                for equation in paper.Value.Equations do
                    for claim, verdict in equation.Verdicts do
                        Expect.isTrue
                            (Verdict.holds verdict)
                            $"{equation.Equation.Number}: {PlainText.write (Claim.formula claim)}: {Verdict.text verdict}"

                let inDouble =
                    paper.Value.Equations
                    |> List.filter (fun equation -> not equation.IsExact)
                    |> List.map _.Equation.Number

                Expect.equal inDouble [ "§2.1, line 4"; "§2.1, J"; "§2.2, J̃" ] "not algebraic"

            testCase "every equation beyond the paper holds, each under a number of its own"
            <| fun () ->
                let checks = Extensions.equations |> List.map Check.equation

                for equation in checks do
                    for claim, verdict in equation.Verdicts do
                        Expect.isTrue
                            (Verdict.holds verdict)
                            $"{equation.Equation.Number}: {PlainText.write (Claim.formula claim)}: {Verdict.text verdict}"

                let inDouble =
                    checks
                    |> List.filter (fun equation -> not equation.IsExact)
                    |> List.map _.Equation.Number

                // They rest on log(ab) = log a + log b (the gradient of (E51) does not); on cos 2x = 2 cos² x - 1; on steps of
                // increasing arguments, or which number is the largest; on √a² = a and √(ab) = √a·√b.
                let values =
                    [
                        "(E51)"
                        "(E62)"
                        "(E63)"
                        "(E75)"
                        "(E76)"
                        "(E77)"
                        "(E78)"
                        "(E82)"
                        "(E84)"
                        "(E86)"
                    ]

                Expect.equal inDouble values "not algebraic"
                let numbers = Extensions.equations |> List.map _.Number
                Expect.equal (List.distinct numbers) numbers "no number twice"

                for number in numbers do
                    Expect.isTrue (Regex.IsMatch(number, @"^\(E[1-9][0-9]*\)$")) number

            testCase "the Jacobian of (7) has one entry in n that is not zero"
            <| fun () ->
                for at in paper.Value.Sparseness do
                    Expect.equal (at.NonZeros, at.Entries) (at.n * at.m * at.l, at.n * at.l * at.n * at.m) $"{at}"

            testCase "the check of the whole paper takes less than 20 seconds"
            <| fun () ->
                paper.Force() |> ignore
                Expect.isLessThan timer.Elapsed.TotalSeconds 20.0 "seconds"
        ]
