using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>A number that is read off a record: an input, or a target of a regression.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Value">Record to number.</param>
/// <typeparam name="TRecord">Any type of a program.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record Feature<TRecord, T>(string Name, Func<TRecord, T> Value)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

internal static class Feature
{
    internal static Matrix<T> Tabulate<TRecord, T>(TRecord[] records, Feature<TRecord, T>[] features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Matrix.Create(records.Length, features.Length, (row, column) => features[column].Value(records[row]));

    internal static ImmutableArray<string> Names<TRecord, T>(Feature<TRecord, T>[] features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. features.Select(feature => feature.Name)];
}
