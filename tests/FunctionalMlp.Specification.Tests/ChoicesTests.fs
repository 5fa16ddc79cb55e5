module FunctionalMlp.Specification.Tests.ChoicesTests

open Expecto
open FunctionalMlp.Reporting

let private candidate value isChosen accuracies =
    {
        Value = value
        IsChosen = isChosen
        Accuracies = accuracies
    }

let private ours = candidate "ours" true [ 0.80; 0.90; 0.85 ]
let private worse = candidate "worse" false [ 0.79; 0.88; 0.82 ]
let private better = candidate "better" false [ 0.82; 0.91; 0.88 ]

[<Tests>]
let tests =
    testList
        "choices"
        [
            testCase "the best has a star, wherever it stands"
            <| fun () ->
                Expect.equal
                    (Choices.lines "what" [ worse; ours; better ])
                    [
                        "what             worse                0.8300  -0.0200"
                        "what             ours                 0.8500  chosen"
                        "what             better               0.8700* +0.0200"
                    ]
                    "the table"

            testCase "noise is of the differences, not of the seeds"
            <| fun () ->
                // The differences of both rivals are 0.01, 0.02 and 0.03 but for the sign: a variance of 0.0001 over three seeds.
                let expected = 2.0 * sqrt (0.0001 / 3.0)
                Expect.floatClose Accuracy.high (Choices.noise [ [ ours; worse ]; [ better; ours ] ]) expected "noise"

            testCase "what is better by more than the noise should be chosen"
            <| fun () ->
                let all = [ worse; ours; better ]
                Expect.equal (Choices.verdict 0.01 [ worse; ours ]) "ours, the best" "the best"

                Expect.equal
                    (Choices.verdict 0.03 all)
                    "ours; better is better by 0.0200, which is within the noise"
                    "noise"

                Expect.equal
                    (Choices.verdict 0.01 all)
                    "better is better than ours by 0.0200: the recipe should have it"
                    "more than noise"
        ]
