// Checks derivations of your own: dotnet fsi src/Scripts/check-a-derivation.fsx (after `dotnet fsi build.fsx build`).
#I "../FunctionalMlp.Specification/bin/Release/net10.0"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Specification.dll"

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

// Dimensions are types: what does not conform, such as X * y below, does not compile.
type Samples = class end
type Features = class end
type Hidden = class end

let N = dimension<Samples> "N"
let d = dimension<Features> "d"
let h = dimension<Hidden> "h"
let X = matrix "X" N d
let y = vector "y" N
let w = vector "w" d
let λ = scalar "λ"
let two = number 2

// Ridge regression.
let residual = X * w - y

Derivation.because
    "Ridge regression"
    [
        "", gradient (squaredNorm residual + λ *. squaredNorm w) w
        "linearity", gradient (squaredNorm residual) w + λ *. gradient (squaredNorm w) w
        "chain rule",
        (jacobian (ofColumn residual) (ofColumn w)).T * (two *. residual)
        + λ *. (two *. w)
        "the residual is linear in w", two *. (X.T * residual + λ *. w)
    ]
|> Derivation.report
|> printfn "%s\n"

// Logistic regression, labels 0 and 1 in y.
let i = index "i" N
let z = X * w
let σ = apply Functions.sigmoid
let ones = ones N

Derivation.because
    "Logistic regression"
    [
        "", gradient (sum i (item i (log (ones + exp z)) - item i y * item i z)) w
        "in vectors", gradient (ones.T * log (ones + exp z) - y.T * z) w
        "chain rule", X.T * (σ z - y)
    ]
|> Derivation.report
|> printfn "%s\n"

// A network with two layers, tanh and squared error; s names the hidden layer, so that one can differentiate by it.
let W = matrix "W" h d
let v = vector "v" h
let x = vector "x" d
let t = scalar "t"
let s = define "s" 0 (W * x)
let a = define "a" 0 (apply Functions.tanh s)
let error = v.T * a - t
let loss = error * error
let one = Expression.ones h

Derivation.because
    "Two-layer tanh network"
    [
        "", gradient loss W
        "chain rule", gradient loss s * x.T
        "chain rule", ((jacobian (ofColumn a) (ofColumn s)).T * gradient loss a) * x.T
        "the derivative of tanh", ((one - a .* a) .* gradient loss a) * x.T
        "the square", two *. (error *. (((one - a .* a) .* v) * x.T))
    ]
|> Derivation.report
|> printfn "%s\n"

// With a slip, to see it found: the factor 2 is lost.
Derivation.typed
    "Ridge regression with a lost factor"
    [ gradient (squaredNorm residual) w; two *. (X.T * residual); X.T * residual ]
|> Derivation.report
|> printfn "%s\n"

// The untyped notation takes any line, and says at run time what does not conform: here a transpose is lost.
let A = Node.matrix "A" "N" "d"
let u = Node.vector "u" "d"
let c = Node.vector "c" "N"

Derivation.untyped
    "Least squares, untyped, with a lost transpose"
    [ Gradient(SquaredNorm(A * u - c), u); Number 2 *. (A * (A * u - c)) ]
|> Derivation.report
|> printfn "%s"
