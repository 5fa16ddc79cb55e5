using System.Globalization;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>
/// The Iris flowers: 150 samples of three species, four lengths in centimetres each. R. A. Fisher, "The use of multiple
/// measurements in taxonomic problems", Annals of Eugenics 7 (1936). Embedded in the library.
/// </summary>
public static class Iris
{
    /// <summary>Reads the embedded data.</summary>
    public static Dataset<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream =
            typeof(Iris).Assembly.GetManifestResourceStream("FunctionalMlp.Data.iris.csv")
            ?? throw new InvalidOperationException("The embedded resource is missing.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var samples = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        var inputs = Matrix.Create(
            samples.Length,
            4,
            (row, column) => T.Parse(samples[row][column], CultureInfo.InvariantCulture)
        );
        var labels = samples.Select(fields => int.Parse(fields[4], CultureInfo.InvariantCulture)).ToArray();
        return new Dataset<T>(
            "iris",
            Batch.Labelled(inputs, labels),
            ["sepal length", "sepal width", "petal length", "petal width"],
            [.. lines[0].Split(',').Skip(2)]
        );
    }
}
