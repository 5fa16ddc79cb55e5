namespace FunctionalMlp.Specification

open System

/// Points on one side of the kink of a step, close by and further away, with the values of the free indices at which the
/// step has its place among all steps.
type KinkSide =
    {
        Place: int
        Points: Point<float> list
    }

/// Points close to the kinks of a claim, on both sides: a claim may be false only where a ReLU is on, and random points
/// need not go there.
module Kinks =
    let private most = 24
    let private lines = 4
    let private scales = [| 2.0; 20.0; 2000.0 |]

    /// A random point; the scale of its entries goes from ones over tens to thousands with the number.
    let drawScaled (random: Random) unknowns sizes number =
        let scale = scales[number % scales.Length]
        Unknowns.draw random unknowns sizes (fun () -> scale * (2.0 * random.NextDouble() - 1.0))

    let private along (point: Point<float>) (direction: Point<float>) t =
        { point with
            Values =
                point.Values
                |> Map.map (fun symbol -> Array2D.mapi (fun r c x -> x + t * direction.Values[symbol][r, c]))
        }

    // A zero along the line of the argument of one step, by the secant method, from 0 and 1.
    let private zero (argument: float -> float option) =
        let rec go remaining t0 g0 t1 =
            match argument t1 with
            | Some g1 when Double.IsFinite g1 && g1 <> g0 && remaining > 0 ->
                let t2 = t1 - g1 * (t1 - t0) / (g1 - g0)

                if not (Double.IsFinite t2) then None
                elif abs (t2 - t1) <= 1e-9 * (1.0 + abs t2) then Some t2
                else go (remaining - 1) t1 g1 t2
            | Some 0.0 -> Some t1
            | _ -> None

        argument 0.0 |> Option.bind (fun g0 -> go 12 0.0 g0 1.0)

    /// Both sides of each kink that is found on some lines through random points of the given sizes.
    let sides (random: Random) unknowns sizes left right =
        [
            for _ in 1..lines do
                let start = drawScaled random unknowns sizes 0
                let direction = drawScaled random unknowns sizes 0

                for point in Unknowns.everyIndex unknowns start do
                    for place, _ in
                        Compare.steps point left right
                        |> Array.indexed
                        |> Array.distinctBy snd
                        |> Array.truncate most do
                        let argument t =
                            Compare.steps (along point direction t) left right |> Array.tryItem place

                        match zero argument with
                        | Some t ->
                            for sign in [ -1.0; 1.0 ] do
                                let points =
                                    [
                                        for distance in [ 1e-3; 0.1; 3.0; 0.1 * abs t ] ->
                                            along point direction (t + sign * distance)
                                    ]

                                let isOn =
                                    argument (t + sign * 1e-3) |> Option.exists (fun argument -> argument > 0.0)

                                (point.Indices, place, isOn), points
                        | None -> ()
        ]
        |> List.groupBy fst
        |> List.map (fun ((_, place, _), found) ->
            {
                Place = place
                Points = List.collect snd found
            })

    /// Whether what lies on a side of a kink can be seen in double at one of its points.
    let isSeen left right side =
        side.Points
        |> List.exists (fun point -> Compare.showsStep point side.Place left right)
