namespace FunctionalMlp.Specification

/// Prints a formula as LaTeX.
module LaTeX =
    let private letters =
        Map
            [
                "ε", "\\varepsilon"
                "λ", "\\lambda"
                "μ", "\\mu"
                "φ", "\\phi"
                "ψ", "\\psi"
                "Φ", "\\Phi"
                "Φ′", "\\Phi'"
                "δ", "\\delta"
                "α", "\\alpha"
                "ρ", "\\rho"
                "Δ", "\\Delta"
                "σ", "\\sigma"
                "∂", "\\partial"
                "𝕀", "\\mathbb{I}"
                "i′", "i'"
                "η", "\\eta"
                "θ", "\\theta"
                "κ", "\\kappa"
                "ρ", "\\rho"
                "τ", "\\tau"
                "χ", "\\chi"
                "ℓ", "\\ell"
                "π", "\\pi"
                "ζ", "\\zeta"
                "γ", "\\gamma"
                "Ê", "\\hat{E}"
                "ê", "\\hat{e}"
                "x̂", "\\hat{x}"
                "X̂", "\\hat{X}"
                "β₁", "{\\beta}_{1}"
                "β₂", "{\\beta}_{2}"
                "m̂", "\\hat{m}"
                "v̂", "\\hat{v}"
                "Ŷ", "\\hat{Y}"
                "ŷ", "\\hat{y}"
                "ȳ", "\\bar{y}"
                "ℝ", "\\mathbb{R}"
            ]

    let private letter text =
        letters |> Map.tryFind text |> Option.defaultValue text

    /// The LaTeX source of a formula, without dollar signs.
    let rec write notation =
        match notation with
        | Notation.Letter text -> letter text
        | Notation.Bold text -> $"\\mathbf{{{letter text}}}"
        | Notation.Name text when Map.containsKey text letters -> letter text
        | Notation.Name text -> $"\\operatorname{{{text}}}"
        | Notation.Number n -> string n
        | Notation.Sign(latex, _) -> latex
        | Notation.Line parts -> parts |> List.map write |> String.concat " "
        | Notation.Fenced(left, body, right) ->
            let fence (text: string) =
                match text with
                | "{" -> "\\{"
                | "}" -> "\\}"
                | "‖" -> "\\|"
                | other -> other

            $"\\left{fence left} {write body} \\right{fence right}"
        | Notation.Script(basis, below, above) ->
            let part mark =
                Option.map (fun n -> $"{mark}{{{write n}}}") >> Option.defaultValue ""

            $"{{{write basis}}}{part '_' below}{part '^' above}"
        | Notation.Fraction(top, bottom) -> $"\\frac{{{write top}}}{{{write bottom}}}"
        | Notation.BigSum(below, above) -> $"\\sum_{{{write below}}}^{{{write above}}}"
        | Notation.Root body -> $"\\sqrt{{{write body}}}"
        | Notation.Wide body -> $"\\widetilde{{{write body}}}"
        | Notation.Grid rows ->
            let body =
                rows
                |> List.map (List.map write >> String.concat " & ")
                |> String.concat " \\\\ "

            $"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"
