module FunctionalMlp.Specification.Tests.FSharpInteractive

open System
open System.Diagnostics
open System.IO

/// The folder that holds the solution.
let root =
    let rec up folder =
        if File.Exists(Path.Combine(folder, "FunctionalMlp.sln")) then
            folder
        else
            up (Path.GetFullPath(Path.Combine(folder, "..")))

    up AppContext.BaseDirectory

/// Runs dotnet fsi on some input: its exit code, output and errors.
let run (arguments: string) (input: string) =
    let start =
        ProcessStartInfo(
            "dotnet",
            $"fsi --nologo --quiet {arguments}",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use fsi = new Process(StartInfo = start)
    fsi.Start() |> ignore
    let output = fsi.StandardOutput.ReadToEndAsync()
    let errors = fsi.StandardError.ReadToEndAsync()
    fsi.StandardInput.Write input
    fsi.StandardInput.Close()

    if not (fsi.WaitForExit 120_000) then
        fsi.Kill true
        failwith "F# Interactive did not end."

    fsi.ExitCode, output.Result, errors.Result
