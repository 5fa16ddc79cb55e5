using System.Numerics;

namespace FunctionalMlp.Data;

/// <summary>
/// Fashion-MNIST: 70,000 pictures of clothes, 28×28 grey values, in ten classes. H. Xiao, K. Rasul and R. Vollgraf,
/// "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms" (2017). Debian: <c>dataset-fashion-mnist</c>.
/// </summary>
public static class FashionMnist
{
    /// <summary>Where the Debian package puts the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const string TrainImages = "train-images-idx3-ubyte.gz";

    /// <summary>Whether the files are there.</summary>
    /// <param name="folder">The folder with the four files, under their original names.</param>
    public static bool IsAvailable(string folder = DebianFolder) => File.Exists(Path.Combine(folder, TrainImages));

    /// <summary>Reads the 60,000 training and the 10,000 test samples; pixels 0 … 1.</summary>
    /// <param name="folder">The folder with the four files, under their original names.</param>
    /// <exception cref="FileNotFoundException">The files are not there; the message says which package brings them.</exception>
    /// <exception cref="InvalidFileException">A file is damaged.</exception>
    public static (Dataset<T> Train, Dataset<T> Test) Load<T>(string folder = DebianFolder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (LoadTrain<T>(folder), Part<T>(folder, "t10k"));

    /// <summary>Reads the 60,000 training samples alone, for whoever chooses on them and must not see the test part; pixels 0 … 1.</summary>
    /// <param name="folder">The folder with the two files of the training part, under their original names.</param>
    /// <exception cref="FileNotFoundException">The files are not there; the message says which package brings them.</exception>
    /// <exception cref="InvalidFileException">A file is damaged.</exception>
    public static Dataset<T> LoadTrain<T>(string folder = DebianFolder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        IsAvailable(folder)
            ? Part<T>(folder, "train")
            : throw new FileNotFoundException(
                $"Fashion-MNIST is not in {folder}. On Debian: apt-get install dataset-fashion-mnist.",
                TrainImages
            );

    private static Dataset<T> Part<T>(string folder, string prefix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var pixels = Idx.ReadMatrix<T>(Path.Combine(folder, $"{prefix}-images-idx3-ubyte.gz"));
        var labels = Idx.ReadLabels(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte.gz"));
        return new Dataset<T>(
            "fashion-mnist",
            Batch.Labelled(T.One / T.CreateChecked(255) * pixels, labels),
            [.. Enumerable.Range(0, pixels.Columns).Select(pixel => $"pixel {pixel}")],
            ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
        );
    }
}
