using FunctionalMlp.Data;
using Xunit;

namespace FunctionalMlp.Tests.Data;

public sealed class FashionMnistTests
{
    [Fact]
    public void Without_the_files_the_message_names_the_package()
    {
        using var folder = new TemporaryFolder();
        Assert.False(FashionMnist.IsAvailable(folder["nowhere"]));
        var exception = Assert.Throws<FileNotFoundException>(() => FashionMnist.Load<float>(folder["nowhere"]));
        Assert.Contains("apt-get install dataset-fashion-mnist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_files_of_its_form()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "train", [9, 0, 3]);
        Write(folder, "t10k", [1]);
        var (train, test) = FashionMnist.Load<float>(folder["."]);
        Assert.Equal((3, 1), (train.Samples.Count, test.Samples.Count));
        Assert.Equal([9, 0, 3], train.Samples.Labels);
        Assert.Equal("ankle boot", train.ClassNames[9]);
        Assert.Equal(784, train.FeatureNames.Length);
        Assert.Equal(1f, train.Samples.Inputs[2, 783]);
        Assert.Equal(0f, train.Samples.Inputs[2, 0]);
    }

    /// <summary>What is chosen on the training part must not even see the test part.</summary>
    [Fact]
    public void Reads_the_training_part_alone()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "train", [9, 0, 3]);
        Assert.Equal([9, 0, 3], FashionMnist.LoadTrain<float>(folder["."]).Samples.Labels);
        var exception = Assert.Throws<FileNotFoundException>(() => FashionMnist.LoadTrain<float>(folder["nowhere"]));
        Assert.Contains("apt-get install dataset-fashion-mnist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_real_files()
    {
        Assert.SkipUnless(FashionMnist.IsAvailable(), "apt-get install dataset-fashion-mnist");
        var (_, test) = FashionMnist.Load<float>();
        Assert.Equal((10_000, 784), (test.Samples.Inputs.Rows, test.Samples.Inputs.Columns));
        Assert.All(test.Samples.Labels.GroupBy(label => label), group => Assert.Equal(1_000, group.Count()));
    }

    /// <summary>Pictures that are black but for the last pixel.</summary>
    internal static void Write(TemporaryFolder folder, string prefix, byte[] labels)
    {
        var count = (byte)labels.Length;
        var pixels = Enumerable.Range(0, 784 * count).Select(i => (byte)(i % 784 == 783 ? 255 : 0));
        byte[] images = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28, .. pixels];
        folder.Write($"{prefix}-images-idx3-ubyte.gz", IdxTests.Compress(images));
        folder.Write($"{prefix}-labels-idx1-ubyte.gz", IdxTests.Compress([0, 0, 8, 1, 0, 0, 0, count, .. labels]));
    }
}
