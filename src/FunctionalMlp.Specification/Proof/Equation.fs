namespace FunctionalMlp.Specification

/// An equation of the paper as a value: a chain of equal expressions, the last of which is what the left side comes to,
/// and further claims that pin down what it says.
type Equation =
    {
        /// Its number as printed, such as (18); an unnumbered one has its place instead.
        Number: string
        Title: string
        Section: string
        Chain: Node list
        Also: Claim list
    }

    /// What the equation is about.
    member equation.Left = equation.Chain.Head
    /// What it comes to.
    member equation.Right = List.last equation.Chain

    /// Everything that the equation claims: each link of its chain, and the further claims.
    member equation.Claims =
        (List.pairwise equation.Chain |> List.map Claim.Equal) @ equation.Also

/// States equations.
module Equation =
    /// An equation of two sides.
    let state number section title (left: Expression<'r, 'c>) (right: Expression<'r, 'c>) =
        {
            Number = number
            Title = title
            Section = section
            Chain = [ left.Node; right.Node ]
            Also = []
        }

    /// The same equation, going on to a next side.
    let goingOn (next: Expression<'r, 'c>) equation =
        { equation with
            Chain = equation.Chain @ [ next.Node ]
        }

    /// The same equation with a further claim.
    let also claim equation =
        { equation with
            Also = equation.Also @ [ claim ]
        }

    /// The formula of an equation.
    let formula equation =
        match equation.Chain |> List.map Render.formula with
        | [] -> Notation.Line []
        | first :: rest ->
            rest
            |> List.collect (fun next -> [ Notation.Sign("=", "="); next ])
            |> fun rest -> Notation.Line(first :: rest)
