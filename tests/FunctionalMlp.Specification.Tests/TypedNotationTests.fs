module FunctionalMlp.Specification.Tests.TypedNotationTests

open Expecto

// One F# Interactive is given all the snippets, one after the other; it says for each what the compiler says.
let private compile (snippets: string list) =
    let assemblies =
        [
            typeof<FunctionalMlp.InvalidInputException>.Assembly.Location
            typeof<FunctionalMlp.Specification.Node>.Assembly.Location
        ]

    let input =
        [
            for assembly in assemblies do
                $"#r @\"{assembly}\";;"
            "open FunctionalMlp.Specification;;"
            "open FunctionalMlp.Specification.Expression;;"
            "open FunctionalMlp.Specification.Paper;;"
            "open FunctionalMlp.Specification.Paper.Network;;"
            for number, snippet in List.indexed snippets do
                $"eprintfn \"SNIPPET {number}\";;"
                $"{snippet};;"
        ]

    let _, _, errors =
        FSharpInteractive.run "--readline-" (String.concat "\n" input + "\n")

    errors.Split "SNIPPET "
    |> List.ofArray
    |> List.tail
    |> List.map (fun said -> said.Substring(said.IndexOf '\n' + 1))

let private conforming =
    [
        "let z = W1 * (x i).T + b1"
        "let g = (W2.T * (softmax (z3 i) - Δ i)) .* indicator (z2 i)"
        "let p = λ *. (squaredNorm W1 + squaredNorm W2)"
        "let q = W1 / size N"
        "let J = jacobian (ofColumn (z3 i)) (ofMatrix W2)"
        "let r = row i X * W1.T"
    ]

let private slips =
    [
        "let a = W1 * W2", "inner dimensions"
        "let b = W1 + W2", "sum of different shapes"
        "let c = W1 * x i", "lost transpose of a row"
        "let d = W1 - W1.T", "a matrix and its transpose"
        "let e = W1 .* W2", "Hadamard product of different shapes"
        "let f = b1 *. W1", "scaling by a vector"
        "let g = (softmax (z3 i) - Δ i) * W2.T", "(18) as printed: the order of the factors"
        "let h = (W2.T * (softmax (z3 i) - Δ i)) .* indicator (z3 i)", "(18) as printed: the indicator"
        "let k = row j X", "an index of another dimension"
        "let l = softmax W1", "softmax of a matrix"
        "let m = gradient (z3 i) W1", "the gradient of a vector"
        "let n = W1 / b1", "division by a vector"
        "let o = sum i (W1 * W2)", "a slip within a sum"
        "let p = Derivation.typed \"\" [ gradient (squaredNorm W1) W1; W1.T ]", "a derivation whose line changes shape"
        "let q = Expression<Hidden, One>(b2.Node)", "a way round the constructors"
    ]

[<Tests>]
let tests =
    testCase "The typed notation: what conforms compiles, and a slip is a type error"
    <| fun () ->
        let said = compile (conforming @ List.map fst slips)
        Expect.equal said.Length (conforming.Length + slips.Length) "an answer for each snippet"

        for snippet, answer in List.zip conforming (List.take conforming.Length said) do
            Expect.isFalse (answer.Contains "error") $"{snippet} should compile: {answer}"

        for (snippet, what), answer in List.zip slips (List.skip conforming.Length said) do
            // FS0001, FS0043, FS0193: types that do not match. FS0800: no constructor is to be seen.
            let isTypeError =
                [ "FS0001"; "FS0043"; "FS0193"; "FS0800" ] |> List.exists answer.Contains

            Expect.isTrue isTypeError $"{what}: {snippet} should be a type error, but: '{answer}'"
