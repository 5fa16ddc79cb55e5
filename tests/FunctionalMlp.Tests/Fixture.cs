using System.Text.Json;
using FunctionalMlp.Tests.Conventions;

namespace FunctionalMlp.Tests;

/// <summary>Reads the reference values in tests/fixtures, each of which lies beside the Python script that made it.</summary>
internal static class Fixture
{
    internal static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Repository.Path($"tests/fixtures/{name}.json"))).RootElement;

    internal static double[] Doubles(this JsonElement array) =>
        [.. array.EnumerateArray().Select(number => number.GetDouble())];

    internal static int[] Integers(this JsonElement array) =>
        [.. array.EnumerateArray().Select(number => number.GetInt32())];

    internal static Matrix<double> Matrix(this JsonElement rows) =>
        FunctionalMlp.Matrix.FromRows(rows.EnumerateArray().Select(Doubles));
}
