using System.Globalization;
using System.Numerics.Tensors;

namespace FunctionalMlp.Training;

/// <summary>θ ← θ − η·g.</summary>
internal sealed class GradientDescent(double learningRate) : Optimizer
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"gradient descent, learning rate {learningRate}");

    internal override void Update<T>(ReadOnlySpan<T> gradient, Span<T> parameters) =>
        TensorPrimitives.FusedMultiplyAdd(gradient, T.CreateChecked(-learningRate), parameters, parameters);
}
