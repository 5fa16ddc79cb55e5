// Ten times tenfold cross-validation of the paper's 4-10-3 network on Iris, then a model to keep.
// Build first (`dotnet fsi build.fsx`), then: dotnet fsi src/Scripts/iris.fsx [REPETITIONS]
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Reporting.dll"

open System.Collections.Immutable
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Estimators
open FunctionalMlp.Reporting
open FunctionalMlp.Training

let repetitions =
    Arguments(fsi.CommandLineArgs, "iris.fsx [REPETITIONS]").Count("REPETITIONS", 10)
    |> int64

let iris = Iris.Load<float>()

let options seed =
    EstimatorOptions(
        HiddenWidths = ImmutableArray.Create 10,
        Penalty = Penalty.SquaredNorm 3e-3,
        ValidationFraction = 0.0,
        Epochs = 100,
        BatchSize = 16,
        Optimizer = Optimizer.Adam 1e-2,
        Seed = seed
    )

let accuracies =
    [
        for seed in 1L .. repetitions do
            let folds = Classifier.CrossValidate(iris, 10, options seed)
            let accuracy = folds |> Seq.averageBy _.Accuracy
            printfn $"repetition %2d{seed}: accuracy %.4f{accuracy}"
            accuracy
    ]

printfn $"Mean accuracy of %d{repetitions} × 10 folds: %.4f{List.average accuracies}"

let struct (train, test) = iris.Split(0.8, 1L)

let model =
    Classifier.Fit(Dataset("iris", train, iris.FeatureNames, iris.ClassNames), options 1L)

printfn $"\n{model}\n\nOn a fifth of the flowers, which it has not seen:\n{model.Evaluate test}"
let flower = [| 6.1; 2.9; 4.7; 1.4 |]
printfn $"A flower of %A{flower} cm is most likely %s{model.PredictOne flower}."
