module FunctionalMlp.Specification.Tests.RenderTests

open System.Xml.Linq
open Expecto
open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper
open FunctionalMlp.Specification.Paper.Network
open FunctionalMlp.Specification.Extensions

let private formulas =
    [
        for equation in Paper.equations @ Extensions.equations do
            equation.Number, Equation.formula equation

            for claim in equation.Claims do
                equation.Number, Claim.formula claim
        for slip in Paper.slips do
            slip.What, Claim.formula slip.Printed
            slip.What, Claim.formula slip.Corrected
        for derivation in Paper.derivations do
            for line in derivation.Printed.Lines @ derivation.Corrected.Lines do
                derivation.Name, Render.formula line.Expression
    ]

let private latex (e: Expression<'r, 'c>) = LaTeX.write (Render.formula e.Node)
let private text (e: Expression<'r, 'c>) = Render.text e.Node

[<Tests>]
let tests =
    testList
        "Rendering"
        [
            testCase "LaTeX has its braces and fences in pairs"
            <| fun () ->
                for name, formula in formulas do
                    let source = LaTeX.write formula
                    let plain = source.Replace("\\{", "").Replace("\\}", "")
                    let count (part: string) = (source.Split part).Length - 1
                    Expect.equal (count "\\left") (count "\\right") $"{name}: {source}"

                    let depth =
                        plain
                        |> Seq.scan
                            (fun depth c ->
                                if c = '{' then depth + 1
                                elif c = '}' then depth - 1
                                else depth)
                            0

                    Expect.isTrue (Seq.forall (fun d -> d >= 0) depth && Seq.last depth = 0) $"{name}: {source}"

            testCase "LaTeX is plain ASCII"
            <| fun () ->
                for name, formula in formulas do
                    let source = LaTeX.write formula
                    Expect.isTrue (source |> Seq.forall System.Char.IsAscii) $"{name}: {source}"

            testCase "MathML is well-formed, and has only elements of MathML Core"
            <| fun () ->
                let known =
                    Set
                        [
                            "math"
                            "mrow"
                            "mi"
                            "mn"
                            "mo"
                            "mfrac"
                            "msub"
                            "msup"
                            "msubsup"
                            "munderover"
                            "mover"
                            "mtable"
                            "mtr"
                            "mtd"
                            "msqrt"
                        ]

                for name, formula in formulas do
                    let document = XDocument.Parse(MathML.write formula)

                    for element in document.Descendants() do
                        Expect.isTrue (known.Contains element.Name.LocalName) $"{name}: {element.Name}"

                        let arity =
                            match element.Name.LocalName with
                            | "mfrac"
                            | "msub"
                            | "msup"
                            | "mover" -> Some 2
                            | "msubsup"
                            | "munderover" -> Some 3
                            | _ -> None

                        arity
                        |> Option.iter (fun n -> Expect.equal (Seq.length (element.Elements())) n $"{name}: {element}")

            testCase "letters are italic in MathML, whatever they wear"
            <| fun () ->
                for name, formula in formulas do
                    for element in XDocument.Parse(MathML.write formula).Descendants() do
                        if element.Name.LocalName = "mi" && isNull (element.Attribute "mathvariant") then
                            Expect.equal (Seq.length (element.Value.EnumerateRunes())) 1 $"{name}: {element}"

            testCase "a formula in pieces is the whole formula"
            <| fun () ->
                for name, formula in formulas do
                    let pieces = XElement.Parse $"<p>{MathML.writeInPieces formula}</p>"
                    Expect.equal pieces.Value (XElement.Parse(MathML.write formula).Value) name

            testCase "a piece begins with a relation or an operation, but for the first"
            <| fun () ->
                let pieces formula =
                    let page = XElement.Parse $"<p>{MathML.writeInPieces formula}</p>"
                    [ for math in page.Descendants(XName.Get "math") -> math.Value ]

                let letter = Notation.Letter "x"
                let sign character = Notation.Sign("", character)
                let minus = Notation.Line [ sign "−"; letter ]
                let sum = Notation.Line [ minus; sign "·"; letter; sign "+"; minus ]
                Expect.equal (pieces sum) [ "−x"; "·x"; "+−x" ] "a minus that is a prefix stays with its operand"
                Expect.equal (pieces (Notation.Line [ sign "="; sum ])) [ "=−x"; "·x"; "+−x" ] "a line of a derivation"

                Expect.equal
                    (pieces (Notation.Line [ letter; sign "="; sum ]))
                    [ "x"; "=−x"; "·x"; "+−x" ]
                    "an equation"

                Expect.equal (pieces (Notation.Fenced("(", sum, ")"))) [ "(−x·x+−x)" ] "nothing within fences"
                Expect.equal (pieces (Notation.Line [])) [] "nothing at all"

            testCase "parentheses stand where they are needed, and only there"
            <| fun () ->
                Expect.equal (text ((W1 + W1) * X.T)) "(W⁽¹⁾ + W⁽¹⁾)·Xᵀ" "sum in a product"
                Expect.equal (text (W1 - (W1 - W1))) "W⁽¹⁾ − (W⁽¹⁾ − W⁽¹⁾)" "difference on the right"
                Expect.equal (text (W1 - W1 + W1)) "W⁽¹⁾ − W⁽¹⁾ + W⁽¹⁾" "difference on the left"

                Expect.equal
                    (text ((W2 * W1) .* (W2 * W1)))
                    "(W⁽²⁾·W⁽¹⁾) ⊙ (W⁽²⁾·W⁽¹⁾)"
                    "products in a Hadamard product"

                Expect.equal (text (sum i (a1 i).T + (a1 i).T)) "Σ_i (a⁽¹⁾_i)ᵀ + (a⁽¹⁾_i)ᵀ" "sum over an index"

                Expect.equal
                    (text (sum i ((a1 i).T + (a1 i).T)))
                    "Σ_i [(a⁽¹⁾_i)ᵀ + (a⁽¹⁾_i)ᵀ]"
                    "sum within it, the fences in turn"

            testCase "the paper's letters"
            <| fun () ->
                Expect.equal (latex W1) "{W}^{\\left( 1 \\right)}" "W^(1)"
                Expect.equal (latex (z3 i)) "{z}_{i}^{\\left( 3 \\right)}" "z_i^(3)"
                Expect.equal (latex Gradients.objective) "\\widetilde{J}" "J̃"
                Expect.stringContains (latex (softmax (z3 i) - Δ i)) "\\psi" "ψ"
                Expect.stringContains (latex (softmax (z3 i) - Δ i)) "{\\Delta}_{i}" "Δ_i"
                Expect.stringContains (latex (relu (z2 i))) "\\phi" "φ"
        ]
