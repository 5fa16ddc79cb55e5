module FunctionalMlp.Specification.Tests.PictureTests

open System.Globalization
open System.Text.RegularExpressions
open Expecto
open FunctionalMlp.Reporting

let private number (text: string) =
    System.Double.Parse(text, CultureInfo.InvariantCulture)

[<Tests>]
let tests =
    testList
        "pictures"
        [
            testCase "the legend stands above the curves, wherever they go"
            <| fun () ->
                let xs = [ 1.0; 2.0; 3.0 ]

                let svg =
                    Picture.lines "x" "y" [ "rising", xs, [ 0.0; 5.0; 9.0 ]; "falling", xs, [ 9.0; 5.0; 0.0 ] ]

                let top = Regex.Match(svg, "<rect x=\"[\\d.]+\" y=\"([\\d.]+)\"").Groups[1].Value

                for name in [ "rising"; "falling" ] do
                    let place =
                        Regex.Match(svg, $"translate\\([\\d.]+ ([\\d.]+)\\)[^>]*>\\s*{name}").Groups[1].Value

                    Expect.isLessThan (number place) (number top) name
        ]
