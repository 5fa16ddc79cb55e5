namespace FunctionalMlp.Specification

/// An equation and a public function of the library that implements it.
type Pair =
    {
        Equation: Equation
        /// Type.Method
        Implementation: string
        /// What makes the activation, loss or penalty, such as LeakyReLU, where the function is one of theirs; otherwise empty.
        Which: string
        Double: Run<double>
        Single: Run<single>
    }

/// Pairs equations with functions.
module Pair =
    /// An equation and the function that implements it, in double and in float.
    let create equation implementation (double: Run<double>) (single: Run<single>) =
        {
            Equation = equation
            Implementation = implementation
            Which = ""
            Double = double
            Single = single
        }
