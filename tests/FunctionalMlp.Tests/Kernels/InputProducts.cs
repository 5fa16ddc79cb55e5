using System.Numerics;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>The two products of a layer whose inputs have a sample in each row and may have many zeros.</summary>
internal static unsafe class InputProducts
{
    internal static Product<T> Forward<T>(
        int units,
        int inputs,
        int samples,
        T* weights,
        T* x,
        T* bias,
        T* z,
        int zStride
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new()
        {
            Rows = units,
            Depth = inputs,
            Columns = samples,
            A = weights,
            ARowStride = inputs,
            AStep = 1,
            B = x,
            BStep = 1,
            BColumnStride = inputs,
            Bias = bias,
            C = z,
            CStride = zStride,
            MayHaveZeros = true,
        };

    internal static Product<T> Backward<T>(int units, int inputs, int samples, Features<T> cotangent, T* x, T* slopes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new()
        {
            Rows = units,
            Depth = samples,
            Columns = inputs,
            A = cotangent.First,
            ARowStride = cotangent.FeatureStride,
            AStep = 1,
            B = x,
            BStep = inputs,
            BColumnStride = 1,
            C = slopes,
            CStride = inputs,
            MayHaveZeros = true,
        };
}
