namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression
open FunctionalMlp.Specification.Paper.Network

/// How good predicted classes are. The counts C have a row for each true class and a column for each predicted one. The
/// inverse of zero is zero here: of a class that is never predicted, or has no samples, nothing is counted.
module Classification =
    let private section = "Metrics of classes"
    let private k = index "k" K
    let private l = index "l" K
    let private unit = number 1
    let private two = number 2

    // The one-hot rows of the true and of the predicted classes, one sample a row; what they are is left free.
    let private E = matrix "E" N K
    let private Ê = matrix "Ê" N K
    let private C = define "C" 0 (E.T * Ê)

    let private correct = entry k k C
    // The samples of a class, and those predicted as it.
    let private actual = sum l (entry k l C)
    let private predicted = sum l (entry l k C)
    let private precision = correct * inverse predicted
    let private recall = correct * inverse actual
    let private f1 = two * correct * inverse (predicted + actual)

    let private harmonicMean = two * (precision * recall) * inverse (precision + recall)

    // The mean over the classes that have samples: those whose number of samples has an inverse.
    let private macro ofClass =
        sum k (actual * (inverse actual * ofClass)) / sum k (actual * inverse actual)

    /// How often each class is predicted as each: first, sample by sample.
    let counts =
        Equation.state "(E64)" section "The confusion matrix" C (sum i ((row i E).T * row i Ê))
        |> Equation.goingOn (E.T * Ê)

    /// The share of samples predicted as what they are: first, the recalls weighted by the shares of the classes.
    let accuracy =
        let all = (ones K).T * C * ones K
        Equation.state "(E65)" section "Accuracy" (sum k (actual / all * recall)) (sum k correct / all)

    /// Of the samples predicted as a class, the share that are of it: first, with the sum of a column as a product.
    let precisionOfClass =
        Equation.state "(E66)" section "Precision" (correct * inverse (item k (C.T * ones K))) precision

    /// Of the samples of a class, the share predicted as it: first, with the sum of a row as a product.
    let recallOfClass =
        Equation.state "(E67)" section "Recall" (correct * inverse (item k (C * ones K))) recall

    /// The harmonic mean of precision and recall; then, by counts.
    let f1OfClass = Equation.state "(E68)" section "F1" harmonicMean f1

    /// The mean of the recalls: first, the accuracy by counts that give every class the same weight.
    let balancedAccuracy =
        let balanced = define "D" 0 (stackRows k (inverse actual *. row k C))

        Equation.state
            "(E69)"
            section
            "Balanced accuracy"
            (sum k (entry k k balanced) / ((ones K).T * balanced * ones K))
            (macro recall)
        |> Equation.also (Claim.equal (row k balanced) (inverse actual *. row k C))

    /// The mean of the precisions: first, by what is missing to each.
    let macroPrecision =
        Equation.state "(E70)" section "The mean precision" (unit - macro (unit - precision)) (macro precision)

    /// The mean of the F1 of the classes: first, by harmonic means.
    let macroF1 =
        Equation.state "(E71)" section "The mean F1" (macro harmonicMean) (macro f1)

    /// The metrics of classes, in the order of their numbers.
    let equations =
        [
            counts
            accuracy
            precisionOfClass
            recallOfClass
            f1OfClass
            balancedAccuracy
            macroPrecision
            macroF1
        ]
