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
    public static Vector512<T> Max(Vector512<T> a, Vector512<T> b) => Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> a, Vector512<T> b) => Vector512.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> a, Vector512<T> n) =>
        !Avx512F.IsSupported ? Lane<T, Vector512<T>, Simd512<T>>.Scale(a, n)
        : typeof(T) == typeof(float) ? Avx512F.Scale(a.AsSingle(), n.AsSingle()).As<float, T>()
        : Avx512F.Scale(a.AsDouble(), n.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThan(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AreEqual(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

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
        var half = Vector256<T>.Count;
        return count < half
            ? Vector512.Create(Simd256<T>.LoadPart(source, count), Vector256<T>.Zero)
            : Vector512.Create(Simd256<T>.Load(source), Simd256<T>.LoadPart(source + half, count - half));
    }

    // In halves, quarters, …: mask stores are slow on some processors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(T* target, Vector512<T> value, int count)
    {
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
    public static Vector512<T> Gather(T* source, nint stride) =>
        Simd256<T>
            .Gather(source, stride)
            .ToVector512Unsafe()
            .WithUpper(Simd256<T>.Gather(source + (Vector256<T>.Count * stride), stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(T* target, Vector512<T> value, nint stride)
    {
        Simd256<T>.Scatter(target, value.GetLower(), stride);
        Simd256<T>.Scatter(target + (Vector256<T>.Count * stride), value.GetUpper(), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GatherPart(T* source, nint stride, int count)
    {
        var half = Vector256<T>.Count;
        var lower = Simd256<T>.GatherPart(source, stride, count).ToVector512Unsafe();
        return count > half
            ? lower.WithUpper(Simd256<T>.GatherPart(source + (half * stride), stride, count - half))
            : lower;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterPart(T* target, Vector512<T> value, nint stride, int count)
    {
        var half = Vector256<T>.Count;
        Simd256<T>.ScatterPart(target, value.GetLower(), stride, count);
        if (count > half)
        {
            Simd256<T>.ScatterPart(target + (half * stride), value.GetUpper(), stride, count - half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FromIntegers(int* source) =>
        Vector512.Create(Simd256<T>.FromIntegers(source), Simd256<T>.FromIntegers(source + Vector256<T>.Count));
}
