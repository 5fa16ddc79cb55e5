namespace FunctionalMlp.Reporting

/// A value that a choice of a recipe can have: how well it does on validation samples, once for each seed, all other choices as in the recipe.
type Candidate =
    {
        Value: string
        /// Whether it is the recipe's value; in each choice one is.
        IsChosen: bool
        Accuracies: float list
    }

    /// The mean over the seeds.
    member candidate.Mean = List.average candidate.Accuracies

/// The choices that a recipe is made of, each beside its rivals.
module Choices =
    let private chosen (candidates: Candidate list) = candidates |> List.find _.IsChosen

    /// A line for each candidate: its mean accuracy, a star for the best, and how far it is from the chosen one.
    let lines name (candidates: Candidate list) =
        let best = candidates |> List.map _.Mean |> List.max

        [
            for candidate in candidates do
                let star = if candidate.Mean = best then '*' else ' '

                let place =
                    if candidate.IsChosen then
                        "chosen"
                    else
                        $"%+.4f{candidate.Mean - (chosen candidates).Mean}"

                $"%-16s{name} %-20s{candidate.Value} %.4f{candidate.Mean}{star} {place}"
        ]

    /// Two standard errors of the difference of two means. A rival and the recipe are judged on the same samples, so it is the difference that
    /// chance makes vary, from seed to seed; a few seeds tell little of one rival's variance, so the mean over all rivals stands for it.
    let noise (choices: Candidate list list) =
        let variances =
            [
                for candidates in choices do
                    for rival in candidates do
                        if not rival.IsChosen then
                            let differences = List.map2 (-) rival.Accuracies (chosen candidates).Accuracies
                            let mean = List.average differences

                            List.sumBy (fun difference -> (difference - mean) ** 2.0) differences
                            / float (differences.Length - 1)
                            / float differences.Length
            ]

        2.0 * sqrt (List.average variances)

    /// What was chosen and why: it is the best, or none is better by more than the noise. Otherwise the recipe should change.
    let verdict noise (candidates: Candidate list) =
        let chosen = chosen candidates
        let best = candidates |> List.maxBy _.Mean
        let lead = best.Mean - chosen.Mean

        if lead <= 0.0 then
            $"{chosen.Value}, the best"
        elif lead <= noise then
            $"{chosen.Value}; {best.Value} is better by %.4f{lead}, which is within the noise"
        else
            $"{best.Value} is better than {chosen.Value} by %.4f{lead}: the recipe should have it"
