namespace FunctionalMlp.Specification

open System
open System.Collections.Generic

/// Arithmetic modulo the Mersenne prime 2^61 - 1.
module PrimeArithmetic =
    /// The modulus.
    let p = (1UL <<< 61) - 1UL

    /// Sum modulo p.
    let add (a: uint64) (b: uint64) =
        let sum = a + b
        if sum >= p then sum - p else sum

    /// Difference modulo p.
    let subtract (a: uint64) (b: uint64) = if a >= b then a - b else a + p - b

    /// Product modulo p: since 2^61 is 1, the high part of the product is simply added to the low part.
    let multiply (a: uint64) (b: uint64) =
        let mutable low = 0UL
        let high = Math.BigMul(a, b, &low)
        add (low &&& p) ((high <<< 3) ||| (low >>> 61))

    /// a to the power n.
    let rec power (a: uint64) (n: uint64) =
        if n = 0UL then
            1UL
        else
            let half = power (multiply a a) (n / 2UL)
            if n % 2UL = 1UL then multiply a half else half

    /// The inverse, by Fermat's little theorem.
    let inverse (a: uint64) =
        if a = 0UL then
            raise (Undefined "a division by zero")

        power a (p - 2UL)

    /// The image of an integer.
    let ofInteger (n: int) =
        if n >= 0 then uint64 n else p - uint64 (-(int64 n))

/// One random reading of exp, log, Φ, cosine and step over the prime field. exp of each distinct argument is a random nonzero
/// element, log of each distinct argument a random element; but opposite arguments have inverse exponentials, and log undoes
/// exp. Cosine and sine of an angle are a random point of the circle, and with it go those that are quarter turns away.
/// Everything else about them is forgotten, so what holds for every reading holds for the true functions. A step is a random
/// element too, not only 0 or 1: what holds for every value of it holds on every sign pattern of the ReLUs at once.
type PrimeField(random: Random) =
    let exps = Dictionary<uint64, uint64>()
    let logs = Dictionary<uint64, uint64>()
    let steps = Dictionary<uint64, uint64>()

    let element () =
        uint64 (random.NextInt64(int64 PrimeArithmetic.p))

    let nonzero () =
        uint64 (random.NextInt64(1L, int64 PrimeArithmetic.p))

    let normals = Dictionary<uint64, uint64>()
    let densityAtZero = nonzero ()

    let pair u v =
        exps[u] <- v
        logs[v] <- u

    let cosines = Dictionary<uint64, uint64>()

    // The cosines of an angle in half turns, of its opposite, and of those by quarter turns further.
    let turn u cosine sine =
        let negative = PrimeArithmetic.subtract 0UL
        let quarter = PrimeArithmetic.inverse 2UL

        let values = [ negative cosine; sine; cosine; negative sine; negative cosine ]

        (PrimeArithmetic.subtract u 1UL, values)
        ||> List.fold (fun angle value ->
            cosines.TryAdd(angle, value) |> ignore
            cosines.TryAdd(negative angle, value) |> ignore
            PrimeArithmetic.add angle quarter)
        |> ignore

    do turn 0UL 1UL 0UL

    let cosinesKnown = cosines.Count

    /// A random element, for a variable.
    member _.Random() = element ()

    /// How many distinct arguments exp, log, Φ, cosine and step were asked for.
    member _.Arguments =
        exps.Count + logs.Count + steps.Count + normals.Count + cosines.Count
        - cosinesKnown

    interface IField<uint64> with
        member _.Zero = 0UL
        member _.One = 1UL
        member _.OfInteger n = PrimeArithmetic.ofInteger n
        member _.Add(a, b) = PrimeArithmetic.add a b
        member _.Subtract(a, b) = PrimeArithmetic.subtract a b
        member _.Multiply(a, b) = PrimeArithmetic.multiply a b

        member _.Divide(a, b) =
            if b = 1UL then
                a
            else
                PrimeArithmetic.multiply a (PrimeArithmetic.inverse b)

        member _.Exp u =
            match exps.TryGetValue u with
            | true, value -> value
            | _ when u = 0UL -> 1UL
            | _ ->
                let value = nonzero ()
                pair u value
                pair (PrimeArithmetic.subtract 0UL u) (PrimeArithmetic.inverse value)
                value

        member _.Log u =
            match logs.TryGetValue u with
            | true, value -> value
            | _ when u = 1UL -> 0UL
            | _ when u = 0UL -> raise (Undefined "log 0")
            | _ ->
                let value = element ()
                pair value u
                pair (PrimeArithmetic.subtract 0UL value) (PrimeArithmetic.inverse u)
                value

        member _.Step u =
            match steps.TryGetValue u with
            | true, value -> value
            | _ when u = 0UL -> raise (Undefined "a kink")
            | _ ->
                let value = element ()
                steps[u] <- value
                // Away from the kink just one of u and -u is positive.
                steps[PrimeArithmetic.subtract 0UL u] <- PrimeArithmetic.subtract 1UL value
                value

        member _.Normal u =
            match normals.TryGetValue u with
            | true, value -> value
            | _ when u = 0UL -> PrimeArithmetic.inverse 2UL
            | _ ->
                let value = element ()
                normals[u] <- value
                // Φ(-u) = 1 - Φ(u)
                normals[PrimeArithmetic.subtract 0UL u] <- PrimeArithmetic.subtract 1UL value
                value

        member _.NormalDensityAtZero = densityAtZero

        member _.CosPi u =
            if not (cosines.ContainsKey u) then
                let t = element ()
                let square = PrimeArithmetic.multiply t t

                let over =
                    PrimeArithmetic.inverse (PrimeArithmetic.add 1UL square)
                    |> PrimeArithmetic.multiply

                turn u (over (PrimeArithmetic.subtract 1UL square)) (over (PrimeArithmetic.add t t))

            cosines[u]

        member _.Shift _ = 0UL
