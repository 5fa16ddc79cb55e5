using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Exponentially decaying means.</summary>
internal static unsafe class Mean
{
    /// <summary>A step of the mean towards a value, as in equation (E22); changes <paramref name="value"/> too.</summary>
    internal static void Add<T>(Span<T> mean, Span<T> value, double decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(value, T.CreateChecked(1 - decay), value);
        TensorPrimitives.FusedMultiplyAdd(mean, T.CreateChecked(decay), value, mean);
    }

    /// <summary>The same for a vector, rounded likewise; the constants are the decay and what it lacks to one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Add<T, V, S>(V mean, V value, V* constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V> => S.MultiplyAdd(mean, constants[0], S.Multiply(value, constants[1]));
}
