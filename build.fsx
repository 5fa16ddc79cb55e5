// The build: `dotnet fsi build.fsx [target]`. Needs the .NET SDK and git, nothing else.
// Each target names what it depends on, so the order of the steps is data and not luck.
open System
open System.Diagnostics
open System.IO
open System.Xml.Linq

let root = __SOURCE_DIRECTORY__
let at (path: string) = Path.Combine(root, path)
let configuration = "Release"

exception StepFailed of command: string * exitCode: int

let start (program: string) (arguments: string list) =
    let info = ProcessStartInfo(program, arguments, WorkingDirectory = root)
    info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] <- "1"
    info.Environment["DOTNET_NOLOGO"] <- "1"
    use child = Process.Start info
    child.WaitForExit()
    child.ExitCode

let run program arguments =
    match start program arguments with
    | 0 -> ()
    | exitCode -> raise (StepFailed(String.Join(' ', (program: string) :: arguments), exitCode))

let dotnet arguments = run "dotnet" arguments

// ---- Packages: Paket resolves from the folder .feed, which NuGet's own restore fills (no feed address anywhere) ----

/// The (id, version) pairs in the lines of a Paket file that start with the given prefix.
let packagesIn (file: string) (isPackage: string -> bool) =
    [
        for line in File.ReadAllLines(at file) do
            if isPackage line then
                let words =
                    line.Trim().Replace("nuget ", "").Split([| ' '; '('; ')' |], StringSplitOptions.RemoveEmptyEntries)

                words[0], words[1]
    ]

let pinned () =
    packagesIn "paket.dependencies" (fun line -> line.StartsWith "nuget ")

/// In paket.lock a resolved package is indented by four blanks, and what it depends on by six.
let locked () =
    packagesIn "paket.lock" (fun line -> line.StartsWith "    " && line.Length > 4 && Char.IsLetter line[4])

let isInFeed (id: string, version: string) =
    let name, version = id.ToLowerInvariant(), version.ToLowerInvariant()
    File.Exists(at $".feed/{name}/{version}/{name}.{version}.nupkg")

let fillFeed (items: XElement list) =
    let folder = at "artifacts/feed"
    Directory.CreateDirectory folder |> ignore
    let element (name: string) (content: obj list) = XElement(XName.Get name, content)

    let project =
        element
            "Project"
            [
                XAttribute(XName.Get "Sdk", "Microsoft.NET.Sdk")
                element
                    "PropertyGroup"
                    [
                        element "TargetFramework" [ "net10.0" ]
                        // The closure must be whole: Paket does not know what the framework would supply.
                        element "RestoreEnablePackagePruning" [ "false" ]
                        element "DisableImplicitFrameworkReferences" [ "true" ]
                        element "TreatWarningsAsErrors" [ "false" ]
                        element "NoWarn" [ "NU1603;NU1605;NU1701" ]
                    ]
                element "ItemGroup" (items |> List.map box)
            ]

    let file = Path.Combine(folder, "feed.csproj")
    // An empty props file beside it keeps the repository's own settings out.
    File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />")
    project.Save file
    dotnet [ "restore"; file; "--packages"; at ".feed"; "--verbosity"; "quiet" ]

let item (kind: string) version (id: string, number: string) =
    XElement(XName.Get kind, XAttribute(XName.Get "Include", id), XAttribute(XName.Get "Version", version number))

let restore () =
    let missing = locked () |> List.filter (isInFeed >> not)

    if not missing.IsEmpty then
        printfn $"Fetching {missing.Length} packages into .feed."
        missing |> List.map (item "PackageDownload" (fun v -> $"[{v}]")) |> fillFeed

    let stamp = at "artifacts/restored.txt"
    let inputs = [ "paket.lock"; ".config/dotnet-tools.json" ]
    let state = inputs |> List.map (at >> File.ReadAllText) |> String.concat "\n"

    let isFresh =
        File.Exists stamp
        && File.ReadAllText stamp = state
        && File.Exists(at ".paket/Paket.Restore.targets")

    if not isFresh then
        dotnet [ "tool"; "restore" ]
        dotnet [ "paket"; "restore" ]
        Directory.CreateDirectory(at "artifacts") |> ignore
        File.WriteAllText(stamp, state)

let update () =
    Directory.CreateDirectory(at ".feed") |> ignore
    pinned () |> List.map (item "PackageReference" (fun v -> $"[{v}]")) |> fillFeed
    dotnet [ "tool"; "restore" ]
    dotnet [ "paket"; "install" ]

// ---- Source ----

let format () =
    dotnet [ "csharpier"; "format"; "src"; "tests" ]
    dotnet [ "fantomas"; "src"; "tests"; "build.fsx" ]

let checkFormat () =
    dotnet [ "csharpier"; "check"; "src"; "tests" ]
    dotnet [ "fantomas"; "--check"; "src"; "tests"; "build.fsx" ]

let build () =
    dotnet
        [
            "build"
            "FunctionalMlp.sln"
            "-c"
            configuration
            "--verbosity"
            "quiet"
            "-nologo"
        ]

let clean () =
    let outputs =
        [ "artifacts"; ".feed"; ".paket"; "paket-files" ]
        |> List.map at
        |> List.append
            [
                for folder in [ "src"; "tests" ] do
                    for project in Directory.GetFiles(at folder, "*.*proj", SearchOption.AllDirectories) do
                        for name in [ "bin"; "obj" ] do
                            Path.Combine(Path.GetDirectoryName project, name)
            ]

    for folder in outputs do
        if Directory.Exists folder then
            Directory.Delete(folder, true)

// ---- Jobs ----

let assembly folder name =
    at $"{folder}/{name}/bin/{configuration}/net10.0/{name}.dll"

let paper () =
    dotnet [ "fsi"; "--quiet"; at "src/Scripts/paper.fsx" ]

/// Runs one suite and counts its test cases in the summary that its own runner writes.
let suite name (arguments: string -> string list) =
    let report = at $"artifacts/{name}.xml"

    if File.Exists report then
        File.Delete report

    let exitCode = start "dotnet" (assembly "tests" name :: arguments report)

    if not (File.Exists report) then
        raise (StepFailed(name, exitCode))

    let cases = XDocument.Load(report).Descendants(XName.Get "testcase") |> List.ofSeq

    let has child (case: XElement) =
        not (isNull (case.Element(XName.Get child)))

    let failed =
        cases
        |> List.filter (fun case -> has "failure" case || has "error" case)
        |> List.length

    let skipped = cases |> List.filter (has "skipped") |> List.length
    let failed = if exitCode <> 0 && failed = 0 then 1 else failed
    cases.Length - failed - skipped, failed

let test () =
    Directory.CreateDirectory(at "artifacts") |> ignore

    let results =
        [
            suite "FunctionalMlp.Specification.Tests" (fun report ->
                [ "--summary"; "--colours"; "0"; "--junit-summary"; report ])
            suite "FunctionalMlp.Tests" (fun report -> [ "-noColor"; "-jUnit"; report ])
        ]

    let passed, failed = List.sumBy fst results, List.sumBy snd results
    printfn $"{passed} passed, {failed} failed"

    if failed > 0 || passed = 0 then
        exit 1

/// Ours beside PyTorch, scikit-learn and NumPy; `scale` shows how cost grows.
let benchmark (arguments: string list) =
    dotnet (assembly "tests" "FunctionalMlp.Benchmarks" :: root :: arguments)

// ---- Targets ----

type Target =
    {
        Name: string
        Does: string
        After: string list
        Run: unit -> unit
    }

let target name does after run =
    {
        Name = name
        Does = does
        After = after
        Run = run
    }

let targets =
    [
        target "restore" "fetch the locked packages and tools" [] restore
        target "build" "compile everything" [ "restore" ] build
        target "run" "the main job: check the paper's equations, train its network (the default)" [ "build" ] paper
        target "check-format" "fail if a source file is not formatted" [ "restore" ] checkFormat
        target "test" "build, then run both suites" [ "check-format"; "build" ] test
        target "bench" "compare with the peers, into artifacts/benchmarks.json" [ "build" ] (fun () -> benchmark [])
        target "scale" "show how time and memory grow with model and data" [ "build" ] (fun () -> benchmark [ "scale" ])
        target "format" "format every source file" [ "restore" ] format
        target "update" "resolve the packages of paket.dependencies again" [] update
        target "clean" "delete everything that is generated" [] clean
    ]

let printHelp () =
    printfn "dotnet fsi build.fsx [target]\n"

    for name, does in
        [ for target in targets -> target.Name, target.Does ]
        @ [ ("help", "this list") ] do
        printfn $"  %-14s{name}{does}"

/// A target after everything that it depends on, each once.
let rec plan name =
    let target = targets |> List.find (fun target -> target.Name = name)
    (target.After |> List.collect plan) @ [ target ] |> List.distinctBy _.Name

let main arguments =
    match arguments with
    | [ "help" ] ->
        printHelp ()
        0
    | [] ->
        plan "run" |> List.iter (fun target -> target.Run())
        0
    | [ name ] when targets |> List.exists (fun target -> target.Name = name) ->
        plan name |> List.iter (fun target -> target.Run())
        0
    | unknown ->
        eprintfn $"Unknown target: {String.Join(' ', unknown)}\n"
        printHelp ()
        2

exit (
    try
        main (List.tail (List.ofArray fsi.CommandLineArgs))
    with StepFailed(command, exitCode) ->
        eprintfn $"Failed with exit code {exitCode}: {command}"
        1
)
