// A regression: samples of a noisy curve, a saved model of them, a report with the learning curves.
// Build first (`dotnet fsi build.fsx`), then: dotnet fsi src/Scripts/regression.fsx [EPOCHS] [HTML]
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Reporting.dll"

open System.Collections.Immutable
open System.IO
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Estimators
open FunctionalMlp.Reporting
open FunctionalMlp.Training

let arguments = Arguments(fsi.CommandLineArgs, "regression.fsx [EPOCHS] [HTML]")
let epochs = arguments.Count("EPOCHS", 200)

let html =
    arguments.Text("HTML", Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "artifacts", "regression.html"))

// y = sin 2x + x/2 + noise of standard deviation 0.1, 800 times.
let numbers = RandomNumbers 1L

let points =
    [
        for i in 0L .. 799L ->
            let x = 6.0 * numbers.Uniform i - 3.0
            x, sin (2.0 * x) + x / 2.0 + 0.1 * numbers.Normal(1000L + i)
    ]

let data =
    RegressionDataset.FromRecords<float * float, float>(
        "curve",
        points,
        targets = [ Feature("y", snd) ],
        features = [ Feature("x", fst) ]
    )

let parts = Partition.Random(points.Length, 0.8, 1L)

let model =
    TrainingBar.during "A noisy curve" (fun progress ->
        Regressor.Fit(
            data.Select parts.Train,
            EstimatorOptions(
                HiddenWidths = ImmutableArray.Create(32, 32),
                Epochs = epochs,
                Optimizer = Optimizer.Adam 1e-2,
                EarlyStopping = EarlyStopping(Patience = 30),
                Progress = progress
            )
        ))

TrainingBar.ended model.Outcome
let report = model.Evaluate (data.Select parts.Test).Samples
printfn $"\n{model}\n{report}The noise alone has a root mean squared error of 0.1."

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath html))
|> ignore

ModelReport.regression html "A noisy curve" model model.Outcome model.History report []
model.Save(Path.ChangeExtension(html, ".safetensors"))
