module FunctionalMlp.Specification.Tests.ProveFalseClaimTests

open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Paper.Network

let private verdict left right = Prove.claim (Claim.equal left right)

let private refuted name left right =
    match verdict left right with
    | Verdict.Refuted _ -> ()
    | other -> failtest $"{name}: {Verdict.text other}"

let private zero = number 0
let private s = scalar "v"
let private v = vector "v" d

let private untypedVerdict left right = Prove.claim (Claim.Equal(left, right))

let private at k = Position.Fixed k

[<Tests>]
let tests =
    testList
        "False claims"
        [
            testCase "a claim that is false beyond a distant kink only is refuted"
            <| fun () ->
                refuted "φ(v − 100) = 0" (relu (s - number 100)) zero
                refuted "φ(v − 10⁶) = 0" (relu (s - number 1_000_000)) zero
                refuted "φ(100 − v) = 100 − v" (relu (number 100 - s)) (number 100 - s)
                refuted "φ(v² − 10⁶) = 0" (relu (s * s - number 1_000_000)) zero
                refuted "φ(exp v − 5000) = 0" (relu (exp s - number 5000)) zero
                let far = ones d + ones d + ones d + ones d + ones d
                refuted "φ(v − 125·1) = 0" (relu (v - number 25 *. far)) (Expression.zero d one)

            testCase "a difference that a larger term all but hides is refuted"
            <| fun () ->
                refuted "exp v = exp v + φ(v − 9)" (exp s) (exp s + relu (s - number 9))
                refuted "exp v = exp v + 10⁻⁹v" (exp s) (exp s + s / number 1_000_000_000)

            testCase "a false claim that rounding hides in double is undecided, and a true one beside it agrees"
            <| fun () ->
                match verdict (exp s) (exp s + relu (s - number 100)) with
                | Verdict.Undecided reason -> Expect.stringContains reason "hides one side of a kink" "reason"
                | other -> failtest (Verdict.text other)

                match
                    verdict (log (exp s .* exp s) + relu (s - number 100)) (number 2 *. s + relu (s - number 100))
                with
                | Verdict.Agrees _ -> ()
                | other -> failtest (Verdict.text other)

                let w = vector "w" d
                let A, B = matrix "A" d d, matrix "B" d d
                let deep = relu (B * relu (A * w))

                match verdict (log (exp deep .* exp deep)) (number 2 *. deep) with
                | Verdict.Agrees _ -> ()
                | other -> failtest (Verdict.text other)

            testCase "a small difference is a difference"
            <| fun () ->
                let trillion = number 1_000_000 * number 1_000_000
                refuted "v/10¹² = 0" (s / trillion) zero
                refuted "(1 + 10⁻¹²)v = v" (s + s / trillion) s
                refuted "log(exp v) + v/10¹² = v" (log (exp s .* exp s) + s / trillion) (number 2 *. s)

            testCase "a rational claim that fails exactly is refuted, though double cannot see it"
            <| fun () ->
                let tiny = List.fold (fun a _ -> a / number 100_000_000) s [ 1..50 ]

                match verdict tiny zero with
                | Verdict.RefutedExactly found as refuted ->
                    Expect.notEqual found.Left found.Right "sides"
                    Expect.isTrue (Verdict.isRefuted refuted) "refuted"
                    Expect.stringStarts (Verdict.text refuted) "false modulo 2^61 − 1 at v = " "text"
                | other -> failtest (Verdict.text other)

            testCase "what is true at sizes up to 3 only is refuted"
            <| fun () ->
                let N' = size N
                let n k = N' - number k
                refuted "(N−1)(N−2)(N−3)v = 0" (n 1 * n 2 * n 3 *. vector "v" N) (Expression.zero N one)
                refuted "(N−d)v = 0" ((size N - size d) *. s) zero

                let A = matrix "A" d d
                let trace (a: Expression<_, _>) = (ones d).T * (a .* identity d) * ones d
                let t1, t2, t3 = trace A, trace (A * A), trace (A * A * A)
                let second = (t1 * t1 - t2) / number 2
                let third = (t1 * t1 * t1 - number 3 *. (t1 * t2) + number 2 *. t3) / number 6

                refuted
                    "Cayley and Hamilton at order 3"
                    (A * A * A - t1 *. (A * A) + second *. A - third *. identity d)
                    (Expression.zero d d)

            testCase "a fixed position is a lower bound of its dimension, not its size"
            <| fun () ->
                for last in [ 2; 3; 4; 9 ] do
                    let item k = Component(v.Node, at k)
                    let sum = [ 2..last ] |> List.fold (fun sum k -> sum + item k) (item 1)

                    match untypedVerdict ((ones d).T * v).Node sum with
                    | Verdict.Refuted found -> Expect.isGreaterThan found.Point.Sizes["d"] last "size"
                    | other -> failtest $"1ᵀv = v_1 + … + v_{last}: {Verdict.text other}"

                let first = Component(v.Node, at 4)
                Expect.isTrue (Verdict.holds (untypedVerdict first (Entry(v.Node.T, at 1, at 4)))) "v_4 = (vᵀ)_14"

            testCase "a coefficient that is a multiple of the prime is seen"
            <| fun () ->
                let half = number (1 <<< 30)
                refuted "(2⁶¹ − 1)v = 0" ((number 2 * half * half - number 1) *. v) (Expression.zero d one)

            testCase "each dimension has another size in each trial, and all differ in two"
            <| fun () ->
                for seed in 1..100 do
                    let random = System.Random seed

                    for sizes in TrialSizes.trials random (Unknowns.ofNodes [ Gradients.J.Node ]) |> List.skip 2 do
                        let sizes = List.ofSeq (Map.values sizes)
                        Expect.equal sizes.Length 4 "N, d, H and K"
                        Expect.equal (List.distinct sizes) sizes $"seed {seed}"

                    let unknowns = Unknowns.ofNodes [ Gradients.J.Node; Component(v.Node, at 3) ]
                    let trials = TrialSizes.trials (System.Random seed) unknowns

                    for letter in unknowns.Dimensions do
                        let sizes = trials |> List.map (Map.find letter)
                        Expect.equal (List.distinct sizes) sizes $"{letter}, seed {seed}"
                        let least = if letter = "d" then 3 else 1
                        Expect.isGreaterThanOrEqual (List.min sizes) least $"{letter}, seed {seed}"
                        Expect.isGreaterThanOrEqual (List.max sizes) (least + 4) $"{letter}, seed {seed}"

            testCase "what has no value is undecided, with the reason"
            <| fun () ->
                let undecided left right (reason: string) =
                    match untypedVerdict left right with
                    | Verdict.Undecided text -> Expect.stringContains text reason "reason"
                    | other -> failtest (Verdict.text other)

                undecided (s / zero).Node (s / zero).Node "a division by zero"
                undecided (s / (s - s)).Node s.Node "a division by zero"
                undecided (log zero).Node zero.Node "log 0"
                undecided (indicator (s - s)).Node zero.Node "a kink"
                undecided (Component(v.Node, at 1000)) (Number 0) "position 1000 of d"

            testCase "what has a value at larger sizes only is proved there"
            <| fun () ->
                let x = (size N - number 1) *. s
                Expect.isTrue (Verdict.holds (verdict (x / (size N - number 1)) s)) "(N − 1)v/(N − 1) = v"

            testCase "positions and labels that are nowhere are refused or drawn, never an exception"
            <| fun () ->
                let refusedWith left right (reason: string) =
                    match untypedVerdict left right with
                    | Verdict.IllFormed text -> Expect.stringContains text reason "reason"
                    | other -> failtest (Verdict.text other)

                refusedWith (Component(v.Node, at 0)) (Number 0) "there is no position 0"
                refusedWith (Component(s.Node, at 4)) (Number 0) "there is no position 4"

                let label place over =
                    OneHot(Position.Label(place, over), over)

                let classes, hidden = Dimension.Named "K", Dimension.Named "H"

                let i =
                    Position.At
                        {
                            Name = "i"
                            Over = Dimension.Named "N"
                        }

                let j =
                    Position.At
                        {
                            Name = "j"
                            Over = Dimension.Named "M"
                        }

                let sum a = SquaredNorm a
                refusedWith (sum (label i classes)) (sum (label j classes)) "those of N and M samples"
                refusedWith (sum (label i classes)) (sum (label i hidden)) "among K and H classes"
                let ofLast = label (Position.Last(Dimension.Named "N")) classes
                Expect.isTrue (Verdict.holds (untypedVerdict (sum ofLast) (Number 1))) "the label of the last sample"
                let ofFixed = label (at 3) classes
                Expect.isTrue (Verdict.holds (untypedVerdict (sum ofFixed) (Number 1))) "a label at a fixed sample"
                Expect.isTrue (Verdict.isRefuted (untypedVerdict ofFixed (label (at 2) classes))) "two samples"

            testCase "what the exact witness cannot decide says so"
            <| fun () ->
                let v = vector "v" d

                match verdict (indicator v .* indicator v) (indicator v) with
                | Verdict.Agrees(points, _) as agrees ->
                    Expect.isGreaterThan points 100 "points"

                    Expect.stringContains
                        (Verdict.text agrees)
                        $"the exact check could not decide; agrees in double at {points} points"
                        "text"
                | other -> failtest (Verdict.text other)
        ]
