namespace FunctionalMlp.Specification

/// A false version of an equation: what was changed, and the right side that came of it.
type Mutant =
    {
        Change: string
        Left: Node
        Right: Node
    }

/// Makes equations false, systematically: a checker that lets one of them pass is worthless.
module Mutation =
    let private first = Position.Fixed 1

    let rec private atFirst position =
        match position with
        | Position.At _ -> first
        | Position.Label(sample, classes) -> Position.Label(atFirst sample, classes)
        | other -> other

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
        | Indicator a -> [ "move the indicator", Indicator -a; "drop the indicator", a ]
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

    let private swapIndex node =
        let swapped = Node.mapPositions atFirst node

        let swapped =
            match node, swapped with
            | Defined(symbol, body), Defined _ ->
                let indices =
                    symbol.Subscript
                    |> List.choose (function
                        | Position.At index -> Some index
                        | _ -> None)

                indices
                |> List.fold (fun node index -> Node.substitute index first node) (Defined(symbol, body))
            | _ -> swapped

        if swapped = node then [] else [ "swap an index", swapped ]

    /// Every tree that differs from a node by one change; the definitions of named intermediates are left alone.
    let rec private changes node =
        let beneath =
            match node with
            | Defined _ -> []
            | _ ->
                Node.children node
                |> List.indexed
                |> List.collect (fun (place, child) ->
                    changes child
                    |> List.map (fun (change, changed) ->
                        let mutable at = -1

                        change,
                        node
                        |> Node.mapChildren (fun original ->
                            at <- at + 1
                            if at = place then changed else original)))

        changesHere node @ swapIndex node @ beneath

    /// The mutants of an equation between two expressions: changes to its right side.
    let mutants left right =
        ("flip the sign", -right) :: changes right
        |> List.distinctBy snd
        |> List.map (fun (change, changed) ->
            {
                Change = change
                Left = left
                Right = changed
            })
