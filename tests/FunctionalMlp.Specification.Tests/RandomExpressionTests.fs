module FunctionalMlp.Specification.Tests.RandomExpressionTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper

let private d = dimension<Features> "d"
let private w, v = vector "w" d, vector "v" d
let private A = matrix "A" d d
let private ones = ones d

let private smooth =
    [
        Functions.tanh
        Functions.sigmoid
        Functions.softplus
        Functions.silu
        Functions.gelu
        Functions.cosPi
    ]

let private kinked =
    [ Functions.relu; Functions.elu; Functions.leakyRelu 1 10; Functions.abs ]

/// A scalar and a vector, built from w, v and A by all that the language has for them.
let rec private scalarOf size =
    if size <= 0 then
        Gen.elements [ w.T * v; squaredNorm w; ones.T * w; number 2 ]
    else
        let scalar, vector = scalarOf (size / 2), vectorOf (size / 2)

        Gen.oneof
            [
                Gen.map2 (fun a b -> a + b) scalar scalar
                Gen.map2 (fun a b -> a * b) scalar scalar
                Gen.map2 (fun (a: Expression<_, _>) b -> a.T * b) vector vector
                Gen.map squaredNorm vector
                Gen.map logSumExp vector
                Gen.map (fun a -> ones.T * a) vector
            ]

and private vectorOf size : Gen<Expression<Features, One>> =
    if size <= 0 then
        Gen.elements [ w; v; A * w ]
    else
        let scalar, vector = scalarOf (size / 2), vectorOf (size / 2)

        Gen.oneof
            [
                Gen.map2 (fun a b -> a + b) vector vector
                Gen.map2 (fun a b -> a - b) vector vector
                Gen.map2 (fun a b -> a .* b) vector vector
                Gen.map2 (fun s a -> s *. a) scalar vector
                Gen.map (fun a -> A * a) vector
                Gen.map softmax vector
                Gen.map2 apply (Gen.elements (smooth @ kinked)) vector
            ]

type Expressions =
    static member Scalar() : Arbitrary<Scalar> =
        Gen.choose (0, 6) |> Gen.bind scalarOf |> Arb.fromGen

let private config =
    { FsCheckConfig.defaultConfig with
        arbitrary = [ typeof<Expressions> ]
        maxTest = 100
        replay = Some(20211027UL, 3UL, None)
    }

let private text (e: Expression<'r, 'c>) = Render.text e.Node

[<Tests>]
let tests =
    testList
        "Random expressions"
        [
            testPropertyWithConfig config "the product rule is proved, and exactly"
            <| fun (f: Scalar) (g: Scalar) ->
                match Prove.claim (Claim.equal (gradient (f * g) w) (f *. gradient g w + g *. gradient f w)) with
                | Verdict.Proved(_, bound) -> Expect.isLessThan bound 1e-30 "error bound"
                | other -> failtest $"f = {text f}, g = {text g}: {Verdict.text other}"

            testPropertyWithConfig config "a wrong product rule is not proved"
            <| fun (f: Scalar) (g: Scalar) ->
                let verdict =
                    Prove.claim (Claim.equal (gradient (f * g) w) (f *. gradient g w - g *. gradient f w + v))

                // Where nothing overflows there is a counterexample; nowhere is there a proof.
                match verdict with
                | Verdict.Refuted _
                | Verdict.Undecided _ -> ()
                | other -> failtest $"f = {text f}, g = {text g}: {Verdict.text other}"

            testPropertyWithConfig config "gradients agree with central differences in double"
            <| fun (f: Scalar) (seed: int) ->
                let random = Random seed
                let size = 1 + random.Next 3

                let draw rows columns =
                    Array2D.init rows columns (fun _ _ -> random.NextDouble() - 0.5)

                let data =
                    {
                        Matrices = Map [ "w", draw size 1; "v", draw size 1; "A", draw size size ]
                        Labels = [||]
                        Sizes = Map [ "d", size ]
                    }

                let valueAt place by =
                    let moved = Array2D.copy data.Matrices["w"]
                    moved[place, 0] <- moved[place, 0] + by

                    (Data.evaluate
                        { data with
                            Matrices = Map.add "w" moved data.Matrices
                        }
                        f.Node)[0, 0]

                let stated = Data.evaluate data (gradient f w).Node
                let step = 1e-5

                for place in 0 .. size - 1 do
                    let slope from until =
                        (valueAt place until - valueAt place from) / (until - from)

                    let left, right = slope -step 0.0, slope 0.0 step
                    let central = slope -step step
                    // A kink between the two points shows as two different slopes.
                    let isSmooth = abs (left - right) < 1e-3 * (1.0 + abs central)

                    if isSmooth then
                        Expect.isLessThan
                            (abs (stated[place, 0] - central) / (1.0 + abs central))
                            1e-4
                            $"{text f} at {place}: {stated[place, 0]} and {central}"

            testPropertyWithConfig config "what is rendered is well-formed"
            <| fun (f: Scalar) ->
                let formula = Render.formula (gradient f w).Node
                System.Xml.Linq.XDocument.Parse(MathML.write formula) |> ignore
                let source = LaTeX.write formula
                Expect.isTrue (source |> Seq.forall Char.IsAscii) source
        ]
