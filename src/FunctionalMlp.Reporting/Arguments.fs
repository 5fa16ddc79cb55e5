namespace FunctionalMlp.Reporting

open System
open System.Globalization

/// The arguments of a script, by the names that its usage gives them, such as "csv.fsx FILE [EPOCHS] [,]": names in capitals, those in brackets
/// optional; other words in brackets are flags, and those like [ignore=COLUMN] may be given several times. What does not fit ends the script with exit code 2, the problem and the usage.
type Arguments(commandLine: string seq, usage: string) =
    let refuse problem =
        eprintfn $"{problem}\nUsage: dotnet fsi src/Scripts/{usage}"
        exit 2

    let bare (word: string) = word.Trim('[', ']')

    /// A name and an equals sign are what is left of a flag with a value.
    let name (flag: string) = flag.Substring(0, flag.IndexOf '=' + 1)

    let isRaisedBy (argument: string) (flag: string) =
        if flag.Contains '=' then
            argument.StartsWith(name flag, StringComparison.Ordinal)
        else
            argument = flag

    let words, flags =
        usage.Split ' '
        |> List.ofArray
        |> List.tail
        |> List.partition (bare >> Seq.forall Char.IsUpper)

    let raised, given =
        commandLine
        |> Seq.tail
        |> List.ofSeq
        |> List.partition (fun argument -> flags |> List.exists (bare >> isRaisedBy argument))

    let required =
        words |> List.filter (fun word -> not (word.StartsWith '[')) |> List.length

    do
        if given.Length < required || given.Length > words.Length then
            refuse "Too few arguments, or too many."

    let find name =
        List.tryItem (words |> List.findIndex (bare >> (=) name)) given

    /// Whether a flag is there.
    member _.Has flag = List.contains flag raised

    /// What stands behind the equals sign of each flag of that name.
    member _.All flag =
        raised
        |> List.filter (fun argument -> isRaisedBy argument $"{flag}=")
        |> List.map (fun argument -> argument.Substring(String.length flag + 1))

    /// What the one raised flag of several stands for, or something else if none is.
    member _.Choice(meanings: (string * 'meaning) list, otherwise) =
        match meanings |> List.filter (fun (flag, _) -> List.contains flag raised) with
        | [] -> otherwise
        | [ (_, meaning) ] -> meaning
        | several -> refuse $"""Only one of {String.concat ", " (List.map fst several)} can be meant."""

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
