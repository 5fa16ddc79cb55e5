using Xunit;

namespace FunctionalMlp.Tests;

public sealed class ActivationTests
{
    private static readonly Matrix<double> Z = Matrix.FromRows<double>([
        [-2, -0.0, 0, 3],
    ]);
    private static readonly Matrix<double> Cotangent = Matrix.FromRows<double>([
        [5, 6, 7, 8],
    ]);

    [Fact]
    public void ReLU_cuts_at_zero_and_its_pullback_is_the_indicator_of_z_above_zero()
    {
        Assert.Equal(
            Matrix.FromRows<double>([
                [0, 0, 0, 3],
            ]),
            Activation.ReLU.Apply(Z)
        );
        Assert.Equal(
            Matrix.FromRows<double>([
                [0, 0, 0, 8],
            ]),
            Activation.ReLU.Pullback(Z, Cotangent)
        );
    }

    [Fact]
    public void ReLU_does_not_hide_NaN() =>
        Assert.True(
            double.IsNaN(
                Activation.ReLU.Apply(
                    Matrix.FromRows<double>([
                        [double.NaN],
                    ])
                )[0, 0]
            )
        );

    [Fact]
    public void Identity_changes_nothing()
    {
        Assert.Equal(Z, Activation.Identity.Apply(Z));
        Assert.Equal(Cotangent, Activation.Identity.Pullback(Z, Cotangent));
    }

    [Fact]
    public void A_cotangent_of_another_shape_is_refused() =>
        Samples.Fails(() => Activation.ReLU.Pullback(Z, Cotangent.Transpose()), "cotangent", "1×4", "4×1");
}
