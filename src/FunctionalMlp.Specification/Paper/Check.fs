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

/// Everything that is checked about the paper.
type CheckedPaper =
    {
        Equations: CheckedEquation list
        Slips: CheckedSlip list
        Derivations: CheckedDerivation list
        Mutants: CheckedMutant list
    }

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

    /// The mutants of the equations that state a derivative.
    let mutants =
        gradientEquations
        |> List.collect (fun equation ->
            Mutation.mutants equation.Left equation.Right
            |> List.map (fun mutant -> equation, mutant))

    let private mutant (equation, mutant: Mutant) =
        {
            Equation = equation
            Mutant = mutant
            Verdict = Prove.claim (Claim.Equal(mutant.Left, mutant.Right))
        }

    /// Every equation, slip, derivation and mutant.
    let all () =
        {
            Equations = Paper.equations |> inParallel equation
            Slips = Paper.slips |> inParallel slip
            Derivations = Paper.derivations |> inParallel derivation
            Mutants = mutants |> inParallel mutant
        }
