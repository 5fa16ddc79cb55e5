using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FunctionalMlp.Data;
using FunctionalMlp.Losses;

namespace FunctionalMlp.Persistence;

/// <summary>What the files of fitted models have in common: a network's file with more in its metadata.</summary>
internal static class ModelFile
{
    internal const string Scaling = "scaling";
    internal const string Features = "features";
    internal const string Loss = "loss";
    internal const string Classes = "classes";
    internal const string Targets = "targets";
    internal const string TargetScaling = "target scaling";
    private const string Kind = "kind";
    private const string Note = "note.";

    internal static Safetensors Create<T>(
        string kind,
        Network network,
        Parameters<T> parameters,
        Scaling<T> scaling,
        ImmutableArray<string> features,
        IEnumerable<KeyValuePair<string, string>> notes
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = NetworkFile
            .Add(Safetensors.Empty, network, parameters)
            .With(Kind, kind)
            .With(Scaling, MetadataJson.Write(scaling))
            .With(Features, MetadataJson.Write(features));
        return notes.Aggregate(file, (noted, note) => noted.With(Note + note.Key, note.Value));
    }

    internal static Safetensors Open(string path, string kind)
    {
        var file = Safetensors.Load(path);
        var actual = file.Metadata.GetValueOrDefault(Kind, "another file");
        return actual == kind ? file : throw new InvalidFileException(path, $"a {kind} of this library", actual);
    }

    internal static TargetLoss ReadLoss(Safetensors file)
    {
        try
        {
            return TargetLoss.FromName(file.Metadata.GetValueOrDefault(Loss, ""));
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidFileException(file.Origin, $"a loss, {exception.Expected}", exception.Actual);
        }
    }

    internal static ImmutableSortedDictionary<string, string> ReadNotes(Safetensors file) =>
        file
            .Metadata.Where(entry => entry.Key.StartsWith(Note, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(entry => entry.Key[Note.Length..], entry => entry.Value);

    internal static void Require(Safetensors file, int width, params ReadOnlySpan<int> lengths)
    {
        foreach (var length in lengths)
        {
            if (length != width)
            {
                throw new InvalidFileException(
                    file.Origin,
                    string.Create(CultureInfo.InvariantCulture, $"{width} names and scalings"),
                    string.Create(CultureInfo.InvariantCulture, $"{length}")
                );
            }
        }
    }
}
