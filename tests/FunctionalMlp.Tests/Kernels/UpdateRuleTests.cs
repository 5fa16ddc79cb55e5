using System.Numerics;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

public sealed unsafe class UpdateRuleTests
{
    private const int Guard = 16;
    private const double Rate = 0.25;

    public static TheoryData<int, bool> Cases => new MatrixTheoryData<int, bool>([128, 256, 512], [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_length_matches_number_by_number(int width, bool takesStep)
    {
        for (var length = 0; length <= 70; length++)
        {
            Check<float>(length, width, takesStep);
            Check<double>(length, width, takesStep);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_leave_alone_what_is_between_them(int width, bool takesStep)
    {
        foreach (var (rowLength, rowStride) in ((int, int)[])[(1, 2), (7, 19), (16, 17), (40, 96)])
        {
            Check<float>(rowLength, width, takesStep, rows: 5, rowStride);
            Check<double>(rowLength, width, takesStep, rows: 2, rowStride);
        }
    }

    private static void Check<T>(int rowLength, int width, bool takesStep, int rows = 1, int rowStride = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = ((rows - 1) * rowStride) + rowLength;
        var random = new Random(length);
        T[] Numbers() =>
            [.. Enumerable.Range(0, length + (2 * Guard)).Select(_ => T.CreateChecked(random.NextDouble() + 0.5))];
        var (update, parameters, scratch) = (Numbers(), Numbers(), Numbers());
        T[][] slots = [Numbers(), Numbers()];
        var (u, θ, first, second) = ((T[])update.Clone(), (T[])parameters.Clone(), slots[0], slots[1]);
        T[] firstExpected = [.. first];
        T[] secondExpected = [.. second];
        var starts = Enumerable.Range(0, rows).Select(row => Guard + (row * rowStride));
        foreach (var i in starts.SelectMany(start => Enumerable.Range(start, rowLength)))
        {
            firstExpected[i] = T.FusedMultiplyAdd(first[i], T.CreateChecked(3), update[i]);
            secondExpected[i] = second[i] + firstExpected[i];
            var next = update[i] * T.CreateChecked(5) / T.Sqrt(secondExpected[i]);
            u[i] = takesStep ? u[i] : next;
            θ[i] = takesStep ? θ[i] + (next * T.CreateChecked(-Rate)) : θ[i];
        }

        AlignedBuffer<T>[] buffers = [new(first), new(second)];
        UpdateRule.Run<T, Rule>(
            new UpdateBlock<T>
            {
                Start = Guard,
                RowLength = rowLength,
                RowStride = rowStride,
                Update = update.AsSpan(Guard, length),
                Parameters = parameters.AsSpan(Guard, length),
                Scratch = scratch,
                Slots = buffers,
                Rate = 1,
                TakesStep = takesStep,
                LearningRate = Rate,
                Step = 0,
                Norm = T.Zero,
                Layout = Samples.Network(1, 1).Layout,
            },
            [T.CreateChecked(3), T.CreateChecked(5)],
            width
        );
        Assert.Equal(u, update);
        Assert.Equal(θ, parameters);
        Assert.Equal(firstExpected, buffers[0].All.ToArray());
        Assert.Equal(secondExpected, buffers[1].All.ToArray());
    }

    private readonly struct Rule : IUpdateRule
    {
        public static int Slots => 2;

        public static V Apply<T, V, S>(V update, ref V first, ref V second, V* constants)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : unmanaged
            where S : struct, ISimd<T, V>
        {
            first = S.MultiplyAdd(first, constants[0], update);
            second = S.Add(second, first);
            return S.Divide(S.Multiply(update, constants[1]), S.Sqrt(second));
        }
    }
}
