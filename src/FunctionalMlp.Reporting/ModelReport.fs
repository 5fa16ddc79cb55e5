namespace FunctionalMlp.Reporting

open System
open System.IO
open FunctionalMlp.Evaluation
open FunctionalMlp.Training

/// Reports about fitted models, as pages of their own: how the training went and how good the model is on held-out samples.
module ModelReport =
    open Page

    let private join parts = String.concat "\n" parts

    let private figure (name: string, value: float) =
        element "div" "" (element "b" "" $"%.4f{value}" + escape name)

    let private figures values =
        values
        |> List.filter (fun (_, value) -> not (Double.IsNaN value))
        |> List.map figure
        |> join
        |> element "div" "numbers"

    let private row cell values =
        values |> List.map (element cell "") |> String.concat "" |> element "tr" ""

    let private table header rows =
        wide (element "table" "" (row "th" header + join (List.map (row "td") rows)))

    let private learningCurves (history: Epoch seq) =
        let curve name (value: Epoch -> float) =
            let known =
                history
                |> Seq.filter (fun epoch -> not (Double.IsNaN(value epoch)))
                |> List.ofSeq

            name, known |> List.map (fun epoch -> float epoch.Number), known |> List.map value

        let draw label curves =
            match curves |> List.filter (fun (_, _, values) -> not (List.isEmpty values)) with
            | [] -> ""
            | curves -> wide (Picture.lines "epoch" label curves)

        join
            [
                element "h2" "" "Learning curves"
                draw
                    "loss"
                    [
                        curve "training, with penalty" _.Loss
                        curve "validation, without penalty" _.ValidationLoss
                    ]
                if history |> Seq.exists (fun epoch -> not (Double.IsNaN epoch.ValidationLoss)) then
                    element
                        "p"
                        "soft"
                        "The training loss is the mean over an epoch's steps and includes the penalty on the weights; the validation loss is measured after the epoch, without the penalty. So compare where they turn, not how high they are."
                draw "metric" [ curve "metric" _.Metric ]
            ]

    /// A shade of the page's accent for a share of a row.
    let private shaded share (text: string) =
        $"<td style=\"text-align:right;padding:.2rem .6rem;background:color-mix(in srgb, var(--accent) {int (80.0 * share)}%%, transparent)\">{text}</td>"

    let private confusion (report: ClassificationReport) =
        let classes = List.ofSeq report.ClassNames

        let line actual name =
            let counts =
                [
                    for predicted in 0 .. classes.Length - 1 -> report.Confusion[actual, predicted]
                ]

            let total = max 1 (List.sum counts)

            element
                "tr"
                ""
                (element "th" "" (escape name)
                 + String.concat "" [ for count in counts -> shaded (float count / float total) (string count) ])

        let header =
            element "tr" "" (String.concat "" [ for name in "" :: classes -> element "th" "" (escape name) ])

        join
            [
                element "h2" "" "Confusion matrix"
                element "p" "soft" "Rows are what the samples are, columns what they were taken for."
                wide (element "table" "" (header + join (List.mapi line classes)))
            ]

    let private classTable (report: ClassificationReport) =
        let percent (value: float) = $"%.3f{value}"

        report.ClassNames
        |> Seq.mapi (fun label name ->
            [
                escape name
                percent (report.Confusion.Precision label)
                percent (report.Confusion.Recall label)
                percent (report.Confusion.F1 label)
            ])
        |> List.ofSeq
        |> table [ "class"; "precision"; "recall"; "F1" ]

    let private importance (features: (string * FeatureImportance) list) =
        if features.IsEmpty then
            ""
        else
            let rows =
                features
                |> List.sortByDescending (fun (_, feature) -> feature.Mean)
                |> List.map (fun (name, feature) ->
                    [ escape name; $"%.4f{feature.Mean}"; $"± %.4f{feature.StandardDeviation}" ])

            join
                [
                    element "h2" "" "What the columns matter"
                    element
                        "p"
                        "soft"
                        "How much the score drops when a column is shuffled among the held-out samples, all the inputs that it became together."
                    table [ "column"; "drop"; "" ] rows
                ]

    let private write (path: string) title (model: obj) outcome parts =
        let head =
            [
                element "h1" "" (escape title)
                element "p" "soft" (escape (string model))
                element "p" "" (escape (TrainingBar.describeOutcome outcome))
            ]

        File.WriteAllText(path, document title (join (head @ parts)))

    /// The page about a classifier.
    let classification path title model outcome (history: Epoch seq) (report: ClassificationReport) features =
        write
            path
            title
            model
            outcome
            [
                figures
                    [
                        "accuracy", report.Accuracy
                        "balanced accuracy", report.Confusion.BalancedAccuracy
                        "area under ROC curve", report.RocAuc
                        "log loss", report.LogLoss
                        "calibration error", report.CalibrationError
                    ]
                confusion report
                classTable report
                learningCurves history
                importance features
            ]

    /// The page about a regressor.
    let regression path title model outcome (history: Epoch seq) (report: RegressionReport) features =
        write
            path
            title
            model
            outcome
            [
                figures
                    [
                        "R²", report.RSquared
                        "mean absolute error", report.MeanAbsoluteError
                        "root mean squared error", report.RootMeanSquaredError
                    ]
                learningCurves history
                importance features
            ]
