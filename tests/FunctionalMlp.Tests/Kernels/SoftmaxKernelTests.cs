using System.Numerics;
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
            var (probabilities, gradient) = (new T[rows * classes], new T[rows * classes]);
            SoftmaxKernel.Softmax<T>(rows, classes, logits, probabilities);
            var scale = T.CreateChecked(0.25);
            var loss = SoftmaxKernel.CrossEntropy(rows, classes, logits, labels, scale, gradient);
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
        var (gradient, inPlace) = (new float[rows * classes], (float[])logits.Clone());
        var loss = SoftmaxKernel.CrossEntropy(rows, classes, logits, labels, 0.5f, gradient);
        Assert.Equal(loss, SoftmaxKernel.CrossEntropy<float>(rows, classes, logits, labels));
        Assert.Equal(loss, SoftmaxKernel.CrossEntropy(rows, classes, inPlace, labels, 0.5f, inPlace));
        Assert.Equal(gradient, inPlace);
    }

    /// <summary>Every number of classes that is transposed, and some that are not, with every remainder of rows in the vectors.</summary>
    [Fact]
    public void Every_width_gives_the_bits_of_the_formula_and_writes_nothing_else()
    {
        for (var classes = 1; classes <= 17; classes++)
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
                var z = new Guarded<T>(rows * classes, (rows + classes) % 5, i => logits[i]);
                var gradient = new Guarded<T>(rows * classes, classes % 3, _ => T.NaN);
                var probabilities = new Guarded<T>(rows * classes, rows % 3, _ => T.NaN);
                var loss = SoftmaxKernel.CrossEntropy(rows, classes, z.Span, labels, scale, gradient.Span, width);
                SoftmaxKernel.Softmax<T>(rows, classes, z.Span, probabilities.Span, width);
                Assert.Equal(expectedLoss, loss);
                Assert.Equal(expectedLoss, SoftmaxKernel.CrossEntropy<T>(rows, classes, z.Span, labels, width));
                Assert.Equal(expectedGradient, gradient.Span.ToArray());
                Assert.Equal(expectedProbabilities, probabilities.Span.ToArray());
                gradient.AssertGuardsUntouched();
                probabilities.AssertGuardsUntouched();
            }
        }
    }

    /// <summary>The same operations one by one, in the order of the classes and of the rows.</summary>
    private static (T Loss, T[] Gradient, T[] Probabilities) Formula<T>(int classes, T[] logits, int[] labels, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (loss, gradient, probabilities) = (T.Zero, new T[logits.Length], new T[logits.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.AsSpan(i * classes, classes).ToArray();
            var maximum = row.Max();
            var powers = row.Select(z => Exponential.Exp(z - maximum)).ToArray();
            var sum = powers.Aggregate(T.Zero, (total, power) => total + power);
            loss += Exponential.Log(sum) + (maximum - row[labels[i]]);
            for (var k = 0; k < classes; k++)
            {
                var slope = powers[k] * (scale / sum);
                gradient[(i * classes) + k] = k == labels[i] ? slope - scale : slope;
                probabilities[(i * classes) + k] = powers[k] / sum;
            }
        }

        return (loss, gradient, probabilities);
    }

    [Fact]
    public void Rows_do_not_depend_on_each_other()
    {
        var (logits, _) = Logits<double>(400, 10);
        var (all, one) = (new double[4000], new double[10]);
        SoftmaxKernel.Softmax<double>(400, 10, logits, all);
        for (var i = 0; i < 400; i++)
        {
            SoftmaxKernel.Softmax<double>(1, 10, logits.AsSpan(i * 10, 10), one);
            Assert.Equal(one, all.AsSpan(i * 10, 10).ToArray());
        }
    }

    [Fact]
    public void Huge_logits_give_finite_right_answers_and_NaN_is_not_hidden()
    {
        double[] logits = [1e4, -1e4, 0];
        var gradient = new double[3];
        Assert.Equal(2e4, SoftmaxKernel.CrossEntropy(1, 3, logits, [1], 1, gradient));
        Assert.Equal([1, -1, 0], gradient);
        Assert.True(double.IsNaN(SoftmaxKernel.CrossEntropy<double>(1, 3, [1, double.NaN, 2], [0])));
        Assert.True(double.IsNaN(SoftmaxKernel.CrossEntropy<double>(1, 20, [.. new double[19], double.NaN], [0])));
    }

    private static (T[] Logits, int[] Labels) Logits<T>(int rows, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(rows + classes);
        var logits = Enumerable.Range(0, rows * classes).Select(_ => T.CreateChecked((random.NextDouble() * 8) - 4));
        return (logits.ToArray(), Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray());
    }
}
