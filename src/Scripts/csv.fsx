// From a CSV file to a saved model and a report. The target is a column's name; it is predicted as a class if it is text or has few
// values, else as a number. Missing values are filled in as the training part suggests.
// Build first (`dotnet fsi build.fsx`), then: dotnet fsi src/Scripts/csv.fsx FILE TARGET [FOLDER] [EPOCHS]
#I "../FunctionalMlp.Data/bin/Release/net10.0"
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Data.dll"
#r "FunctionalMlp.Reporting.dll"

open System.IO
open System.Collections.Immutable
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Estimators
open FunctionalMlp.Reporting
open FunctionalMlp.Training

let file, target, folder, epochs =
    match List.ofArray fsi.CommandLineArgs |> List.tail with
    | [ file; target ] -> file, target, "artifacts", 200
    | [ file; target; folder ] -> file, target, folder, 200
    | [ file; target; folder; epochs ] -> file, target, folder, int epochs
    | _ ->
        eprintfn "dotnet fsi csv.fsx FILE TARGET [FOLDER] [EPOCHS]"
        exit 2

let run () =
    let table = CsvTable.Read file
    let codes = table.Codes target
    let hasFewValues = Seq.length (Seq.distinct codes) <= 20

    // A fifth is held out; the encoding is fitted to the rest.
    let parts =
        if hasFewValues then
            Partition.Stratified(codes, 0.8, 1L)
        else
            Partition.Random(table.Rows, 0.8, 1L)

    let training, test = table.Select parts.Train, table.Select parts.Test

    let encoding =
        TableEncoding.Fit(training, target, TableOptions(Missing = MissingValues.Impute))

    let name = Path.GetFileNameWithoutExtension file

    let place extension =
        Path.Combine(Directory.CreateDirectory(folder).FullName, name + extension)

    let options progress =
        EstimatorOptions(
            Training =
                TrainingOptions(
                    Epochs = epochs,
                    BatchSize = 32,
                    Optimizer = Optimizer.Adam 3e-3,
                    EarlyStopping = EarlyStopping(Patience = 20),
                    Progress = progress
                )
        )

    let named names importance = List.ofSeq (Seq.zip names importance)

    if encoding.IsTargetNumeric table && not hasFewValues then
        let data = encoding.RegressionSamples<float> training

        let model =
            TrainingBar.during $"Predicting {target}" (fun progress -> Regressor.Fit(data, options progress))

        let samples = encoding.RegressionSamples<float>(test).Samples
        let report = model.Evaluate samples
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        named model.FeatureNames (model.Importance samples)
        |> ModelReport.regression (place ".html") $"{name}: {target}" model model.History report
    else
        let classes = encoding.Samples<float>(table, ImmutableArray.Empty).ClassNames
        let data = encoding.Samples<float>(training, classes)

        let model =
            TrainingBar.during $"Predicting {target}" (fun progress -> Classifier.Fit(data, options progress))

        let samples = encoding.Samples<float>(test, classes).Samples
        let report = model.Evaluate samples
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        named model.FeatureNames (model.Importance samples)
        |> ModelReport.classification (place ".html") $"{name}: {target}" model model.History report

    printfn $"""Written: {place ".safetensors"}, {place ".html"}."""

try
    run ()
with
| :? InvalidFileException
| :? InvalidInputException
| :? IOException as problem ->
    eprintfn $"{problem.Message}"
    exit 1
