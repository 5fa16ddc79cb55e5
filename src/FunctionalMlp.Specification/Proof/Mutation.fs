namespace FunctionalMlp.Specification

open System.Collections.Generic

/// A false version of an equation: what was changed, and the sides that came of it.
type Mutant =
    {
        Change: string
        /// Whether the dimensions are made equal, so that the change is not told by shapes alone.
        IsSquare: bool
        Left: Node
        Right: Node
    }

/// Makes equations false, systematically: a checker that lets one of them pass is worthless.
module Mutation =
    let private first = Position.Fixed 1

    let private isScalar node = Shapes.infer node = Ok Shapes.scalar

    /// The changes to a node itself.
    let private changesHere node =
        match node with
        // Scalars commute.
        | Product(a, b) when isScalar a && isScalar b -> [ "drop a factor", a; "drop a factor", b ]
        | Product(a, b) ->
            [
                "drop the left factor", b
                "drop the right factor", a
                "swap the factors", b * a
            ]
        | Hadamard(Product(a, b), mask) ->
            [
                "drop the mask", a * b
                "drop what is masked", mask
                "mask before the product", a * (b .* mask)
            ]
        | Hadamard(a, b) -> [ "drop a factor", a; "drop a factor", b ]
        | Kronecker(a, b) -> [ "swap the factors", Kronecker(b, a) ]
        | Scaled(s, a) ->
            [
                "drop the coefficient", a
                "halve the coefficient", (s / Number 2) *. a
                "flip the sign", -node
            ]
        | Sum(a, b) -> [ "flip a sign", a - b; "drop a term", a; "drop a term", b ]
        | Difference(a, b) ->
            [
                "flip a sign", a + b
                "swap the terms", b - a
                "drop a term", a
                "drop a term", -b
            ]
        | Quotient(a, _) -> [ "drop the divisor", a; "double the divisor", node / Number 2 ]
        | Transpose a -> [ "lose a transpose", a ]
        | Indicator a -> [ "turn the indicator", Indicator -a; "drop the indicator", a ]
        | Softmax a -> [ "lose the normalisation", Apply(Functions.exp, a); "drop the softmax", a ]
        | SumOver(index, body) ->
            let sample = Node.substitute index first body

            [
                "drop a sample", node - sample
                "add a sample", node + sample
                "keep one sample", sample
            ]
        | Variable _ when not (isScalar node) -> [ "transpose", node.T ]
        | Beside(index, body)
        | Stacked(index, body) -> [ "keep one block", Node.substitute index first body ]
        | _ -> []

    let rec private replace index (replacement: Position) position =
        match position with
        | Position.At i when i = index -> replacement
        | Position.Label(sample, classes) -> Position.Label(replace index replacement sample, classes)
        | other -> other

    // The indices in a node's own positions, each replaced by the first and the last place and by other indices.
    let private changeIndices (others: Index list) node =
        let indices =
            Node.positions node
            |> List.collect (function
                | Position.At index
                | Position.Label(Position.At index, _) -> [ index ]
                | _ -> [])
            |> List.distinct

        let replaced index replacement =
            match node with
            // A named intermediate's subscript is that of its definition too.
            | Defined _ -> Node.substitute index replacement node
            | _ -> Node.mapPositions (replace index replacement) node

        [
            for index in indices do
                "fix an index", replaced index first
                "fix an index", replaced index (Position.Last index.Over)

                for other in others do
                    if other <> index then
                        "swap an index", replaced index (Position.At other)
        ]

    let private swapPlaces node =
        match node with
        | Entry(a, i, j) when i <> j -> [ "swap an index", Entry(a, j, i) ]
        | Row(a, i) -> [ "swap an index", (Column(a, i)).T ]
        | Column(a, j) -> [ "swap an index", (Row(a, j)).T ]
        | _ -> []

    // The indicator of the pre-activation of another layer of the same sample.
    let private otherLayers (letters: (Symbol * Node) list) node =
        match node with
        | Indicator(Defined(symbol, _)) ->
            [
                for other, definition in letters do
                    if
                        other.Letter = symbol.Letter
                        && other.Subscript = symbol.Subscript
                        && other.Layer <> symbol.Layer
                    then
                        "move the indicator", Indicator definition
            ]
        | _ -> []

    /// Every tree that differs from a node by one change; the definitions of named intermediates are left alone.
    let rec private changes letters indices node =
        let beneath =
            match node with
            | Defined _ -> []
            | _ ->
                let indices = Option.toList (Node.binds node) @ indices

                Node.children node
                |> List.indexed
                |> List.collect (fun (place, child) ->
                    changes letters indices child
                    |> List.map (fun (change, changed) ->
                        let mutable at = -1

                        change,
                        node
                        |> Node.mapChildren (fun original ->
                            at <- at + 1
                            if at = place then changed else original)))

        changesHere node
        @ swapPlaces node
        @ changeIndices indices node
        @ otherLayers letters node
        @ beneath

    let private namedIntermediates node =
        Node.all node
        |> Seq.choose (fun node ->
            match node with
            | Defined(symbol, _) -> Some(symbol, node)
            | _ -> None)
        |> Seq.distinct
        |> List.ofSeq

    let private ofShape isSquare left right =
        let indices = Node.freeIndices left + Node.freeIndices right |> Set.toList

        ("flip the sign", -right) :: changes (namedIntermediates right) indices right
        |> List.distinctBy snd
        |> List.map (fun (change, changed) ->
            {
                Change = change
                IsSquare = isSquare
                Left = left
                Right = changed
            })

    let private conforms mutant =
        Claim.conflict (Claim.Equal(mutant.Left, mutant.Right)) = None

    /// The mutants of an equation between two expressions: changes to its right side. Most that touch a transpose or the
    /// order of factors do not conform; so with the dimensions in square made equal, those are added that then conform
    /// and did not before.
    let mutants square left right =
        let general = ofShape false left right

        let equal =
            ofShape true (Squared.node square left) (Squared.node square right)
            |> List.filter conforms

        let told =
            general
            |> List.filter conforms
            |> List.map (fun mutant -> Squared.node square mutant.Right)
            |> HashSet

        general
        @ (equal |> List.filter (fun mutant -> not (told.Contains mutant.Right)))
