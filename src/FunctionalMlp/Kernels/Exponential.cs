using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>exp and log, the same bits for a number alone, in a span, and on every processor.</summary>
internal static class Exponential
{
    internal static T Exp<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, ExpFunction>(x);

    internal static void Exp<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, ExpFunction>(x, result);

    internal static T Log<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, LogFunction>(x);

    internal static void Log<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, LogFunction>(x, result);
}
