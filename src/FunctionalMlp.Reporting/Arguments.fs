namespace FunctionalMlp.Reporting

open System
open System.Globalization

/// The arguments of a script, by the names that its usage gives them, such as "csv.fsx FILE [EPOCHS] [,]": names in capitals, those in brackets
/// optional; other words in brackets are flags. What does not fit ends the script with exit code 2, the problem and the usage.
type Arguments(commandLine: string seq, usage: string) =
    let refuse problem =
        eprintfn $"{problem}\nUsage: dotnet fsi src/Scripts/{usage}"
        exit 2

    let bare (word: string) = word.Trim('[', ']')

    let words, flags =
        usage.Split ' '
        |> List.ofArray
        |> List.tail
        |> List.partition (bare >> Seq.forall Char.IsUpper)

    let raised, given =
        commandLine
        |> Seq.tail
        |> List.ofSeq
        |> List.partition (fun argument -> List.exists (bare >> (=) argument) flags)

    let required =
        words |> List.filter (fun word -> not (word.StartsWith '[')) |> List.length

    do
        if given.Length < required || given.Length > words.Length then
            refuse "Too few arguments, or too many."

    let find name =
        List.tryItem (words |> List.findIndex (bare >> (=) name)) given

    /// Whether a flag is there.
    member _.Has flag = List.contains flag raised

    /// A text that must be there.
    member _.Text name = (find name).Value

    /// A text, or what stands for it if there is none.
    member _.Text(name, otherwise) =
        find name |> Option.defaultValue otherwise

    /// A whole number, 1 or more.
    member _.Count(name, otherwise) =
        match find name with
        | None -> otherwise
        | Some text ->
            match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, count when count > 0 -> count
            | _ -> refuse $"{name}: expected a whole number, 1 or more, but got \"{text}\"."
