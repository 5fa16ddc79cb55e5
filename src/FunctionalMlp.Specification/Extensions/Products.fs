namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Section1

/// Products of matrices beyond the paper.
module Products =
    /// A matrix between two others, here W and A, has their Kronecker product as its Jacobian, all read row by row.
    let kroneckerProduct =
        let B = matrix "B" m l

        Equation.state
            "(E39)"
            "Products"
            "The Kronecker product as a Jacobian"
            (jacobian (ofMatrix (W * B * A.T)) (ofMatrix B))
            (kronecker W A)

    /// The products, in the order of their numbers.
    let equations = [ kroneckerProduct ]
