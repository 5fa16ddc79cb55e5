using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Exponentially decaying means.</summary>
internal static class Mean
{
    /// <summary>A step of the mean towards a value, as in equation (E22); changes <paramref name="value"/> too.</summary>
    internal static void Add<T>(Span<T> mean, Span<T> value, double decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(value, T.CreateChecked(1 - decay), value);
        TensorPrimitives.FusedMultiplyAdd(mean, T.CreateChecked(decay), value, mean);
    }
}
