namespace FunctionalMlp.Reporting

open System
open Spectre.Console
open FunctionalMlp.Training

/// Shows a training while it runs: a bar with the time left where the terminal can show one, otherwise a line now and then.
module TrainingBar =
    let private describe (epoch: Epoch) =
        let validation =
            if Double.IsNaN epoch.ValidationLoss then
                ""
            else
                $"   validation loss %.4f{epoch.ValidationLoss}"

        let metric =
            if Double.IsNaN epoch.Metric then
                ""
            else
                $"   metric %.4f{epoch.Metric}"

        $"epoch %3d{epoch.Number}   loss %.4f{epoch.Loss}{validation}{metric}"

    /// How a training ended, in a sentence.
    let describeOutcome outcome =
        match outcome with
        | TrainingOutcome.Completed -> "All epochs were run."
        | TrainingOutcome.StoppedEarly -> "Stopped early: there was no more progress."
        | TrainingOutcome.Cancelled -> "Cancelled before the end."
        | TrainingOutcome.Diverged ->
            "Warning: the training diverged. The model is the best one before that, and may be no better than an untrained one: take smaller steps."
        | other -> string other

    /// Says on the console how a training ended.
    let ended outcome = Console.line (describeOutcome outcome)

    // Progress<T> would report on another thread, after the training has gone on.
    let private tell (report: TrainingProgress -> unit) =
        { new IProgress<TrainingProgress> with
            member _.Report progress = report progress
        }

    let private isTenth (progress: TrainingProgress) =
        let step = max 1 (progress.LastEpoch / 10)
        progress.Epoch.Number % step = 0 || progress.Epoch.Number = progress.LastEpoch

    /// Does a piece of work that reports a training, and shows it under a name.
    let during (name: string) (train: IProgress<TrainingProgress> -> 'result) =
        if AnsiConsole.Profile.Capabilities.Interactive then
            AnsiConsole
                .Progress()
                .Columns(TaskDescriptionColumn(), ProgressBarColumn(), RemainingTimeColumn())
                .Start(fun context ->
                    let bar = context.AddTask(Markup.Escape name)

                    let result =
                        train (
                            tell (fun progress ->
                                bar.MaxValue <- float progress.LastEpoch
                                bar.Value <- float progress.Epoch.Number
                                bar.Description <- Markup.Escape $"{name}: {describe progress.Epoch}")
                        )

                    // Early stopping leaves epochs undone.
                    bar.Value <- bar.MaxValue
                    result)
        else
            Console.line name

            train (
                tell (fun progress ->
                    if isTenth progress then
                        Console.line $"  {describe progress.Epoch}")
            )
