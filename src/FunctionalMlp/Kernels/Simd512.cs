using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalMlp.Kernels;

/// <summary>512-bit vectors (AVX-512): 32 registers hold the 24 sums of a tile, two vectors of B and some of A.</summary>
internal readonly unsafe struct Simd512<T> : ISimd<T, Vector512<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector512<T>.Count;

    public static int TileRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector512<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> a, Vector512<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> a, Vector512<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> a) => Vector512.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> a, Vector512<T> b) => Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> a, Vector512<T> b) => Vector512.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> a, Vector512<T> n) =>
        !Avx512F.IsSupported ? Lane<T, Vector512<T>, Simd512<T>>.Scale(a, n)
        : typeof(T) == typeof(float) ? Avx512F.Scale(a.AsSingle(), n.AsSingle()).As<float, T>()
        : Avx512F.Scale(a.AsDouble(), n.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> a) => Simd256<T>.Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreSums(T* to, Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d) =>
        Simd256<T>.StoreSums(
            to,
            a.GetLower() + a.GetUpper(),
            b.GetLower() + b.GetUpper(),
            c.GetLower() + c.GetUpper(),
            d.GetLower() + d.GetUpper()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThan(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AreEqual(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignBits(Vector512<T> a) => (uint)a.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select(Vector512<T> mask, Vector512<T> whenSet, Vector512<T> whenClear) =>
        Vector512.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AddBits(Vector512<T> a, Vector512<T> b) =>
        typeof(T) == typeof(float)
            ? (a.AsInt32() + b.AsInt32()).As<int, T>()
            : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AndBits(Vector512<T> a, Vector512<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftBitsLeft(Vector512<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftBitsRight(Vector512<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadPart(T* source, int count)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)source, FirstLanes(count).AsSingle(), default).As<float, T>()
                : Avx512F.MaskLoad((double*)source, FirstLanes(count).AsDouble(), default).As<double, T>();
        }

        var half = Vector256<T>.Count;
        return count < half
            ? Simd256<T>.LoadPart(source, count).ToVector512()
            : Simd256<T>.Load(source).ToVector512Unsafe().WithUpper(Simd256<T>.LoadPart(source + half, count - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(T* target, Vector512<T> value, int count)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.MaskStore((float*)target, FirstLanes(count).AsSingle(), value.AsSingle());
            }
            else
            {
                Avx512F.MaskStore((double*)target, FirstLanes(count).AsDouble(), value.AsDouble());
            }

            return;
        }

        var half = Vector256<T>.Count;
        if (count < half)
        {
            Simd256<T>.StorePart(target, value.GetLower(), count);
            return;
        }

        value.GetLower().Store(target);
        Simd256<T>.StorePart(target + half, value.GetUpper(), count - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FromIntegers(int* source) =>
        typeof(T) == typeof(float) ? Vector512.ConvertToSingle(Vector512.Load(source)).As<float, T>()
        : Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(Vector256.Load(source)).As<double, T>()
        : Simd256<T>
            .FromIntegers(source)
            .ToVector512Unsafe()
            .WithUpper(Simd256<T>.FromIntegers(source + Vector256<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> FirstLanes(int count) =>
        typeof(T) == typeof(float)
            ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
            : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();
}
