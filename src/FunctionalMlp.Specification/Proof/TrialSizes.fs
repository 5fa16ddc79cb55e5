namespace FunctionalMlp.Specification

open System

/// Which sizes the dimensions of a claim are given. A fixed position is a lower bound of its dimension: sizes start from
/// there, so that no claim is seen only where its positions happen to exhaust the dimension.
module TrialSizes =
    /// No size beyond this is drawn.
    let private largest = 32

    let private from unknowns (letter: string) size =
        let least = Map.tryFind letter unknowns.Least |> Option.defaultValue 1
        letter, least - 1 + size

    /// Why no sizes are drawn for a claim, if so.
    let tooLarge unknowns =
        unknowns.Least
        |> Map.tryFindKey (fun _ least -> least > largest)
        |> Option.map (fun letter ->
            $"position {unknowns.Least[letter]} of {letter}: no sizes beyond {largest} are tried")

    /// Small sizes of at least 2: with size one, much is true that is false elsewhere.
    let small (random: Random) unknowns =
        unknowns.Dimensions
        |> List.map (fun letter -> from unknowns letter (random.Next(2, 4)))
        |> Map

    /// The sizes of the exact trials: each dimension has another size in each trial, and twice, at sizes from 4, all
    /// dimensions differ. The smallest come first, for most false claims are false there.
    let trials (random: Random) unknowns =
        let first = small random unknowns

        let second =
            unknowns.Dimensions
            |> List.map (fun letter ->
                letter,
                [ 1..3 ]
                |> List.map (from unknowns letter >> snd)
                |> List.filter (fun size -> size <> first[letter])
                |> List.item (random.Next 2))
            |> Map

        let span = max 4 unknowns.Dimensions.Length
        let places = [| 0 .. span - 1 |]
        random.Shuffle places

        let distinct turn =
            unknowns.Dimensions
            |> List.mapi (fun k letter -> from unknowns letter (4 + (places[k] + turn) % span))
            |> Map

        [ first; second; distinct 0; distinct 1 ]

    /// All sizes that are one of the three smallest, the smallest first.
    let everySmall unknowns =
        let rec every letters =
            match letters with
            | [] -> [ [] ]
            | letter :: rest ->
                [
                    for size in 1..3 do
                        for others in every rest -> from unknowns letter size :: others
                ]

        every unknowns.Dimensions |> List.sortBy (List.sumBy snd) |> List.map Map
