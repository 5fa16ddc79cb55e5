using System.Globalization;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Training.Transformations;

/// <summary>Adds a multiple of the parameters of a mask: equations (E25) and (E26).</summary>
internal sealed class WeightDecay(double lambda, ParameterMask mask) : GradientTransformation
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"weight decay {lambda}");

    internal override void Apply<T>(in UpdateBlock<T> block)
    {
        var layout = block.Layout;
        for (var layer = 0; layer < layout.LayerCount; layer++)
        {
            var biases = layout.BiasesOffset(layer);
            Decay(block, layer, ParameterKind.Weights, layout.WeightsOffset(layer), biases);
            Decay(block, layer, ParameterKind.Biases, biases, biases + layout.Widths[layer + 1]);
        }
    }

    /// <summary>The part of the block that lies among the parameters <paramref name="from"/> … <paramref name="to"/> − 1.</summary>
    private void Decay<T>(in UpdateBlock<T> block, int layer, ParameterKind kind, int from, int to)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        from = Math.Max(from - block.Start, 0);
        to = Math.Min(to - block.Start, block.Update.Length);
        if (from < to && mask.Includes(layer, kind))
        {
            var update = block.Update[from..to];
            TensorPrimitives.FusedMultiplyAdd(block.Parameters[from..to], T.CreateChecked(lambda), update, update);
        }
    }
}
