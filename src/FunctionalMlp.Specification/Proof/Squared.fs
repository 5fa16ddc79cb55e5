namespace FunctionalMlp.Specification

/// Expressions with some of their dimensions made equal: matrices that had to be told apart become square.
module Squared =
    let rec private dimension letters over =
        match over with
        | Dimension.Named letter when List.contains letter letters -> Dimension.Named(List.head letters)
        | Dimension.Times(a, b) -> dimension letters a * dimension letters b
        | other -> other

    let private shape letters (shape: Shape) =
        {
            Rows = dimension letters shape.Rows
            Columns = dimension letters shape.Columns
        }

    let private index letters (index: Index) =
        { index with
            Over = dimension letters index.Over
        }

    let rec private position letters place =
        match place with
        | Position.At i -> Position.At(index letters i)
        | Position.Last over -> Position.Last(dimension letters over)
        | Position.Label(sample, classes) -> Position.Label(position letters sample, dimension letters classes)
        | Position.Fixed _ -> place

    /// An expression in which all dimensions of the given letters have the first of them.
    let rec node letters expression =
        let dimension, index = dimension letters, index letters

        match
            expression
            |> Node.mapPositions (position letters)
            |> Node.mapChildren (node letters)
        with
        | Variable(symbol, s) -> Variable(symbol, shape letters s)
        | Zero s -> Zero(shape letters s)
        | Ones s -> Ones(shape letters s)
        | Reshape(a, s) -> Reshape(a, shape letters s)
        | Size over -> Size(dimension over)
        | Identity over -> Identity(dimension over)
        | OneHot(place, over) -> OneHot(place, dimension over)
        | BlockRow(place, over, a) -> BlockRow(place, dimension over, a)
        | SumOver(i, a) -> SumOver(index i, a)
        | Beside(i, a) -> Beside(index i, a)
        | Stacked(i, a) -> Stacked(index i, a)
        | other -> other
