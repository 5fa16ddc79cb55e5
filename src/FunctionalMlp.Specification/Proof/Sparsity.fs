namespace FunctionalMlp.Specification

/// How many entries of an expression are zero, whatever its variables.
module Sparsity =
    /// The number of entries that are not zero at a random point of the prime field, and the number of all entries.
    let count (sizes: (string * int) list) (node: Node) =
        let random = System.Random 1
        let field = PrimeField random
        let unknowns = Unknowns.ofNodes [ node ]
        let point = Unknowns.draw random unknowns (Map sizes) field.Random
        let entries = Evaluate.at field point node |> Seq.cast<uint64> |> Array.ofSeq
        (entries |> Array.filter (fun entry -> entry <> 0UL)).Length, entries.Length
