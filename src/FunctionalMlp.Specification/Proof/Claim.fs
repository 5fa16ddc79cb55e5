namespace FunctionalMlp.Specification



/// What an equation says.
[<RequireQualifiedAccess>]
type Claim =
    /// Two expressions are equal, whatever the values of their variables.
    | Equal of left: Node * right: Node
    /// An expression has a shape.
    | HasShape of Node * Shape

/// Claims and what is unknown in them.
module Claim =
    /// The claim that two expressions of the same shape are equal.
    let equal (left: Expression<'r, 'c>) (right: Expression<'r, 'c>) = Claim.Equal(left.Node, right.Node)

    /// The expressions in a claim.
    let nodes claim =
        match claim with
        | Claim.Equal(left, right) -> [ left; right ]
        | Claim.HasShape(node, _) -> [ node ]

    /// The formula of a claim.
    let formula claim =
        match claim with
        | Claim.Equal(left, right) -> Render.equation left right
        | Claim.HasShape(node, shape) -> Render.membership node shape

    // A letter that stands for two things would be given the values of one of them.
    let private ambiguity claim =
        let letters =
            nodes claim
            |> Seq.collect Node.all
            |> Seq.choose (fun node ->
                match node with
                | Variable(symbol, _)
                | Defined(symbol, _) -> Some(symbol, node)
                | _ -> None)
            |> Seq.distinct
            |> Seq.groupBy fst

        letters
        |> Seq.tryPick (fun (_, uses) ->
            match List.ofSeq uses with
            | (_, first) :: (_, second) :: _ ->
                match Shapes.infer first, Shapes.infer second with
                | Ok one, Ok other when one <> other -> Some $"{Render.text first} is both {one} and {other}"
                | _ -> Some $"{Render.text first} is defined twice, as different expressions"
            | _ -> None)

    /// Why a claim does not conform, if it does not.
    let conflict claim =
        match ambiguity claim with
        | Some reason -> Some reason
        | None ->

            match claim with
            | _ when (Unknowns.clash (nodes claim)).IsSome -> Unknowns.clash (nodes claim)
            | Claim.Equal(left, right) ->
                match Shapes.infer left, Shapes.infer right with
                | Error reason, _
                | _, Error reason -> Some reason
                | Ok l, Ok r when l <> r -> Some $"{Render.text left} is {l} but {Render.text right} is {r}"
                | _ -> None
            | Claim.HasShape(node, claimed) ->
                match Shapes.infer node with
                | Error reason -> Some reason
                | Ok shape when shape <> claimed -> Some $"{Render.text node} is {shape}, not {claimed}"
                | _ -> None
