module FunctionalMlp.Specification.Tests.FieldTests

open System
open System.Numerics
open Expecto
open FsCheck
open FunctionalMlp.Specification

/// Residues modulo p, the edges among them.
type Residue =
    static member UInt64() =
        let edges =
            [
                0UL
                1UL
                2UL
                PrimeArithmetic.p - 1UL
                PrimeArithmetic.p - 2UL
                1UL <<< 60
                (1UL <<< 60) + 1UL
            ]

        let anywhere =
            FsCheck.FSharp.Gen.choose64 (0L, int64 PrimeArithmetic.p - 1L)
            |> FsCheck.FSharp.Gen.map uint64

        FsCheck.FSharp.Arb.fromGen (FsCheck.FSharp.Gen.oneof [ FsCheck.FSharp.Gen.elements edges; anywhere ])

let private config =
    { FsCheckConfig.defaultConfig with
        arbitrary = [ typeof<Residue> ]
        maxTest = 500
        replay = Some(20211027UL, 17UL, None)
    }

let private p = BigInteger PrimeArithmetic.p
let private modulo (a: BigInteger) = uint64 (((a % p) + p) % p)

[<Tests>]
let tests =
    testList
        "Fields"
        [
            testPropertyWithConfig config "sum, difference and product are those of the integers modulo p"
            <| fun (a: uint64) (b: uint64) ->
                let x, y = BigInteger a, BigInteger b
                Expect.equal (PrimeArithmetic.add a b) (modulo (x + y)) "sum"
                Expect.equal (PrimeArithmetic.subtract a b) (modulo (x - y)) "difference"
                Expect.equal (PrimeArithmetic.multiply a b) (modulo (x * y)) "product"

            testPropertyWithConfig config "what is not zero has an inverse"
            <| fun (a: uint64) -> a = 0UL || PrimeArithmetic.multiply a (PrimeArithmetic.inverse a) = 1UL

            testCase "a division by zero is no number"
            <| fun () ->
                let field = PrimeField(Random 1) :> IField<uint64>
                Expect.throwsT<Undefined> (fun () -> field.Divide(3UL, 0UL) |> ignore) "3/0"

            testCase "exp, log and step are consistent functions"
            <| fun () ->
                let field = PrimeField(Random 2) :> IField<uint64>
                let u = 12345UL
                let minus = field.Subtract(0UL, u)
                Expect.equal (field.Exp u) (field.Exp u) "exp is a function"
                Expect.notEqual (field.Exp u) (field.Exp(u + 1UL)) "exp tells arguments apart"
                Expect.equal (field.Multiply(field.Exp u, field.Exp minus)) 1UL "exp(-u) = 1/exp(u)"
                Expect.equal (field.Exp 0UL) 1UL "exp 0"
                Expect.equal (field.Log(field.Exp u)) u "log exp u"
                Expect.equal (field.Exp(field.Log 77UL)) 77UL "exp log u"
                Expect.equal (field.Log 1UL) 0UL "log 1"
                Expect.equal (field.Step u) (field.Step u) "step is a function"
                Expect.equal (field.Add(field.Step u, field.Step minus)) 1UL "one of u and -u is positive"

            testCase "Φ is a function at zero, and step has a kink there"
            <| fun () ->
                let field = PrimeField(Random 4) :> IField<uint64>

                for _ in 1..3 do
                    Expect.equal (field.Multiply(2UL, field.Normal 0UL)) 1UL "Φ(0) = 1/2"
                    Expect.throwsT<Undefined> (fun () -> field.Step 0UL |> ignore) "step 0"

            testPropertyWithConfig config "the bound on rounding holds: against rational arithmetic"
            <| fun (a: int) (b: int) (c: int) ->
                // (a/7 + b)·c − a·c/7 − b·c is zero.
                let field = RoundedField() :> IField<Rounded>

                let a, b, c, seven =
                    field.OfInteger a, field.OfInteger b, field.OfInteger c, field.OfInteger 7

                let left = field.Multiply(field.Add(field.Divide(a, seven), b), c)

                let right =
                    field.Add(field.Divide(field.Multiply(a, c), seven), field.Multiply(b, c))

                let difference = field.Subtract(left, right)
                Expect.isLessThanOrEqual (abs difference.Value) difference.Error "within the bound"

                Expect.isLessThanOrEqual
                    difference.Error
                    (1e-14 * (1.0 + abs left.Value + abs (b.Value * c.Value)))
                    "not by far"

            testCase "a step so close to zero that rounding hides its sign is a kink"
            <| fun () ->
                let field = RoundedField() :> IField<Rounded>
                let tenth = field.Divide(field.One, field.OfInteger 10)
                let sum = Seq.replicate 10 tenth |> Seq.fold (fun s x -> field.Add(s, x)) field.Zero
                let rest = field.Subtract(sum, field.One)
                Expect.notEqual rest.Value 0.0 "rounding shows"
                Expect.throwsT<Undefined> (fun () -> field.Step rest |> ignore) "step"

            testCase "the rules of dual numbers are the derivatives in double"
            <| fun () ->
                let field = DualField(DoubleField()) :> IField<Dual<float>>
                let at x = { Primal = x; Tangent = 1.0 }
                let x = 0.7

                let tangent name (value: Dual<float>) expected =
                    Expect.floatClose Accuracy.veryHigh value.Tangent expected name

                tangent "x·x" (field.Multiply(at x, at x)) (2.0 * x)
                tangent "1/x" (field.Divide(field.One, at x)) (-1.0 / (x * x))
                tangent "exp" (field.Exp(at x)) (exp x)
                tangent "log" (field.Log(at x)) (1.0 / x)
                tangent "step" (field.Step(at x)) 0.0

            testCase "the normal distribution function and its derivative"
            <| fun () ->
                // Φ(1.959963984540054) = 0.975, the two-sided 95 % point.
                for z, expected in
                    [
                        0.0, 0.5
                        1.959963984540054, 0.975
                        -1.959963984540054, 0.025
                        40.0, 1.0
                        -40.0, 0.0
                    ] do
                    Expect.isLessThan (abs (NormalDistribution.cumulative z - expected)) 1e-15 $"Φ({z})"

                let field = DualField(DoubleField()) :> IField<Dual<float>>
                let density = field.Normal { Primal = 1.0; Tangent = 1.0 }
                Expect.floatClose Accuracy.veryHigh density.Tangent (exp -0.5 / sqrt (2.0 * Math.PI)) "density"

                let exact = PrimeField(Random 3) :> IField<uint64>
                let u = 999UL
                let both = exact.Add(exact.Normal u, exact.Normal(exact.Subtract(0UL, u)))
                Expect.equal both 1UL "Φ(u) + Φ(−u) = 1"

            testCase "the cosine of half turns and its derivative"
            <| fun () ->
                let exact = PrimeField(Random 5) :> IField<uint64>
                let half = exact.Divide(1UL, 2UL)

                Expect.equal
                    (List.map exact.CosPi [ 0UL; half; 1UL ])
                    [ 1UL; 0UL; exact.Subtract(0UL, 1UL) ]
                    "at 0, ½ and 1"

                let u = 999UL
                let cosine, sine = exact.CosPi u, exact.CosPi(exact.Subtract(half, u))

                Expect.equal
                    (exact.Add(exact.Multiply(cosine, cosine), exact.Multiply(sine, sine)))
                    1UL
                    "cosine and sine are on the circle"

                Expect.equal (exact.CosPi(exact.Subtract(0UL, u))) cosine "cos −u is cos u"
                Expect.equal (exact.Add(exact.CosPi(exact.Subtract(1UL, u)), cosine)) 0UL "cos(π − u) is −cos u"
                Expect.notEqual (exact.CosPi 12345UL) cosine "arguments are told apart"

                let field = DualField(DoubleField()) :> IField<Dual<float>>
                let third = field.CosPi { Primal = 1.0 / 3.0; Tangent = 1.0 }
                Expect.floatClose Accuracy.veryHigh third.Primal 0.5 "cos 60°"
                Expect.floatClose Accuracy.veryHigh third.Tangent (-Math.PI * sqrt 0.75) "its slope"

                let rounded = RoundedField() :> IField<Rounded>

                for n in 1..50 do
                    let x = rounded.Divide(rounded.OfInteger n, rounded.OfInteger 3)
                    let value = rounded.CosPi x
                    let expected = [ 1.0; 0.5; -0.5; -1.0; -0.5; 0.5 ][n % 6]
                    Expect.isLessThanOrEqual (abs (value.Value - expected)) value.Error $"cos({n}·60°) within the bound"
                    Expect.isLessThan value.Error 1e-13 "not by far"

            testCase "dual numbers nest: the second derivative of exp(x)·x"
            <| fun () ->
                let field = DualField(DualField(DoubleField())) :> IField<Dual<Dual<float>>>
                let x = 0.3

                let twice =
                    {
                        Primal = { Primal = x; Tangent = 1.0 }
                        Tangent = { Primal = 1.0; Tangent = 0.0 }
                    }

                let value = field.Multiply(field.Exp twice, twice)
                Expect.floatClose Accuracy.veryHigh value.Tangent.Tangent ((x + 2.0) * exp x) "second derivative"

            testCase "degrees of rational functions"
            <| fun () ->
                let field = DegreeField() :> IField<Degree>
                let x = { Numerator = 1.0; Denominator = 0.0 }
                let square = field.Multiply(x, x)
                let quotient = field.Divide(square, field.Add(x, field.One))
                Expect.equal quotient { Numerator = 2.0; Denominator = 1.0 } "x²/(x+1)"

                Expect.equal
                    (field.Add(quotient, field.Divide(field.One, x)))
                    { Numerator = 3.0; Denominator = 2.0 }
                    "over a common denominator"

                Expect.equal (field.Multiply(field.Zero, square)) field.Zero "zero times x²"
        ]
