// The main job: checks the paper's equations, then trains its 4-10-3 network on Iris with its own gradients.
// Writes report.html and paper.json into artifacts, or into the folder that is given. Run it by `dotnet fsi build.fsx`, which
// builds first.
#I "../FunctionalMlp.Reporting/bin/Release/net10.0"
#r "FunctionalMlp.dll"
#r "FunctionalMlp.Specification.dll"
#r "FunctionalMlp.Reporting.dll"

open System.IO
open FunctionalMlp
open FunctionalMlp.Data
open FunctionalMlp.Training
open FunctionalMlp.Reporting

let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "..", ".."))

// ---- The equations ----

Console.heading "The equations, each with what speaks for it"
let facts = Facts.paper ()
Console.equations facts.Equations
Console.refutations facts
Console.heading "Beyond the paper"
Console.equations facts.Extensions

// ---- The network: 4-10-3, with the penalty of the paper ----

let iris = Iris.Load<float>()
let network = Network.Input(4).Dense(10, Activation.ReLU).Dense(3)

let objective =
    Objective.SoftmaxCrossEntropy(network).With(Penalty.SquaredNorm 1e-3)

let epochs, batchSize, every, seeds = 200, 16, 10, 10
let steps = epochs * ((120 + batchSize - 1) / batchSize)

/// Gradient descent whose rate falls to zero along a cosine; `every` epochs at a time.
let options =
    TrainingOptions(Epochs = every, BatchSize = batchSize, Optimizer = Optimizer.Sgd(Schedule.Cosine(0.1, steps)))

/// Trains from a seed and tells how it goes.
let train seed (tell: Moment -> unit) =
    let struct (training, test) = iris.Split(0.8, seed)

    let moment (checkpoint: Checkpoint<float>) =
        let θ = checkpoint.Parameters

        let moment =
            {
                Epoch = checkpoint.Epoch
                Loss = objective.Value(θ, training)
                TrainAccuracy = Metrics.Accuracy(network, θ, training)
                TestAccuracy = Metrics.Accuracy(network, θ, test)
            }

        tell moment
        moment

    let θ = network.Initialize<float>(Initializer.HeNormal, seed)
    let start = Checkpoint(θ, options.Optimizer.Initialize θ, 0)

    let rec go checkpoint moments =
        let moments = moment checkpoint :: moments

        if checkpoint.Epoch = epochs then
            List.rev moments
        else
            go (Trainer.Resume(objective, checkpoint, training, options).Last) moments

    go start []

Console.heading $"Training {network} on {iris.Name}"
let first = train 1L Console.moment

let others =
    Console.withProgress $"The same from {seeds - 1} more seeds" [ 2L .. int64 seeds ] (fun seed ->
        (train seed ignore |> List.last).TestAccuracy)

let trained =
    {
        Dataset = iris.Name
        Widths = List.ofSeq network.Widths
        Recipe =
            $"The 150 flowers of R. A. Fisher (1936), four fifths of each class to train and one fifth held out, {epochs} epochs of {options.Optimizer} on shuffled batches of {batchSize}, with the penalty {objective.Penalty}."
        Moments = first
        TestAccuracies = (List.last first).TestAccuracy :: others
    }

Console.line $"Held-out accuracy: %.4f{trained.MeanTestAccuracy}, the mean over {seeds} seeds."

// ---- What it leaves behind ----

let artifacts =
    match List.ofArray fsi.CommandLineArgs with
    | [ _; folder ] -> Directory.CreateDirectory(folder).FullName
    | _ -> Directory.CreateDirectory(Path.Combine(root, "artifacts")).FullName

Report.write root (Path.Combine(artifacts, "report.html")) facts trained
PaperJson.write (Path.Combine(artifacts, "paper.json")) facts trained

Console.line
    $"Written: report.html and paper.json, in {Path.GetRelativePath(Directory.GetCurrentDirectory(), artifacts)}."

let problems = Facts.problems facts

if not problems.IsEmpty then
    problems |> List.iter (eprintfn "%s")
    exit 1
