namespace FunctionalMlp.Specification.Paper

open FunctionalMlp.Specification

/// An equation with the verdict on each of its claims.
type CheckedEquation =
    {
        Equation: Equation
        Verdicts: (Claim * Verdict) list
    }

    /// Whether all of its claims hold.
    member this.Holds = this.Verdicts |> List.forall (snd >> Verdict.holds)

    /// Whether all of its claims hold exactly: none needed double.
    member this.IsExact =
        this.Verdicts
        |> List.forall (function
            | _, Verdict.Proved _
            | _, Verdict.Conforms -> true
            | _ -> false)

/// A slip with the verdicts on the printed and on the corrected line.
type CheckedSlip =
    {
        Slip: Slip
        Printed: Verdict
        Corrected: Verdict
    }

    /// Why the printed line is false, if it is: a convention may hold as printed.
    member this.Refutation =
        if Verdict.isRefuted this.Printed then
            Some(Verdict.text this.Printed)
        else
            None

/// A derivation with a mark on each line, as printed and as corrected.
type CheckedDerivation =
    {
        Derivation: PrintedDerivation
        Printed: CheckedLine list
        Corrected: CheckedLine list
    }

/// A mutant of an equation with its verdict.
type CheckedMutant =
    {
        Equation: Equation
        Mutant: Mutant
        Verdict: Verdict
    }

/// How sparse the Jacobian of (7) is, at some sizes: "very sparse", says the paper.
type Sparseness =
    {
        n: int
        m: int
        l: int
        NonZeros: int
        Entries: int
    }

/// Everything that is checked about the paper.
type CheckedPaper =
    {
        Sparseness: Sparseness list
        Equations: CheckedEquation list
        Slips: CheckedSlip list
        Derivations: CheckedDerivation list
        Mutants: CheckedMutant list
    }

    member private this.RefutedMutants byShape =
        this.Mutants
        |> List.filter (fun mutant ->
            Verdict.isRefuted mutant.Verdict
            && (Verdict.witness mutant.Verdict = "shape") = byShape)
        |> List.length

    /// How many mutants are refuted because their shapes do not conform.
    member this.MutantsRefutedByShape = this.RefutedMutants true
    /// How many mutants conform and are refuted by a counterexample.
    member this.MutantsRefutedByValue = this.RefutedMutants false

/// Checks the paper.
module Check =
    let private inParallel f items =
        items |> Array.ofList |> Array.Parallel.map f |> List.ofArray

    /// The verdicts on an equation.
    let equation (equation: Equation) =
        {
            Equation = equation
            Verdicts = equation.Claims |> List.map (fun claim -> claim, Prove.claim claim)
        }

    /// The verdicts on a slip.
    let slip (slip: Slip) =
        {
            Slip = slip
            Printed = Prove.claim slip.Printed
            Corrected = Prove.claim slip.Corrected
        }

    /// The marks on a derivation.
    let derivation (derivation: PrintedDerivation) =
        {
            Derivation = derivation
            Printed = Derivation.check derivation.Printed
            Corrected = Derivation.check derivation.Corrected
        }

    /// The equations that state a derivative.
    let gradientEquations =
        Paper.equations
        |> List.filter (fun equation ->
            match equation.Left with
            | Gradient _
            | Jacobian _ -> true
            | _ -> false)

    /// The dimensions that mutants may have equal: those of section 1, and those of the network but for the samples.
    let square =
        [
            Network.H.Dimension
            Network.d.Dimension
            Network.K.Dimension
            Section1.n.Dimension
            Section1.m.Dimension
            Section1.l.Dimension
        ]
        |> List.map string

    /// The mutants of the equations that state a derivative.
    let mutants =
        gradientEquations
        |> List.collect (fun equation ->
            Mutation.mutants square equation.Left equation.Right
            |> List.map (fun mutant -> equation, mutant))

    /// The Jacobian of (7), counted; the last sizes are those of the hidden layer on the 150 samples of Iris.
    let sparseness =
        [ 2, 2, 2; 3, 4, 5; 10, 4, 150 ]
        |> List.map (fun (n, m, l) ->
            let nonZeros, entries =
                Sparsity.count [ "n", n; "m", m; "l", l ] Section1.matrixByMatrix.Right

            {
                n = n
                m = m
                l = l
                NonZeros = nonZeros
                Entries = entries
            })

    let private mutant (equation, mutant: Mutant) =
        {
            Equation = equation
            Mutant = mutant
            Verdict = Prove.claim (Claim.Equal(mutant.Left, mutant.Right))
        }

    /// Every equation, slip, derivation and mutant.
    let all () =
        {
            Sparseness = sparseness
            Equations = Paper.equations |> inParallel equation
            Slips = Paper.slips |> inParallel slip
            Derivations = Paper.derivations |> inParallel derivation
            Mutants = mutants |> inParallel mutant
        }
