module FunctionalMlp.Specification.Tests.AgreementTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Extensions

/// What a comparison is drawn from: sizes from one on, and one hidden layer in four dead.
type Draw =
    {
        Seed: int64
        Sizes: Sizes
        Dead: bool
    }

type Draws =
    static member Draw() =
        gen {
            let! seed = Gen.choose (1, Int32.MaxValue)
            let! dead = Gen.frequency [ 3, Gen.constant false; 1, Gen.constant true ]

            return
                {
                    Seed = seed
                    Sizes = Sizes.draw seed
                    Dead = dead
                }
        }
        |> Arb.fromGen

let private config =
    { FsCheckConfig.defaultConfig with
        maxTest = 100
        arbitrary = [ typeof<Draws> ]
        replay = Some(20211027UL, 1UL, None)
    }

let private one =
    {
        N = 1
        d = 1
        H = 1
        K = 1
        n = 1
        m = 1
        l = 1
    }

let private larger =
    {
        N = 5
        d = 4
        H = 10
        K = 3
        n = 3
        m = 4
        l = 2
    }

/// Each size at one in turn, the others larger.
let private edges =
    [
        "everything one", one
        "one sample", { larger with N = 1 }
        "one feature", { larger with d = 1 }
        "one hidden unit", { larger with H = 1 }
        "one class", { larger with K = 1 }
    ]

let private within tolerance error what =
    Expect.isTrue (error < tolerance) $"{what}: error {error}"

[<Tests>]
let tests =
    testList
        "Agreement"
        [
            for pair in Agreement.pairs do
                let name = $"{pair.Equation.Number} {pair.Equation.Title} is {pair.Implementation}"

                testPropertyWithConfig config $"{name} in double" (fun draw ->
                    let case = Case<double>.Draw(draw.Seed, draw.Sizes, draw.Dead)
                    within Agreement.toleranceInDouble (Agreement.errorInDouble pair case) $"{draw}")

                testPropertyWithConfig config $"{name} in float" (fun draw ->
                    let case = Case<single>.Draw(draw.Seed, draw.Sizes, draw.Dead)
                    within Agreement.toleranceInSingle (Agreement.errorInSingle pair case) $"{draw}")

                testCase $"{name} at the edges"
                <| fun () ->
                    for what, sizes in edges do
                        for dead in [ false; true ] do
                            for seed in 1L .. 3L do
                                let case = Case<double>.Draw(seed, sizes, dead)
                                within Agreement.toleranceInDouble (Agreement.errorInDouble pair case) what

            testCase "every equation has an entry"
            <| fun () ->
                let missing =
                    Paper.equations @ Extensions.equations
                    |> List.filter (fun equation ->
                        Agreement.pairs
                        |> List.exists (fun pair -> pair.Equation.Number = equation.Number)
                        |> not)

                Expect.isEmpty (missing |> List.map _.Number) "equations without an implementation"

            testCase "a wrong implementation is found out"
            <| fun () ->
                let gradient =
                    Agreement.pairs
                    |> List.find (fun pair -> pair.Equation.Number = Gradients.byLogits.Number)

                let wrong =
                    { gradient with
                        Double = gradient.Double >> List.map (fun g -> 1.0000001 * g)
                    }

                let case = Case<double>.Draw(1L, larger, false)
                Expect.isGreaterThan (Agreement.errorInDouble wrong case) Agreement.toleranceInDouble "a factor"

                let short =
                    { gradient with
                        Double = gradient.Double >> List.map _.RowRange(0, 1)
                    }

                Expect.equal (Agreement.errorInDouble short case) infinity "missing rows"
        ]
