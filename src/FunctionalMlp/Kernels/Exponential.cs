using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>exp and log.</summary>
internal static class Exponential
{
    internal static T Exp<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp(x);

    internal static T Log<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log(x);
}
