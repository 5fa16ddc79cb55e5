namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// The samples that are positive.
[<Sealed>]
type Positives = class end

/// The samples that are negative.
[<Sealed>]
type Negatives = class end

/// Samples that have a score for each of some classes.
[<Sealed>]
type Scored = class end

/// The classes that samples are scored for.
[<Sealed>]
type ScoredClasses = class end

/// The bins that confidences are put into.
[<Sealed>]
type Bins = class end

/// How good predicted probabilities are.
module Probabilities =
    let private section = "Metrics of probabilities"
    let private unit = number 1
    let private two = number 2
    let private k = index "k" K
    // The probabilities of the classes, one sample a row.
    let private P = matrix "P" N K

    /// The mean negative logarithm of the label's probability, kept u away from 0 and 1: first, by cases, with one-hot labels.
    let logLoss =
        let u = scalar "u"

        let byCases =
            let p = (row i P).T
            let above = indicator (p - (unit - u) *. ones K)
            let below = indicator (u *. ones K - p)
            (unit - u) *. above + u *. below + (ones K - above - below) .* p

        let p = entry i (y i) P

        Equation.state
            "(E72)"
            section
            "Log loss"
            (-(sum i ((Δ i).T * log byCases)) / size N)
            (-(sum i (log (p - relu (p - (unit - u)) + relu (u - p)))) / size N)

    // What a positive's score and a negative's come to: 1 where the positive's is higher, one half where they are equal.
    let private victory difference =
        (unit + apply Functions.sign difference) / two

    // The mean of the shares of positives above a negative and not below it: the height of the curve where it passes the negative.
    let private height difference =
        (indicator difference + unit - indicator -difference) / two

    /// The probability that a positive scores higher than a negative, ties counting half; first, as the area of trapezoids
    /// under the curve, one for each negative.
    let rocAuc =
        let positives = dimension<Positives> "P"
        let negatives = dimension<Negatives> "Q"
        let i, j = index "i" positives, index "j" negatives

        let difference = item i (vector "a" positives) - item j (vector "b" negatives)

        Equation.state
            "(E73)"
            section
            "The area under the ROC curve"
            (sum j (sum i (height difference) / size positives / size negatives))
            (sum i (sum j (victory difference)) / (size positives * size negatives))

    /// The mean of the areas of each class against the rest, over the classes that have one. G tells the true classes, and
    /// H has the same scores as F: those of a sample that stands for the rest.
    let meanRocAuc =
        let samples = dimension<Scored> "M"
        let classes = dimension<ScoredClasses> "L"
        let i, j = index "i" samples, index "j" samples
        let k = index "k" classes

        let isOf sample =
            entry sample k (matrix "G" samples classes)

        let difference =
            entry i k (matrix "F" samples classes) - entry j k (matrix "H" samples classes)

        let own, rest = sum i (isOf i), sum j (unit - isOf j)
        let pairs = defineAt "n" 0 k (own * rest)
        let classesWithPairs = sum k (pairs * inverse pairs)

        let area =
            inverse own
            * inverse rest
            * sum j ((unit - isOf j) * sum i (isOf i * height difference))

        let won = sum i (sum j (isOf i * ((unit - isOf j) * victory difference)))

        Equation.state
            "(E74)"
            section
            "The mean area under the ROC curves"
            (sum k area / classesWithPairs)
            (sum k (inverse pairs * won) / classesWithPairs)
        |> Equation.also (Claim.equal pairs (own * (size samples - own)))

    /// By how much accuracy and confidence differ in each bin, weighted by the bins' sizes: first, by the sign of the difference.
    let calibrationError =
        let bins = dimension<Bins> "B"
        let b = index "b" bins
        let Ê = matrix "Ê" N K
        // Whether the prediction is the label, and the probability of the prediction.
        let a = define "a" 0 (stackRows i (row i Ê * Δ i))
        let c = define "c" 0 ((Ê .* P) * ones K)
        // How many bins below the upper end of bin b each sample is: from 0 to less than 1 within it.
        let below = defineAt "x" 0 b (place b *. ones N - size bins *. c)
        let isPast, isNear = indicator -below, indicator (ones N - below)
        let isIn = defineAt "m" 0 b ((ones N - isPast) .* isNear)
        let gap = isIn.T * (a - c)
        // Whatever is in a bin.
        let members = vector "w" N
        let count = (ones N).T * members
        let mean values = inverse count * (members.T * values)

        Equation.state
            "(E75)"
            section
            "The expected calibration error"
            (sum b (apply Functions.sign gap * gap) / size N)
            (sum b (apply Functions.abs gap) / size N)
        |> Equation.also (Claim.equal (members.T * (a - c)) (count * (mean a - mean c)))
        |> Equation.also (Claim.equal isIn (isNear - isPast))
        |> Equation.also (Claim.equal (below / size bins) ((place b / size bins) *. ones N - c))
        |> Equation.also (Claim.equal a (sum k (column k Ê .* column k (stackRows i (Δ i).T))))
        |> Equation.also (Claim.equal c (sum k (column k Ê .* column k P)))

    /// The metrics of probabilities, in the order of their numbers.
    let equations = [ logLoss; rocAuc; meanRocAuc; calibrationError ]
