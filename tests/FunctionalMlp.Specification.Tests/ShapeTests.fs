module FunctionalMlp.Specification.Tests.ShapeTests

open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Paper

let private named letter = Dimension.Named letter

let private matrix letter rows columns =
    Variable(
        {
            Letter = letter
            Layer = None
            Subscript = []
        },
        { Rows = rows; Columns = columns }
    )

let private m, n, k = named "m", named "n", named "k"
let private A, B = matrix "A" m n, matrix "B" n k

let private refused node (parts: string list) =
    match Shapes.infer node with
    | Ok shape -> failtest $"{Render.text node} was taken to be {shape}"
    | Error reason ->
        for part in parts do
            Expect.stringContains reason part (Render.text node)

[<Tests>]
let tests =
    testList
        "Shapes"
        [
            testCase "what conforms has a shape"
            <| fun () ->
                let shape node = Shapes.infer node |> Result.map string
                Expect.equal (shape (A * B)) (Ok "m×k") "product"
                Expect.equal (shape (A * B).T) (Ok "k×m") "transpose"
                Expect.equal (shape (Kronecker(A, B))) (Ok "m·n×n·k") "Kronecker product"
                Expect.equal (shape (Jacobian(A * B, A))) (Ok "m·k×m·n") "Jacobian"
                Expect.equal (shape (Gradient(SquaredNorm A, A))) (Ok "m×n") "gradient"
                Expect.equal (shape (SquaredNorm A *. B)) (Ok "n×k") "scaling"

            testCase "what does not conform is refused with both shapes"
            <| fun () ->
                refused (B * A) [ "B is n×k"; "A is m×n"; "k and m differ" ]
                refused (A + B) [ "A is m×n"; "B is n×k"; "'+'" ]
                refused (A .* A.T) [ "m×n"; "n×m"; "'⊙'" ]
                refused (A *. B) [ "scalar"; "m×n" ]
                refused (Softmax A) [ "column vector"; "m×n" ]
                refused (Gradient(A, B)) [ "gradient"; "m×n" ]
                refused (Row(A, Position.At { Name = "i"; Over = n })) [ "m rows"; "index i"; "runs over n" ]
                refused (Reshape(matrix "v" m Dimension.One, { Rows = n; Columns = k })) [ "m entries"; "n·k" ]
                refused (A * B + B * A) [ "B is n×k" ]

            testCase "dimensions multiply associatively"
            <| fun () ->
                let C = matrix "C" k m
                let left, right = Kronecker(Kronecker(A, B), C), Kronecker(A, Kronecker(B, C))
                Expect.equal (Shapes.infer left) (Shapes.infer right) "one shape"
                Expect.equal (Shapes.infer left |> Result.map string) (Ok "m·n·k×n·k·m") "shape"

                match Prove.claim (Claim.Equal(left, right)) with
                | Verdict.Proved _ -> ()
                | other -> failtest (Verdict.text other)

            testCase "a position that no dimension has is refused"
            <| fun () ->
                refused (Entry(A, Position.Fixed 0, Position.Fixed 1)) [ "count from 1"; "no position 0" ]
                refused (Component(matrix "s" Dimension.One Dimension.One, Position.Fixed 4)) [ "no position 4" ]
                refused (OneHot(Position.Label(Position.Fixed -1, k), k)) [ "no position -1" ]

            testCase "what is written out cannot be differentiated by"
            <| fun () ->
                let symbol =
                    {
                        Letter = "s"
                        Layer = None
                        Subscript = []
                    }

                let s = Defined(symbol, A * B)
                Expect.isOk (Shapes.infer (Gradient(SquaredNorm s, s))) "by its name"
                refused (Gradient(SquaredNorm(A * B), s)) [ "s does not occur in"; "A·B" ]
                refused (Jacobian(A * B, s.T)) [ "s does not occur in" ]

            testCase "every expression of the paper as corrected conforms"
            <| fun () ->
                for equation in Paper.equations do
                    for claim in equation.Claims do
                        Expect.isNone (Claim.conflict claim) equation.Number
        ]
