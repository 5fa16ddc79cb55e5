using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalMlp.Kernels;

/// <summary>
/// Φ, the distribution function of the standard normal distribution, from the rational approximations of erf and erfc in W. J. Cody,
/// "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969).
/// </summary>
/// <remarks>The second one is also taken beyond its range, above 4, where it loses digits relative to a tail that is below 1e-8.</remarks>
internal readonly struct NormalFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<T, V, S>(V z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        var (zero, one, half) = (Number(0), Number(1), Number(0.5));
        var isNegative = S.LessThan(z, zero);
        var x = S.Multiply(S.Select(isNegative, S.Subtract(zero, z), z), Number(Math.Sqrt(0.5)));
        var square = S.Multiply(x, x);

        // erf x = x·p(x²)/q(x²) where x ≤ 0.46875
        var p = Number(1.85777706184603153e-1);
        p = S.MultiplyAdd(p, square, Number(3.16112374387056560e0));
        p = S.MultiplyAdd(p, square, Number(1.13864154151050156e2));
        p = S.MultiplyAdd(p, square, Number(3.77485237685302021e2));
        p = S.MultiplyAdd(p, square, Number(3.20937758913846947e3));
        var q = S.Add(square, Number(2.36012909523441209e1));
        q = S.MultiplyAdd(q, square, Number(2.44024637934444173e2));
        q = S.MultiplyAdd(q, square, Number(1.28261652607737228e3));
        q = S.MultiplyAdd(q, square, Number(2.84423683343917062e3));
        var halfErf = S.Multiply(half, S.Multiply(x, S.Divide(p, q)));
        var near = S.Select(isNegative, S.Subtract(half, halfErf), S.Add(half, halfErf));

        // erfc x = exp(−x²)·p(x)/q(x) above
        p = Number(2.15311535474403846e-8);
        p = S.MultiplyAdd(p, x, Number(5.64188496988670089e-1));
        p = S.MultiplyAdd(p, x, Number(8.88314979438837594e0));
        p = S.MultiplyAdd(p, x, Number(6.61191906371416295e1));
        p = S.MultiplyAdd(p, x, Number(2.98635138197400131e2));
        p = S.MultiplyAdd(p, x, Number(8.81952221241769090e2));
        p = S.MultiplyAdd(p, x, Number(1.71204761263407058e3));
        p = S.MultiplyAdd(p, x, Number(2.05107837782607147e3));
        p = S.MultiplyAdd(p, x, Number(1.23033935479799725e3));
        q = S.Add(x, Number(1.57449261107098347e1));
        q = S.MultiplyAdd(q, x, Number(1.17693950891312499e2));
        q = S.MultiplyAdd(q, x, Number(5.37181101862009858e2));
        q = S.MultiplyAdd(q, x, Number(1.62138957456669019e3));
        q = S.MultiplyAdd(q, x, Number(3.29079923573345963e3));
        q = S.MultiplyAdd(q, x, Number(4.36261909014324716e3));
        q = S.MultiplyAdd(q, x, Number(3.43936767414372164e3));
        q = S.MultiplyAdd(q, x, Number(1.23033935480374942e3));
        var halfErfc = S.Multiply(half, ExpFunction.Apply<T, V, S>(S.Subtract(zero, square)));
        halfErfc = S.Multiply(halfErfc, S.Divide(p, q));

        // Far out, where the polynomials overflow, the tail is gone.
        halfErfc = S.Select(S.LessThan(Number(40), x), zero, halfErfc);
        var far = S.Select(isNegative, halfErfc, S.Subtract(one, halfErfc));
        return S.Select(S.LessThan(x, Number(0.46875)), near, far);

        static V Number(double value) => Lane<T, V, S>.Number(value);
    }
}
