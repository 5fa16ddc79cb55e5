// Fashion-MNIST with hidden layers 256-128-100: the mean test accuracy of three seeds, into artifacts/fashion.json.
// `validate` shows what the recipe was chosen from, and never reads the test part: one choice at a time is replaced by its rivals, each is
// trained on 90 % of the training part and judged on the other 10 %, three times; the accuracies go into artifacts/fashion-validation.json.
// Without it the recipe is trained on the whole training part and judged on the test part.
// Build first (`dotnet fsi build.fsx`), then: dotnet fsi src/Scripts/fashion.fsx [validate] [EPOCHS] [FOLDER] [JSON]
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Reporting.dll"

open System.Collections.Immutable
open System.Diagnostics
open System.IO
open System.Text.Json
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Estimators
open FunctionalMlp.Reporting
open FunctionalMlp.Training

let arguments =
    Arguments(fsi.CommandLineArgs, "fashion.fsx [validate] [EPOCHS] [FOLDER] [JSON]")

let validates, epochs = arguments.Has "validate", arguments.Count("EPOCHS", 20)
let folder = arguments.Text("FOLDER", FashionMnist.DebianFolder)

let json =
    let name =
        if validates then
            "fashion-validation.json"
        else
            "fashion.json"

    arguments.Text("JSON", Path.Combine(__SOURCE_DIRECTORY__, "..", "..", "artifacts", name))

if not (FashionMnist.IsAvailable folder) then
    eprintfn $"Fashion-MNIST is not in {folder}. On Debian: apt-get install dataset-fashion-mnist."
    exit 1

let clock = Stopwatch.StartNew()
let seeds = [ 1L .. 3L ]

// ---- The recipe ----

type Rates =
    | OneCycle
    | Cosine
    | Constant

type Steps =
    | AdamW
    | Momentum

type Recipe =
    {
        Activation: Activation
        Scaling: InputScaling
        LabelSmoothing: float
        Dropout: float
        Steps: Steps
        /// The highest one, where the rates change.
        StepSize: float
        Rates: Rates
        WeightDecay: float
        BatchSize: int
        Epochs: int
    }

let recipe =
    {
        Activation = Activation.SiLU
        Scaling = InputScaling.StandardizeTogether
        LabelSmoothing = 0.1
        Dropout = 0.0
        Steps = AdamW
        StepSize = 2e-3
        Rates = OneCycle
        WeightDecay = 0.1
        BatchSize = 256
        Epochs = epochs
    }

let fit (data: Dataset<float32>) recipe seed progress =
    let steps =
        recipe.Epochs * ((data.Samples.Count + recipe.BatchSize - 1) / recipe.BatchSize)

    let rates =
        match recipe.Rates with
        | OneCycle -> Schedule.OneCycle(recipe.StepSize, max 2 steps)
        | Cosine -> Schedule.Cosine(recipe.StepSize, steps)
        | Constant -> Schedule.Constant recipe.StepSize

    Classifier.Fit(
        data,
        EstimatorOptions(
            HiddenWidths = ImmutableArray.Create(256, 128, 100),
            Activation = recipe.Activation,
            Scaling = recipe.Scaling,
            ClassificationLoss = Loss.SoftmaxCrossEntropy.WithLabelSmoothing recipe.LabelSmoothing,
            Dropout = recipe.Dropout,
            // Weight decay stands for it, and all samples are trained on: the number of epochs is a choice too.
            Penalty = Penalty.None,
            ValidationFraction = 0.0,
            Seed = seed,
            Epochs = recipe.Epochs,
            BatchSize = recipe.BatchSize,
            Optimizer =
                (match recipe.Steps with
                 | AdamW -> Optimizer.AdamW(rates, recipe.WeightDecay)
                 | Momentum -> Optimizer.Momentum rates),
            Progress = progress
        )
    )

let write content =
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath json))
    |> ignore

    let inCamelCase =
        JsonSerializerOptions(PropertyNamingPolicy = JsonNamingPolicy.CamelCase)

    File.WriteAllText(json, JsonSerializer.Serialize(content, inCamelCase))

// ---- What it was chosen from ----

/// The values that a choice was made from, the recipe's among them.
let choice name values inRecipe =
    name, [ for value in values -> $"{value}", (inRecipe value: Recipe) ]

let choices =
    [
        choice "activation" [ Activation.ReLU; Activation.GELU; Activation.SiLU ] (fun x ->
            { recipe with Activation = x })
        choice
            "scaling"
            [
                InputScaling.None
                InputScaling.Standardize
                InputScaling.StandardizeTogether
            ]
            (fun x -> { recipe with Scaling = x })
        choice "label smoothing" [ 0.0; 0.05; 0.1; 0.2 ] (fun x -> { recipe with LabelSmoothing = x })
        choice "dropout" [ 0.0; 0.05; 0.1 ] (fun x -> { recipe with Dropout = x })
        // Momentum takes larger steps.
        choice "optimizer" [ AdamW, recipe.StepSize; Momentum, 0.03; Momentum, 0.1 ] (fun (steps, size) ->
            { recipe with
                Steps = steps
                StepSize = size
            })
        choice "step size" [ 1e-3; 2e-3; 4e-3 ] (fun x -> { recipe with StepSize = x })
        choice "schedule" [ OneCycle; Cosine; Constant ] (fun x -> { recipe with Rates = x })
        choice "weight decay" [ 0.03; 0.1; 0.3 ] (fun x -> { recipe with WeightDecay = x })
        choice "batch size" [ 128; 256; 512 ] (fun x -> { recipe with BatchSize = x })
        choice "epochs" (List.distinct [ max 1 (epochs / 2); epochs; epochs + (epochs + 1) / 2 ]) (fun x ->
            { recipe with Epochs = x })
    ]

let validate () =
    let train = FashionMnist.LoadTrain<float32> folder

    // Each seed holds out another tenth.
    let accuracies recipe =
        [
            for seed in seeds ->
                let parts = Partition.Stratified(train.Samples.Labels, 0.9, seed)
                let model = fit (train.Select parts.Train) recipe seed (EstimatorOptions().Progress)
                (model.Evaluate (train.Select parts.Test).Samples).Accuracy
        ]

    let ours = accuracies recipe
    printfn $"The recipe: %.4f{List.average ours}, the mean of %A{ours}. The best of each choice has a star."

    let judged =
        [
            for name, values in choices do
                let candidates =
                    [
                        for value, rival in values ->
                            {
                                Value = value
                                IsChosen = (rival = recipe)
                                Accuracies = if rival = recipe then ours else accuracies rival
                            }
                    ]

                for line in Choices.lines name candidates do
                    printfn $"{line}"

                name, candidates
        ]

    let noise = Choices.noise (List.map snd judged)
    printfn $"\nThe noise, two standard errors of a difference, is %.4f{noise}. Chosen:"

    for name, candidates in judged do
        printfn $"%-16s{name} {Choices.verdict noise candidates}"

    write
        {|
            accuracy = List.average ours
            noise = noise
            choices =
                [
                    for name, candidates in judged ->
                        {|
                            choice = name
                            verdict = Choices.verdict noise candidates
                            candidates = candidates
                        |}
                ]
            seconds = clock.Elapsed.TotalSeconds
        |}

    printfn $"Written to {Path.GetFullPath json} after %.0f{clock.Elapsed.TotalSeconds} s."

// ---- How good it is ----

let test () =
    let struct (train, test) = FashionMnist.Load<float32> folder

    let models =
        [
            for seed in seeds -> TrainingBar.during $"Seed {seed}" (fit train recipe seed)
        ]

    for model in models do
        TrainingBar.ended model.Outcome

    let accuracies = [ for model in models -> (model.Evaluate test.Samples).Accuracy ]

    let mean, seconds = List.average accuracies, clock.Elapsed.TotalSeconds
    printfn $"\n{models.Head.Evaluate test.Samples}"
    printfn $"Test accuracy %A{accuracies}, mean %.4f{mean}, in %.0f{seconds} s."

    write
        {|
            widths = List.ofSeq models.Head.Network.Widths
            testAccuracy = accuracies
            mean = mean
            seconds = seconds
        |}

if validates then validate () else test ()
