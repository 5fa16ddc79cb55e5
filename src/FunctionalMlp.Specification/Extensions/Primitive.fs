namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification

/// A function that the library has: the equation of its value, and that of its gradient or pullback, which is the gradient
/// of the inner product of the value a and a cotangent c. What the value is, is stated once: the second differentiates the first.
type Primitive =
    {
        Value: Equation
        Derivative: Equation
    }

    /// Both equations.
    member primitive.Equations = [ primitive.Value; primitive.Derivative ]

/// The titles of a primitive's equations.
module Primitive =
    /// The name of a primitive, as a title.
    let title (name: string) =
        string (System.Char.ToUpperInvariant name[0]) + name[1..]
