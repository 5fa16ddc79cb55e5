using System.Globalization;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using FunctionalMlp.Persistence;
using Xunit;

namespace FunctionalMlp.Tests.Persistence;

/// <summary>Every file that the library saves is whole or is refused: its length, its header, its metadata and its weights.</summary>
public sealed class DamageTests
{
    private static readonly EstimatorOptions Small = new() { HiddenWidths = [2], Epochs = 1 };

    private static readonly Dictionary<string, (Action<string> Save, Func<string, object> Load)> Kinds = new()
    {
        ["network"] = (SaveNetwork, path => NetworkFile.Load<float>(path)),
        ["classifier"] = (SaveClassifier, Classifier.Load<float>),
        ["regressor"] = (SaveRegressor, Regressor.Load<double>),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_cut_short_or_drawn_out_anywhere_is_refused(string kind)
    {
        using var folder = new TemporaryFolder();
        Kinds[kind].Save(folder["model"]);
        var whole = File.ReadAllBytes(folder["model"]);
        for (var length = 0; length < whole.Length; length++)
        {
            Refuses(kind, folder.Write("damaged", whole.AsSpan(0, length)), $"{length} bytes");
        }

        Refuses(kind, folder.Write("damaged", [.. whole, 0]), "a byte too many");
        Kinds[kind].Load(folder["model"]);
    }

    /// <summary>Each bit of a small network's file; of the larger ones a bit of each byte, another one from byte to byte.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_bit_anywhere_is_seen(string kind)
    {
        using var folder = new TemporaryFolder();
        Kinds[kind].Save(folder["model"]);
        var bytes = File.ReadAllBytes(folder["model"]);
        for (var position = 0; position < bytes.Length; position++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if (kind == "network" || bit == position * 5 % 8)
                {
                    bytes[position] ^= (byte)(1 << bit);
                    Refuses(kind, folder.Write("damaged", bytes), $"bit {bit} of byte {position}");
                    bytes[position] ^= (byte)(1 << bit);
                }
            }
        }
    }

    private static void Refuses(string kind, string path, string damage)
    {
        var exception = Record.Exception(() => Kinds[kind].Load(path));
        Assert.True(exception is InvalidFileException file && file.Path == path, $"{damage}: {exception}");
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<IOException>(() => Classifier.Load<double>(folder["."]));
        Assert.Equal($"{folder["."]} is a folder, not a file.", exception.Message);
    }

    private static void SaveNetwork(string path)
    {
        var network = Network.Input(3).Dense(4, Activation.LeakyReLU(0.2)).Dropout(0.1).Dense(2);
        NetworkFile.Save(path, network, Samples.Parameters<float>(network, 1));
    }

    private static void SaveClassifier(string path)
    {
        var classes = Enumerable.Range(0, 20).Select(i => (i % 3).ToString(CultureInfo.InvariantCulture));
        var data = Dataset.Create("small", Samples.Matrix<float>(20, 2, 1), classes, ["a", "ö"]);
        Classifier.Fit(data, Small).WithNote("made of", "numbers").Save(path);
    }

    private static void SaveRegressor(string path)
    {
        var samples = Batch.WithTargets(Samples.Matrix<double>(20, 2, 1), Samples.Matrix<double>(20, 1, 2));
        var data = new RegressionDataset<double>("small", samples, ["a", "b"], ["c"]);
        Regressor.Fit(data, Small with { RegressionLoss = Loss.Huber(0.5) }).Save(path);
    }
}
