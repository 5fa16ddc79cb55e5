using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

public sealed class SoftmaxKernelTests
{
    public static TheoryData<int, int> Shapes =>
        new()
        {
            { 1, 1 },
            { 1, 3 },
            { 5, 3 },
            { 150, 3 },
            { 128, 10 },
            { 67, 16 },
            { 3, 100 },
            { 2, 1500 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Value_gradient_and_probabilities_are_those_of_the_definition(int rows, int classes)
    {
        Check<float>(1e-5);
        Check<double>(1e-13);

        void Check<T>(double tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (logits, labels) = Logits<T>(rows, classes);
            var probabilities = new T[rows * classes];
            SoftmaxKernel.SoftmaxRows<T>(rows, classes, logits, probabilities);
            var (loss, gradient) = CrossEntropy(rows, classes, logits, labels, T.CreateChecked(0.25));
            var expectedLoss = 0.0;
            for (var i = 0; i < rows; i++)
            {
                var row = logits.AsSpan(i * classes, classes).ToArray().Select(double.CreateChecked).ToArray();
                var powers = row.Select(z => Math.Exp(z - row.Max())).ToArray();
                expectedLoss -= Math.Log(powers[labels[i]] / powers.Sum());
                for (var j = 0; j < classes; j++)
                {
                    var expected = powers[j] / powers.Sum();
                    var indicator = j == labels[i] ? 1 : 0;
                    Assert.Equal(expected, double.CreateChecked(probabilities[(i * classes) + j]), tolerance);
                    Assert.Equal(
                        0.25 * (expected - indicator),
                        double.CreateChecked(gradient[(i * classes) + j]),
                        tolerance
                    );
                }
            }

            Assert.Equal(expectedLoss, double.CreateChecked(loss), tolerance * (1 + expectedLoss));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void In_place_and_value_only_give_the_same_bits(int rows, int classes)
    {
        var (logits, labels) = Logits<float>(rows, classes);
        var (loss, gradient) = CrossEntropy(rows, classes, logits, labels, 0.5f);
        var inPlace = InColumns(classes, rows, logits);
        var z = inPlace.Of(classes, rows);
        Assert.Equal(loss, SoftmaxKernel.CrossEntropy<float>(z, labels));
        Assert.Equal(loss, SoftmaxKernel.CrossEntropy(z, labels, 0.5f, z));
        Assert.Equal(gradient, inPlace.Rows(classes, rows));
        inPlace = InColumns(classes, rows, logits);
        z = inPlace.Of(classes, rows);
        SoftmaxKernel.Softmax(z, z);
        var probabilities = (float[])logits.Clone();
        SoftmaxKernel.SoftmaxRows<float>(rows, classes, probabilities, probabilities);
        Assert.Equal(probabilities, inPlace.Rows(classes, rows));
    }

    /// <summary>Every small number of classes, and some large ones, with every remainder of samples in the vectors.</summary>
    [Fact]
    public void Every_width_gives_the_bits_of_the_formula_and_writes_nothing_else()
    {
        foreach (var classes in Enumerable.Range(1, 17).Append(100).Append(1100))
        {
            foreach (var rows in (int[])[1, 2, 3, 5, 8, 13, 16, 19, 33, 1100 / classes])
            {
                Check<float>(rows, classes);
                Check<double>(rows, classes);
            }
        }

        static void Check<T>(int rows, int classes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (logits, labels) = Logits<T>(rows, classes);
            var scale = T.CreateChecked(0.3);
            var (expectedLoss, expectedGradient, expectedProbabilities) = Formula(classes, logits, labels, scale);
            foreach (var width in (int[])[128, 256, 512])
            {
                var z = InColumns(classes, rows, logits);
                var probabilities = InColumns(classes, rows, logits);
                SoftmaxKernel.Softmax(z.Of(classes, rows), probabilities.Of(classes, rows), width);
                var (loss, gradient) = CrossEntropy(rows, classes, logits, labels, scale, width);
                Assert.Equal(expectedLoss, loss);
                Assert.Equal(expectedLoss, SoftmaxKernel.CrossEntropy<T>(z.Of(classes, rows), labels, width: width));
                Assert.Equal(expectedGradient, gradient);
                Assert.Equal(expectedProbabilities, probabilities.Rows(classes, rows));
                probabilities.AssertGuardsUntouched();
            }
        }
    }

    private static FeatureMemory<T> InColumns<T>(int classes, int rows, T[] logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(classes, rows, (sample, k) => logits[(sample * classes) + k]);

    private static (T Loss, T[] Gradient) CrossEntropy<T>(
        int rows,
        int classes,
        T[] logits,
        int[] labels,
        T scale,
        int width = 0
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var z = InColumns(classes, rows, logits);
        var gradient = new FeatureMemory<T>(classes, rows, (_, _) => T.NaN);
        var loss = SoftmaxKernel.CrossEntropy(z.Of(classes, rows), labels, scale, gradient.Of(classes, rows), width);
        gradient.AssertGuardsUntouched();
        return (loss, gradient.Rows(classes, rows));
    }

    /// <summary>The same operations one by one, in the order of the classes and of the rows.</summary>
    private static (T Loss, T[] Gradient, T[] Probabilities) Formula<T>(int classes, T[] logits, int[] labels, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (losses, sums) = (new T[labels.Length], new T[labels.Length]);
        var (gradient, probabilities) = (new T[logits.Length], new T[logits.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.AsSpan(i * classes, classes).ToArray();
            var maximum = row.Max();
            var powers = row.Select(z => Exponential.Exp(z - maximum)).ToArray();
            var sum = powers.Aggregate(T.Zero, (total, power) => total + power);
            (losses[i], sums[i]) = (maximum - row[labels[i]], sum);
            for (var k = 0; k < classes; k++)
            {
                var slope = powers[k] * (scale / sum);
                gradient[(i * classes) + k] = k == labels[i] ? slope - scale : slope;
                probabilities[(i * classes) + k] = powers[k] / sum;
            }
        }

        // Group by group, as many samples as fit a group in whole cache lines; each sample of a line shares its logarithm with those of the next seven.
        const int SamplesPerLogarithm = 8;
        var (loss, line) = (T.Zero, 64 / Unsafe.SizeOf<T>());
        var group = Features<T>.Padded(Math.Min(labels.Length, Math.Max(1, 1024 / classes)));
        for (var start = 0; start < losses.Length; start += group)
        {
            var end = Math.Min(start + group, losses.Length);
            for (var i = start; i < end; i++)
            {
                if ((i - start) / line % SamplesPerLogarithm == 0)
                {
                    var shared = Enumerable
                        .Range(0, SamplesPerLogarithm)
                        .Select(k => i + (k * line))
                        .Where(k => k < end);
                    losses[i] += Exponential.Log(shared.Aggregate(T.One, (product, k) => product * sums[k]));
                }
            }

            loss += Reductions.Sum<T>(losses.AsSpan(start, end - start));
        }

        return (loss, gradient, probabilities);
    }

    [Fact]
    public void Rows_do_not_depend_on_each_other()
    {
        var (logits, _) = Logits<double>(400, 10);
        var (all, one) = (new double[4000], new double[10]);
        SoftmaxKernel.SoftmaxRows<double>(400, 10, logits, all);
        for (var i = 0; i < 400; i++)
        {
            SoftmaxKernel.SoftmaxRows<double>(1, 10, logits.AsSpan(i * 10, 10), one);
            Assert.Equal(one, all.AsSpan(i * 10, 10).ToArray());
        }
    }

    [Fact]
    public void Huge_logits_give_finite_right_answers_and_NaN_is_not_hidden()
    {
        var (loss, gradient) = CrossEntropy(1, 3, [1e4, -1e4, 0], [1], 1.0);
        Assert.Equal(2e4, loss);
        Assert.Equal([1, -1, 0], gradient);
        Assert.True(double.IsNaN(CrossEntropy(1, 3, [1, double.NaN, 2], [0], 1).Loss));
        Assert.True(double.IsNaN(CrossEntropy(1, 20, [.. new double[19], double.NaN], [0], 1).Loss));
    }

    /// <summary>Samples of several cache lines share a logarithm: it is to hide nothing, and to change no gradient.</summary>
    [Fact]
    public void One_sample_among_many_may_be_NaN_or_infinite()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            const int rows = 70;
            const int classes = 3;
            foreach (var width in (int[])[128, 256, 512])
            {
                foreach (var sample in (int[])[0, 9, 20, 35, 50, 69])
                {
                    var (logits, labels) = Logits<T>(rows, classes);
                    var (_, expected) = CrossEntropy(rows, classes, logits, labels, T.One, width);
                    logits[(sample * classes) + labels[sample]] = T.NegativeInfinity;
                    Assert.Equal(T.PositiveInfinity, CrossEntropy(rows, classes, logits, labels, T.One, width).Loss);
                    logits[sample * classes] = T.NaN;
                    var (loss, gradient) = CrossEntropy(rows, classes, logits, labels, T.One, width);
                    Assert.True(T.IsNaN(loss));
                    var (first, next) = (sample * classes, (sample + 1) * classes);
                    Assert.Equal(expected[..first], gradient[..first]);
                    Assert.Equal(expected[next..], gradient[next..]);
                }
            }
        }
    }

    private static (T[] Logits, int[] Labels) Logits<T>(int rows, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(rows + classes);
        var logits = Enumerable.Range(0, rows * classes).Select(_ => T.CreateChecked((random.NextDouble() * 8) - 4));
        return (logits.ToArray(), Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray());
    }
}
