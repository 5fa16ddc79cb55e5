namespace FunctionalMlp.Reporting

open ScottPlot

/// Pictures as SVG that stand in a page and take its colours.
module Picture =
    // A colour that nothing else has stands for the text colour of the page.
    let private ink = Color.FromHex "#010203"

    let private svg (plot: Plot) width height =
        plot.FigureBackground.Color <- Colors.Transparent
        plot.DataBackground.Color <- Colors.Transparent
        plot.Axes.Color ink
        plot.Grid.MajorLineColor <- ink.WithAlpha 0.15
        plot.Legend.BackgroundColor <- Colors.Transparent
        plot.Legend.FontColor <- ink
        plot.Legend.OutlineColor <- Colors.Transparent
        plot.Legend.ShadowColor <- Colors.Transparent
        let text = plot.GetSvgHtml(width, height)

        text
            .Substring(text.IndexOf "<svg")
            .Replace("#010203", "currentColor")
            .Replace(
                "<svg ",
                $"<svg viewBox=\"0 0 {width} {height}\" style=\"max-width:100%%;height:auto\" role=\"img\" "
            )

    /// A line chart: for each series its name, the places and the values.
    let lines (xLabel: string) (yLabel: string) (series: (string * float list * float list) list) =
        use plot = new Plot()

        for name, xs, ys in series do
            let scatter = plot.Add.ScatterLine(Array.ofList xs, Array.ofList ys)
            scatter.LegendText <- name
            scatter.LineWidth <- 2.5f

        plot.XLabel xLabel
        plot.YLabel yLabel

        if series.Length > 1 then
            // Beside the picture: within it, it would hide a curve sooner or later.
            plot.ShowLegend Edge.Top |> ignore

        svg plot 720 320
