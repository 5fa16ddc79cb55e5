// From a CSV file to a saved model and a report. The target is a column's name; it is predicted as a class if it is text, or a whole number with
// few values that occur several times each, else as a number: `regression` or `classification` says which, if that is not what you want.
// Missing values are filled in as the training part suggests. Columns that are of no use are left out, with a warning.
// Build first (`dotnet fsi build.fsx`), then:
//   dotnet fsi src/Scripts/csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,] [regression] [classification] [ignore=COLUMN] [categories=COLUMN] [numbers=COLUMN]
// The flag , is for numbers like 1,5. The last three may be given several times: columns that are no inputs, such as a row's number; columns of
// categories that look like numbers, such as postal codes; columns of numbers where text means a missing value.
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
open FunctionalMlp.Evaluation
open FunctionalMlp.Reporting

let arguments =
    Arguments(
        fsi.CommandLineArgs,
        "csv.fsx FILE TARGET [FOLDER] [EPOCHS] [,] [regression] [classification] [ignore=COLUMN] [categories=COLUMN] [numbers=COLUMN]"
    )

let file, target = arguments.Text "FILE", arguments.Text "TARGET"

let folder, epochs =
    arguments.Text("FOLDER", "artifacts"), arguments.Count("EPOCHS", 200)

let decimals = if arguments.Has "," then ',' else '.'

let kind =
    arguments.Choice([ "regression", TargetKind.Numbers; "classification", TargetKind.Classes ], TargetKind.Automatic)

let columns name =
    ImmutableHashSet.CreateRange(arguments.All name)

let run () =
    let table = CsvTable.Read(file, CsvOptions(DecimalSeparator = decimals))

    let known =
        TableOptions(Ignored = columns "ignore", Categorical = columns "categories", Numeric = columns "numbers")

    let prepared = PreparedTable.Create(table, target, known, kind)

    for warning in prepared.Warnings do
        eprintfn $"Warning: {warning}"

    let encoding = prepared.Encoding
    let name = Path.GetFileNameWithoutExtension file

    let place extension =
        Path.Combine(Directory.CreateDirectory(folder).FullName, name + extension)

    let options progress =
        EstimatorOptions(Epochs = epochs, Progress = progress)

    let importance (inputs: Matrix<float>) (score: Matrix<float> -> float) =
        PermutationImportance.ComputeTogether(inputs, encoding.ColumnInputs, score)
        |> Seq.zip encoding.ColumnNames
        |> List.ofSeq

    if prepared.ClassNames.IsEmpty then
        let data = encoding.RegressionSamples<float> prepared.Train
        let samples = encoding.RegressionSamples<float>(prepared.Test).Samples

        let model =
            TrainingBar.during $"Predicting the number {target}" (fun progress -> Regressor.Fit(data, options progress))

        let report = model.Evaluate samples
        TrainingBar.ended model.Outcome
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        importance samples.Inputs (fun inputs -> RegressionMetrics.RSquared(model.Predict inputs, samples.Targets))
        |> ModelReport.regression (place ".html") $"{name}: {target}" model model.Outcome model.History report
    else
        let data = encoding.Samples<float>(prepared.Train, prepared.ClassNames)
        let samples = encoding.Samples<float>(prepared.Test, prepared.ClassNames).Samples

        let model =
            TrainingBar.during $"Predicting {target}, one of {prepared.ClassNames.Length} classes" (fun progress ->
                Classifier.Fit(data, options progress))

        let report = model.Evaluate samples
        TrainingBar.ended model.Outcome
        printfn $"\n{report}"
        model.WithNote("table", encoding.ToJson()).Save(place ".safetensors")

        importance samples.Inputs (fun inputs ->
            model.Evaluate(Batch.Labelled(inputs, samples.Labels.AsSpan())).Accuracy)
        |> ModelReport.classification (place ".html") $"{name}: {target}" model model.Outcome model.History report

    printfn $"""Written: {place ".safetensors"}, {place ".html"}."""

try
    run ()
with
| :? InvalidFileException
| :? InvalidInputException
| :? IOException as problem ->
    eprintfn $"{problem.Message}"

    if problem.Message.Contains "DecimalSeparator" then
        eprintfn "For numbers like 1,5 add the argument ,"

    exit 1
