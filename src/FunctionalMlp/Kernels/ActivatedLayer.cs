using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>What a layer does element by element after its product, and where: from z to a and to what dropout leaves of it; and back, in place.</summary>
internal unsafe struct ActivatedLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>φ; null for the identity, where z and a share their memory.</summary>
    internal Activation? Activation;
    internal Features<T> Z;
    internal Features<T> A;
    internal Features<T> Dropped;
    internal Features<T> Cotangent;

    /// <summary>Of dropout; 0 for none.</summary>
    internal double Rate;
    internal RandomNumbers Noise;

    /// <summary>Whether φ is all there is to do, and simple enough for a product to do it in passing.</summary>
    internal readonly bool IsRectified => Rate == 0 && ReferenceEquals(Activation, FunctionalMlp.Activation.ReLU);

    /// <summary>What the next layer is given.</summary>
    internal readonly Features<T> Outputs => Rate > 0 ? Dropped : A;

    /// <summary>φ and dropout for some units and samples.</summary>
    internal readonly void Activate(int unit, int units, int sample, int samples)
    {
        if (Activation is { } activation)
        {
            var (step, length) = Step(units, samples);
            for (var row = unit; row < unit + units; row += step)
            {
                activation.Apply<T>(Z.Part(row, sample, length), A.Part(row, sample, length));
            }
        }

        if (Rate > 0)
        {
            Drop(A, Dropped, unit, units, sample, samples);
        }
    }

    /// <summary>The pullback of both: the cotangent of what the layer gives becomes that of z.</summary>
    internal readonly void Pullback(int unit, int units, int sample, int samples)
    {
        if (Rate > 0)
        {
            Drop(Cotangent, Cotangent, unit, units, sample, samples);
        }

        if (Activation is { } activation)
        {
            var (step, length) = Step(units, samples);
            for (var row = unit; row < unit + units; row += step)
            {
                var cotangent = Cotangent.Part(row, sample, length);
                activation.Pullback<T>(Z.Part(row, sample, length), A.Part(row, sample, length), cotangent, cotangent);
            }
        }
    }

    /// <summary>How many units to take at once, and how many numbers these are: all units if their samples are.</summary>
    private readonly (int Units, int Length) Step(int units, int samples) =>
        samples == Z.Samples ? (units, units * Z.FeatureStride) : (1, samples);

    private readonly void Drop(in Features<T> from, in Features<T> to, int unit, int units, int sample, int samples)
    {
        for (var row = unit; row < unit + units; row++)
        {
            var source = from.Row(row) + sample;
            var target = to.Row(row) + sample;
            DropoutKernel.Apply(Noise, Rate, from.Width, row, sample, samples, source, target);
        }
    }
}
