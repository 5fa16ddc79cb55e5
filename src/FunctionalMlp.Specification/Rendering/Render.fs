namespace FunctionalMlp.Specification

/// From the tree that is executed to the formula on the page.
module Render =
    let private sign latex character = Notation.Sign(latex, character)
    let private plus = sign "+" "+"
    let private minus = sign "-" "−"
    let private dot = sign "\\cdot" "·"
    let private invisibleTimes = sign "\\," "\u2062"
    let private comma = sign "," ","
    let private dots = sign "\\dots" "…"

    // How tightly a form binds; an operand that binds less tightly than its place demands is put in parentheses.
    let private sums = 1
    let private products = 2
    let private atoms = 4

    let private strength node =
        match node with
        | Sum _
        | Difference _
        | Negation _ -> sums
        | Product _
        | Scaled _
        | Hadamard _
        | Kronecker _
        | SumOver _ -> products
        | Gradient(Defined _, _)
        | Gradient(Variable _, _)
        | Jacobian(Defined _, _)
        | Jacobian(Variable _, _) -> atoms
        | Gradient _
        | Jacobian _ -> products
        | Number n when n < 0 -> sums
        | _ -> atoms

    let rec private position place =
        match place with
        | Position.At i -> Notation.Letter i.Name
        | Position.Fixed n -> Notation.Number n
        | Position.Last over -> dimension over
        | Position.Label(sample, _) -> Notation.Script(Notation.Letter "y", Some(position sample), None)

    and private dimension over =
        match over with
        | Dimension.One -> Notation.Number 1
        | Dimension.Named letter -> Notation.Letter letter
        | Dimension.Times(a, b) -> Notation.Line [ dimension a; dot; dimension b ]

    let private separated separator parts =
        parts
        |> List.mapi (fun k part -> if k = 0 then [ part ] else [ separator; part ])
        |> List.concat
        |> Notation.Line

    let private symbol (s: Symbol) =
        let letter =
            if s.Letter = "J̃" then
                Notation.Wide(Notation.Letter "J")
            else
                Notation.Letter s.Letter

        let below =
            match s.Subscript with
            | [] -> None
            | places -> Some(places |> List.map position |> separated comma)

        let above =
            s.Layer
            |> Option.map (fun layer -> Notation.Fenced("(", Notation.Number layer, ")"))

        match below, above with
        | None, None -> letter
        | _ -> Notation.Script(letter, below, above)

    /// The formula of a shape: rows × columns.
    let shape (shape: Shape) =
        Notation.Line [ dimension shape.Rows; sign "\\times" "×"; dimension shape.Columns ]

    /// A selection from a matrix is printed with its small letter where the matrix is but a letter.
    let private small node =
        match node with
        | Variable({
                       Letter = letter
                       Layer = layer
                       Subscript = []
                   },
                   _)
        | Defined({
                      Letter = letter
                      Layer = layer
                      Subscript = []
                  },
                  _) -> Some(letter.ToLowerInvariant(), layer)
        | _ -> None

    let private isLetter node =
        match node with
        | Variable _
        | Defined _
        | Number _
        | Size _ -> true
        | Quotient(Number _, _) -> true
        | _ -> false

    /// The formula of an expression.
    let rec formula node : Notation =
        match node with
        | Variable(s, _)
        | Defined(s, _) -> symbol s
        | WithShape(Variable(s, { Rows = rows; Columns = columns })) ->
            match symbol s with
            | Notation.Script(letter, _, above) ->
                let sizes = Notation.Line [ dimension rows; comma; dimension columns ]
                Notation.Script(letter, Some(Fences.around sizes), above)
            | letter -> letter
        | WithShape a -> formula a
        | Number n -> Notation.Number n
        | Size over -> dimension over
        | Zero _ -> Notation.Letter "O"
        | Ones _ -> Notation.Bold "1"
        | Identity over -> Notation.Script(Notation.Letter "I", Some(dimension over), None)
        | OneHot(place, _) -> Notation.Script(Notation.Bold "e", Some(position place), None)
        | Same(a, b) ->
            Notation.Line
                [
                    Notation.Name "𝕀"
                    braces (Notation.Line [ position a; sign "=" "="; position b ])
                ]
        | Place at -> position at
        | Sum(a, b) -> Notation.Line [ at sums a; plus; atRight b ]
        | Difference(a, b) -> Notation.Line [ at sums a; minus; atRight b ]
        | Negation a -> Notation.Line [ minus; at products a ]
        | Product(a, b) -> Notation.Line [ inProduct a; dot; inProduct b ]
        | Scaled(a, b) -> Notation.Line [ inProduct a; invisibleTimes; scaledOperand b ]
        | Quotient(a, b) -> Notation.Fraction(formula a, formula b)
        | Hadamard(a, b) -> Notation.Line [ inHadamard a; sign "\\odot" "⊙"; inHadamard b ]
        | Kronecker(a, b) -> Notation.Line [ inHadamard a; sign "\\otimes" "⊗"; inHadamard b ]
        | Transpose a -> raised a (Notation.Letter "T")
        | Row(a, i) -> selection a [ position i; sign ":" ":" ] true
        | Column(a, j) -> selection a [ sign ":" ":"; position j ] true
        | Entry(a, i, j) -> selection a [ position i; position j ] false
        | Component(Apply(f, a), i) -> Notation.Script(call f.Name a, Some(position i), None)
        | Component(a, i) -> Notation.Script(Fences.around (formula a), Some(position i), None)
        | SumOver(i, a) ->
            let below =
                Notation.Line [ Notation.Letter i.Name; sign "=" "="; Notation.Number 1 ]

            Notation.Line [ Notation.BigSum(below, dimension i.Over); at products a ]
        | Apply(f, a) when f.Name = "√" -> Notation.Root(formula a)
        | Apply(f, a) when f.Name = "cosπ" ->
            let angle = Notation.Line [ Notation.Letter "π"; invisibleTimes; inProduct a ]
            Notation.Line [ Notation.Name "cos"; Fences.around angle ]
        | Apply(f, a) when f.Name = "⁺" -> raised a plus
        | Apply(f, a) -> call f.Name a
        | Indicator a ->
            Notation.Line
                [
                    Notation.Name "𝕀"
                    braces (Notation.Line [ formula a; sign ">" ">"; Notation.Number 0 ])
                ]
        | Softmax a -> call "ψ" a
        | LogSumExp a -> call "logsumexp" a
        | Largest a -> call "max" a
        | SquaredNorm a ->
            Notation.Script(Notation.Fenced("‖", formula a, "‖"), Some(Notation.Letter "F"), Some(Notation.Number 2))
        | Gradient(a, by)
        | Jacobian(a, by) -> derivative a by
        | Reshape(a, s) ->
            Notation.Line
                [
                    Notation.Script(Notation.Name "mat", Some(shape s), None)
                    Fences.around (formula a)
                ]
        | Beside(i, a) -> Notation.Grid [ instances i a |> fun (first, last) -> [ first; dots; last ] ]
        | Stacked(i, a) ->
            let first, last = instances i a
            Notation.Grid [ [ first ]; [ sign "\\vdots" "⋮" ]; [ last ] ]
        | BlockRow(place, _, a) -> blockRow place (formula a)

    and private braces body = Notation.Fenced("{", body, "}")

    and private at level node =
        if strength node >= level then
            formula node
        else
            Fences.around (formula node)

    // The right operand of + and − : a sum there needs parentheses.
    and private atRight node = at products node

    and private inProduct node =
        match node with
        | SumOver _
        | Hadamard _
        | Kronecker _ -> Fences.around (formula node)
        | _ -> at products node

    and private scaledOperand node =
        match node with
        | SumOver _ -> formula node
        | Number _ -> Fences.around (formula node)
        | _ -> inProduct node

    and private inHadamard node =
        match node with
        | Product _
        | Scaled _
        | SumOver _
        | Kronecker _ -> Fences.around (formula node)
        | _ -> at products node

    and private raised node above =
        match node with
        | Ones _
        | Variable({ Layer = None; Subscript = [] }, _) -> Notation.Script(formula node, None, Some above)
        | Row(a, _)
        | Column(a, _) when (small a).IsSome ->
            match formula node with
            | Notation.Script(basis, below, None) -> Notation.Script(basis, below, Some above)
            | other -> Notation.Script(Fences.around other, None, Some above)
        | _ -> Notation.Script(Fences.around (formula node), None, Some above)

    and private call name a =
        Notation.Line [ Notation.Name name; Fences.around (formula a) ]

    and private selection a places isVector =
        match small a with
        | Some(letter, layer) ->
            let letter =
                if isVector then
                    Notation.Bold letter
                else
                    Notation.Letter letter

            let above =
                layer |> Option.map (fun n -> Notation.Fenced("(", Notation.Number n, ")"))

            Notation.Script(letter, Some(separated comma places), above)
        | None -> Notation.Script(Fences.around (formula a), Some(separated comma places), None)

    and private derivative a by =
        let partial = Notation.Letter "∂"
        let bottom = Notation.Line [ partial; formula by ]

        match a with
        | Defined _
        | Variable _ -> Notation.Fraction(Notation.Line [ partial; formula a ], bottom)
        | Entry(m, _, _)
        | Row(m, _)
        | Column(m, _) when (small m).IsSome || isLetter m ->
            Notation.Fraction(Notation.Line [ partial; formula a ], bottom)
        | _ -> Notation.Line [ Notation.Fraction(partial, bottom); Fences.around (formula a) ]

    and private instances i a =
        formula (Node.substitute i (Position.Fixed 1) a), formula (Node.substitute i (Position.Last i.Over) a)

    and private blockRow place block =
        let zero = Notation.Letter "O"

        let cells =
            match place with
            | Position.Fixed 1 -> [ block; zero; dots; zero ]
            | Position.Last _ -> [ zero; dots; zero; block ]
            | _ -> [ zero; dots; block; dots; zero ]

        Notation.Grid [ cells ]

    /// The equation of two sides.
    let equation left right =
        Notation.Line [ formula left; sign "=" "="; formula right ]

    /// An expression in the matrices of a shape.
    let membership node place =
        Notation.Line
            [
                formula node
                sign "\\in" "∈"
                Notation.Script(Notation.Name "ℝ", None, Some(shape place))
            ]

    /// An expression on one line of plain text.
    let text node = PlainText.write (formula node)
