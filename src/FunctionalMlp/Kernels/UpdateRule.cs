using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalMlp.Kernels;

/// <summary>A transformation of the update that treats each parameter by itself, written once for vectors of any width.</summary>
internal unsafe interface IUpdateRule
{
    /// <summary>How many slots it has, at most two.</summary>
    static abstract int Slots { get; }

    /// <summary>The new u; changes what the slots hold.</summary>
    static abstract V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>;
}

/// <summary>Runs a rule over a block in one pass; and takes the step in the same one, if the block asks for it.</summary>
internal static unsafe class UpdateRule
{
    private const int MaxConstants = 6;

    /// <param name="block">Its slots are the rule's.</param>
    /// <param name="constants">What the rule finds as its constants, in this order.</param>
    /// <param name="width">Of the vectors in bits, for the tests; 0 for the machine's own.</param>
    internal static void Run<T, R>(in UpdateBlock<T> block, ReadOnlySpan<T> constants, int width = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : IUpdateRule
    {
        switch (width > 0 ? width : Hardware.Width)
        {
            case 512:
                Run<T, Vector512<T>, Simd512<T>, R>(block, constants);
                break;
            case 256:
                Run<T, Vector256<T>, Simd256<T>, R>(block, constants);
                break;
            default:
                Run<T, Vector128<T>, Simd128<T>, R>(block, constants);
                break;
        }
    }

    private static void Run<T, V, S, R>(in UpdateBlock<T> block, ReadOnlySpan<T> constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
        where R : IUpdateRule
    {
        var vectors = stackalloc V[MaxConstants];
        for (var i = 0; i < constants.Length; i++)
        {
            vectors[i] = S.Broadcast(constants[i]);
        }

        fixed (
            T* update = block.Update,
                parameters = block.Parameters,
                first = R.Slots > 0 ? block.Slot(0) : default,
                second = R.Slots > 1 ? block.Slot(1) : default
        )
        {
            var rate = S.Broadcast(T.CreateChecked(-block.LearningRate));
            var (rows, stride, length) = (block.Rows, (nint)block.RowStride, block.RowLength);
            for (nint row = 0, at = 0; row < rows; row++, at += stride)
            {
                if (block.TakesStep)
                {
                    Run<T, V, S, R, N1>(length, update + at, parameters + at, first + at, second + at, vectors, rate);
                }
                else
                {
                    Run<T, V, S, R, N0>(length, update + at, parameters + at, first + at, second + at, vectors, rate);
                }
            }
        }
    }

    [MethodImpl(Hardware.Kernel)]
    private static void Run<T, V, S, R, TSteps>(
        int length,
        T* update,
        T* parameters,
        T* first,
        T* second,
        V* constants,
        V rate
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
        where R : IUpdateRule
        where TSteps : struct, INumber
    {
        nint i = 0;
        for (; i <= length - S.Lanes; i += S.Lanes)
        {
            Apply<T, V, S, R, TSteps>(S.Lanes, update + i, parameters + i, first + i, second + i, constants, rate);
        }

        if (i < length)
        {
            var rest = length - (int)i;
            Apply<T, V, S, R, TSteps>(rest, update + i, parameters + i, first + i, second + i, constants, rate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply<T, V, S, R, TSteps>(
        int lanes,
        T* update,
        T* parameters,
        T* first,
        T* second,
        V* constants,
        V rate
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
        where R : IUpdateRule
        where TSteps : struct, INumber
    {
        var m = R.Slots > 0 ? Load<T, V, S>(first, lanes) : default;
        var v = R.Slots > 1 ? Load<T, V, S>(second, lanes) : default;
        var u = R.Apply<T, V, S>(Load<T, V, S>(update, lanes), ref m, ref v, constants);
        if (TSteps.Value == 1)
        {
            // Equation (E18); nobody asks for u any more.
            u = S.Add(Load<T, V, S>(parameters, lanes), S.Multiply(u, rate));
            update = parameters;
        }

        Store<T, V, S>(update, u, lanes);
        if (R.Slots > 0)
        {
            Store<T, V, S>(first, m, lanes);
        }

        if (R.Slots > 1)
        {
            Store<T, V, S>(second, v, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<T, V, S>(T* source, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V> => lanes == S.Lanes ? S.Load(source) : S.LoadPart(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, V, S>(T* target, V value, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged
        where S : struct, ISimd<T, V>
    {
        if (lanes == S.Lanes)
        {
            S.Store(target, value);
        }
        else
        {
            S.StorePart(target, value, lanes);
        }
    }
}
