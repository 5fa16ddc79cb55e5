using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>128-bit vectors, the portable path: every platform has them, or runs them lane by lane with the same bits.</summary>
internal readonly unsafe struct Simd128<T> : ISimd<T, Vector128<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector128<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector128<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> a) => Vector128.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> a, Vector128<T> b) => Vector128.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Scale(Vector128<T> a, Vector128<T> n) => Lane<T, Vector128<T>, Simd128<T>>.Scale(a, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> a) =>
        typeof(T) == typeof(float)
            ? a.GetElement(0) + a.GetElement(2) + (a.GetElement(1) + a.GetElement(3))
            : a.GetElement(0) + a.GetElement(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreSums(T* to, Vector128<T> a, Vector128<T> b, Vector128<T> c, Vector128<T> d) =>
        (to[0], to[1], to[2], to[3]) = (Sum(a), Sum(b), Sum(c), Sum(d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThan(Vector128<T> a, Vector128<T> b) => Vector128.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AreEqual(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignBits(Vector128<T> a) => a.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> whenSet, Vector128<T> whenClear) =>
        Vector128.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AddBits(Vector128<T> a, Vector128<T> b) =>
        typeof(T) == typeof(float)
            ? (a.AsInt32() + b.AsInt32()).As<int, T>()
            : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AndBits(Vector128<T> a, Vector128<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftBitsLeft(Vector128<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftBitsRight(Vector128<T> a, int count) =>
        typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadPart(T* source, int count)
    {
        if (count >= Vector128<T>.Count)
        {
            return Load(source);
        }

        var value = count > 0 ? Vector128.CreateScalar(source[0]) : Vector128<T>.Zero;
        if (typeof(T) == typeof(float))
        {
            value = count > 1 ? value.WithElement(1, source[1]) : value;
            value = count > 2 ? value.WithElement(2, source[2]) : value;
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(T* target, Vector128<T> value, int count)
    {
        if (count >= Vector128<T>.Count)
        {
            value.Store(target);
            return;
        }

        if (typeof(T) == typeof(float) && (count & 2) != 0)
        {
            *(double*)target = value.AsDouble().ToScalar();
            target += 2;
            value = value.AsDouble().WithElement(0, value.AsDouble().GetElement(1)).As<double, T>();
        }

        if ((count & 1) != 0)
        {
            *target = value.ToScalar();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FromIntegers(int* source) =>
        typeof(T) == typeof(float)
            ? Vector128.ConvertToSingle(Vector128.Load(source)).As<float, T>()
            : Vector128.Create((double)source[0], source[1]).As<double, T>();
}
