using System.Numerics;
using MathNet.Numerics;
using Xunit;

namespace FunctionalMlp.Tests.Activations;

/// <summary>Each activation and its slope against formulas in double, over the whole range of arguments.</summary>
public sealed class ActivationValuesTests
{
    private static readonly Dictionary<string, (Func<double, double> Value, Func<double, double> Slope)> Formulas =
        new()
        {
            ["identity"] = (z => z, _ => 1),
            ["relu"] = (z => Math.Max(z, 0), z => z > 0 ? 1 : 0),
            ["leaky-relu(0.2)"] = (z => z > 0 ? z : 0.2 * z, z => z > 0 ? 1 : 0.2),
            ["elu"] = (z => z > 0 ? z : ExpMinusOne(z), z => z > 0 ? 1 : Math.Exp(z)),
            ["elu(0.5)"] = (z => z > 0 ? z : 0.5 * ExpMinusOne(z), z => z > 0 ? 1 : 0.5 * Math.Exp(z)),
            ["elu(2)"] = (z => z > 0 ? z : 2 * ExpMinusOne(z), z => z > 0 ? 1 : 2 * Math.Exp(z)),
            ["gelu"] = (z => z * Φ(z), z => Φ(z) + (z * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI))),
            ["silu"] = (z => z * σ(z), z => σ(z) * (1 + (z * σ(-z)))),
            ["tanh"] = (Math.Tanh, z => 4 * σ(2 * z) * σ(-2 * z)),
            ["sigmoid"] = (σ, z => σ(z) * σ(-z)),
            ["softplus"] = (z => z > 0 ? z + LogOnePlus(Math.Exp(-z)) : LogOnePlus(Math.Exp(z)), σ),
        };

    public static TheoryData<string> Names => [.. Formulas.Keys];

    private static double[] Arguments { get; } =
    [
        .. Enumerable.Range(-4000, 8001).Select(i => i * 0.00997),
        .. Enumerable.Range(-30, 31).SelectMany(i => new[] { Math.Pow(10, i), -Math.Pow(10, i) }),
        0,
        -0.0,
        1e300,
        -1e300,
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_its_formula_in_double(string name) => Check<double>(name, 2e-15);

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_its_formula_in_float(string name) => Check<float>(name, 1e-6);

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_NaN(string name)
    {
        var z = Matrix.FromRows<double>([
            [double.NaN],
        ]);
        var activation = Activation.FromName(name);
        Assert.True(double.IsNaN(activation.Apply(z)[0, 0]));
    }

    [Theory]
    [InlineData("elu")]
    [InlineData("elu(0.5)")]
    [InlineData("tanh")]
    [InlineData("silu")]
    [InlineData("gelu")]
    public void Has_all_its_digits_near_zero(string name)
    {
        foreach (var z in new[] { 1e-300, -1e-300, 1e-12, -1e-12, 1e-5, -1e-5 })
        {
            var expected = Formulas[name].Value(z);
            var actual = Activation
                .FromName(name)
                .Apply(
                    Matrix.FromRows<double>([
                        [z],
                    ])
                )[0, 0];
            Assert.Equal(expected, actual, 1e-15 * Math.Abs(expected));
        }
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softplus")]
    public void Has_all_its_digits_in_the_tail(string name)
    {
        foreach (var z in new[] { -20.0, -40, -100, -700 })
        {
            var expected = Formulas[name].Value(z);
            var actual = Activation
                .FromName(name)
                .Apply(
                    Matrix.FromRows<double>([
                        [z],
                    ])
                )[0, 0];
            Assert.Equal(expected, actual, 1e-14 * expected);
        }
    }

    [Fact]
    public void Names_lead_back_to_activations()
    {
        Assert.All(Formulas.Keys, name => Assert.Equal(name, Activation.FromName(name).Name));
        Assert.Equal(Activation.LeakyReLU(0.2), Activation.FromName("leaky-relu(0.2)"));
        Assert.NotEqual(Activation.LeakyReLU(0.2), Activation.LeakyReLU(0.1));
        Assert.Equal(Activation.ELU, Activation.ELUWithAlpha(1));
        Assert.Equal(Activation.ELU, Activation.FromName("elu(1)"));
        Assert.NotEqual(Activation.ELU, Activation.ELUWithAlpha(0.5));
        Assert.Equal([false, true], new[] { 1, 0.5 }.Select(α => Activation.ELUWithAlpha(α).HasKinkAtZero));
        Samples.Fails(() => Activation.FromName("relu6"), "name", "relu", "relu6");
        Samples.Fails(() => Activation.FromName("leaky-relu(x)"), "name", "leaky-relu(slope)", "x");
        Samples.Fails(() => Activation.FromName("relu(1)"), "name", "elu(α)", "relu(1)");
        foreach (var alpha in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Samples.Fails(() => Activation.ELUWithAlpha(alpha), "alpha", "positive", "");
        }

        foreach (var slope in new[] { 0, 1, double.NaN })
        {
            Samples.Fails(() => Activation.LeakyReLU(slope), "slope", "between 0 and 1", "");
        }
    }

    private static void Check<T>(string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Float has no numbers beyond its own range.
        var arguments = Arguments
            .Select(T.CreateSaturating)
            .Where(z => T.IsFinite(z) && (double.CreateChecked(z) > -1e30 || typeof(T) == typeof(double)))
            .ToArray();
        var z = Matrix.FromSpan<T>(1, arguments.Length, arguments);
        var activation = Activation.FromName(name);
        var a = activation.Apply(z);
        var slopes = activation.Pullback(z, Matrix.Create(1, arguments.Length, (_, _) => T.CreateChecked(3)));
        for (var i = 0; i < arguments.Length; i++)
        {
            var x = double.CreateChecked(arguments[i]);
            var (value, slope) = (Formulas[name].Value(x), 3 * Formulas[name].Slope(x));
            Assert.Equal(value, double.CreateChecked(a[0, i]), tolerance * Math.Max(1, Math.Abs(value)));
            Assert.Equal(slope, double.CreateChecked(slopes[0, i]), 3 * tolerance * Math.Max(1, Math.Abs(slope)));
        }
    }

    private static double σ(double z) => z < 0 ? Math.Exp(z) / (1 + Math.Exp(z)) : 1 / (1 + Math.Exp(-z));

    private static double Φ(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;

    // By their series where they would cancel.
    private static double ExpMinusOne(double x) =>
        Math.Abs(x) < 1e-4 ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4)))))) : Math.Exp(x) - 1;

    private static double LogOnePlus(double x) =>
        Math.Abs(x) < 1e-4 ? x * (1 - (x * (0.5 - (x * ((1.0 / 3) - (x / 4)))))) : Math.Log(1 + x);
}
