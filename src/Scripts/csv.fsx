// From a CSV file to a saved model and a report. The target is a column's name; it is predicted as a class if it is text or has few
// values, else as a number. Missing values are filled in as the training part suggests.
// Build first (`dotnet fsi build.fsx`), then: dotnet fsi src/Scripts/csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,]
// The flag , is for numbers like 1,5.
#I "../FunctionalMlp.Data/bin/Release/net10.0"
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Data.dll"
#r "FunctionalMlp.Reporting.dll"

open System
open System.IO
open System.Collections.Immutable
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Estimators
open FunctionalMlp.Reporting

let arguments =
    Arguments(fsi.CommandLineArgs, "csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,]")

let file, target = arguments.Text "FILE", arguments.Text "TARGET"

let folder, epochs =
    arguments.Text("FOLDER", "artifacts"), arguments.Count("EPOCHS", 200)

let decimals = if arguments.Has "," then ',' else '.'

let run () =
    let table = CsvTable.Read(file, CsvOptions(DecimalSeparator = decimals))
    let codes = table.Codes target
    let hasFewValues = Seq.length (Seq.distinct codes) <= 20

    // A fifth is held out; the encoding is fitted to the rest.
    let parts =
        if hasFewValues then
            Partition.Stratified(codes, 0.8, 1L)
        else
            Partition.Random(table.Rows, 0.8, 1L)

    let training, test = table.Select parts.Train, table.Select parts.Test

    let isEmpty column =
        column <> target
        && Seq.forall (fun row -> training.IsMissing(row, column)) (seq { 0 .. training.Rows - 1 })

    let empty = Seq.filter isEmpty table.Columns |> ImmutableHashSet.CreateRange

    for column in empty do
        eprintfn $"Warning: the column \"{column}\" has no values to train on; it is left out."

    let encoding =
        TableEncoding.Fit(training, target, TableOptions(Missing = MissingValues.Impute, Ignored = empty))

    let name = Path.GetFileNameWithoutExtension file

    let place extension =
        Path.Combine(Directory.CreateDirectory(folder).FullName, name + extension)

    let options progress =
        EstimatorOptions(Epochs = epochs, Progress = progress)

    let named names importance = List.ofSeq (Seq.zip names importance)

    if encoding.IsTargetNumeric table && not hasFewValues then
        let data = encoding.RegressionSamples<float> training

        let model =
            TrainingBar.during $"Predicting {target}" (fun progress -> Regressor.Fit(data, options progress))

        let samples = encoding.RegressionSamples<float>(test).Samples
        let report = model.Evaluate samples
        TrainingBar.ended model.Outcome
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        named model.FeatureNames (model.Importance samples)
        |> ModelReport.regression (place ".html") $"{name}: {target}" model model.Outcome model.History report
    else
        let classes = encoding.Samples<float>(table, ImmutableArray.Empty).ClassNames
        let data = encoding.Samples<float>(training, classes)

        let model =
            TrainingBar.during $"Predicting {target}" (fun progress -> Classifier.Fit(data, options progress))

        let samples = encoding.Samples<float>(test, classes).Samples
        let report = model.Evaluate samples
        TrainingBar.ended model.Outcome
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        named model.FeatureNames (model.Importance samples)
        |> ModelReport.classification (place ".html") $"{name}: {target}" model model.Outcome model.History report

    printfn $"""Written: {place ".safetensors"}, {place ".html"}."""

try
    run ()
with
| :? InvalidFileException
| :? InvalidInputException
| :? IOException as problem ->
    eprintfn $"{problem.Message}"
    exit 1
