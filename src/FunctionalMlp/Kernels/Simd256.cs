using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>256-bit vectors (AVX2 with FMA): 16 registers hold the 12 sums of a tile, two vectors of B and one of A.</summary>
internal readonly unsafe struct Simd256<T> : ISimd<T, Vector256<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector256<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector256<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> a) => Vector256.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> a, Vector256<T> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> a, Vector256<T> b) => Vector256.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Scale(Vector256<T> a, Vector256<T> n) => Lane<T, Vector256<T>, Simd256<T>>.Scale(a, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> a) => Simd128<T>.Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreSums(T* to, Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d)
    {
        if (!Avx2.IsSupported)
        {
            (to[0], to[1], to[2], to[3]) = (Sum(a), Sum(b), Sum(c), Sum(d));
        }
        else if (typeof(T) == typeof(double))
        {
            var (ab, cd) = (AddHalves(a.AsDouble(), b.AsDouble()), AddHalves(c.AsDouble(), d.AsDouble()));
            var acbd = Avx.UnpackLow(ab, cd) + Avx.UnpackHigh(ab, cd);
            Avx2.Permute4x64(acbd, 0b11_01_10_00).Store((double*)to);
        }
        else
        {
            var (ab, cd) = (AddHalves(a.AsDouble(), b.AsDouble()), AddHalves(c.AsDouble(), d.AsDouble()));
            var pairs = Avx.UnpackLow(ab, cd).AsSingle() + Avx.UnpackHigh(ab, cd).AsSingle();
            var sums = pairs + Avx.DuplicateOddIndexed(pairs);
            var (ac, bd) = (sums.GetLower(), sums.GetUpper());
            Sse.MoveLowToHigh(Sse.UnpackLow(ac, bd), Sse.UnpackHigh(ac, bd)).Store((float*)to);
        }
    }

    /// <summary>In one vector, a's second half added to its first, and b's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> AddHalves(Vector256<double> a, Vector256<double> b)
    {
        var (first, second) = (Avx.Permute2x128(a, b, 0x20), Avx.Permute2x128(a, b, 0x31));
        return typeof(T) == typeof(double) ? first + second : (first.AsSingle() + second.AsSingle()).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThan(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AreEqual(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignBits(Vector256<T> a) => a.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> whenSet, Vector256<T> whenClear) =>
        Vector256.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AddBits(Vector256<T> a, Vector256<T> b) =>
        typeof(T) == typeof(float)
            ? (a.AsInt32() + b.AsInt32()).As<int, T>()
            : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AndBits(Vector256<T> a, Vector256<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftBitsLeft(Vector256<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftBitsRight(Vector256<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadPart(T* source, int count)
    {
        var half = Vector128<T>.Count;
        return count < half
            ? Simd128<T>.LoadPart(source, count).ToVector256()
            : Simd128<T>.Load(source).ToVector256Unsafe().WithUpper(Simd128<T>.LoadPart(source + half, count - half));
    }

    // In halves, quarters, …: mask stores of 256 bits are slow on some processors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(T* target, Vector256<T> value, int count)
    {
        var half = Vector128<T>.Count;
        if (count < half)
        {
            Simd128<T>.StorePart(target, value.GetLower(), count);
            return;
        }

        value.GetLower().Store(target);
        Simd128<T>.StorePart(target + half, value.GetUpper(), count - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FromIntegers(int* source) =>
        typeof(T) == typeof(float) ? Vector256.ConvertToSingle(Vector256.Load(source)).As<float, T>()
        : Avx.IsSupported ? Avx.ConvertToVector256Double(Vector128.Load(source)).As<double, T>()
        : Simd128<T>
            .FromIntegers(source)
            .ToVector256Unsafe()
            .WithUpper(Simd128<T>.FromIntegers(source + Vector128<T>.Count));
}
