using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Kernels;

namespace FunctionalMlp;

/// <summary>Samples with what is to be predicted for them: labels for a classifier, target values for a regression.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Batch<T> : IEquatable<Batch<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Batch(Matrix<T> inputs, ImmutableArray<int> labels, Matrix<T> targets, Vector<T>? weights = null)
    {
        Weights = weights ?? Vector.Zeros<T>(0);
        Inputs = inputs;
        Labels = labels;
        Targets = targets;
        LargestLabel = labels.IsEmpty ? -1 : TensorPrimitives.Max(labels.AsSpan());
    }

    /// <summary>X, N×d: a sample in each row, all numbers finite.</summary>
    public Matrix<T> Inputs { get; }

    /// <summary>y, a class for each sample; empty if the batch has target values instead.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>N×K target values; N×0 if the batch has labels instead.</summary>
    public Matrix<T> Targets { get; }

    /// <summary>w, how much each sample counts; empty if they count the same. Losses are means that are weighted by it.</summary>
    public Vector<T> Weights { get; }

    /// <summary>N, the number of samples, at least 1.</summary>
    public int Count => Inputs.Rows;

    /// <summary>−1 if there are none.</summary>
    internal int LargestLabel { get; }

    internal BatchSpan<T> Span =>
        new(Count, Inputs.Span, Labels.AsSpan(), Targets.Span, Weights.Span) { Number = _number };

    private readonly long _number = BatchSpan<T>.NewNumber();

    /// <summary>The samples with the given numbers, in that order; a number may come more than once.</summary>
    /// <param name="samples">Sample numbers, at least one, each 0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="InvalidInputException">No number, or one out of range.</exception>
    public Batch<T> Select(ReadOnlySpan<int> samples)
    {
        InvalidInputException.RequireAtLeast($"{nameof(samples)}.Length", 1, samples.Length);
        foreach (var sample in samples)
        {
            InvalidInputException.RequireIndex(nameof(samples), Count, sample);
        }

        var inputs = Inputs.SelectRows(samples);
        var labels = ImmutableArray.CreateBuilder<int>();
        if (!Labels.IsEmpty)
        {
            foreach (var sample in samples)
            {
                labels.Add(Labels[sample]);
            }
        }

        var weights = new T[Weights.Length == 0 ? 0 : samples.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Weights[samples[i]];
        }

        return new Batch<T>(
            inputs,
            labels.ToImmutable(),
            Targets.SelectRows(samples),
            new Vector<T>(weights.Length, weights)
        );
    }

    /// <summary>The same samples with other weights.</summary>
    /// <param name="weights">w, one for each sample, finite with a finite sum, 0 or above, not all 0; none for samples that count the same.</param>
    /// <exception cref="InvalidInputException">Another number of weights, or weights out of range.</exception>
    public Batch<T> WithWeights(ReadOnlySpan<T> weights)
    {
        SampleWeights.Require(nameof(weights), Count, weights);
        InvalidInputException.RequireFiniteSum(nameof(weights), weights);
        return new Batch<T>(Inputs, Labels, Targets, Vector.FromSpan(weights));
    }

    /// <summary>Equal inputs, equal labels or targets, and equal weights.</summary>
    /// <param name="other">The batch to compare with.</param>
    public bool Equals(Batch<T>? other) =>
        other is not null
        && Inputs.Equals(other.Inputs)
        && Labels.AsSpan().SequenceEqual(other.Labels.AsSpan())
        && Targets.Equals(other.Targets)
        && Weights.Equals(other.Weights);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Batch<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs, Labels.Length, Targets);
}

/// <summary>Creates batches, and checks once what every later step relies on: at least one sample, finite numbers.</summary>
public static class Batch
{
    /// <summary>Samples with class labels.</summary>
    /// <param name="inputs">X, N×d, N at least 1, all numbers finite.</param>
    /// <param name="labels">y, N labels, each 0 or above.</param>
    /// <exception cref="InvalidInputException">No sample, NaN or infinity, another number of labels, or a negative one.</exception>
    public static Batch<T> Labelled<T>(Matrix<T> inputs, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireInputs(inputs);
        if (labels.Length != inputs.Rows)
        {
            throw new InvalidInputException(nameof(labels), $"{inputs.Rows} labels", $"{labels.Length}");
        }

        foreach (var label in labels)
        {
            InvalidInputException.RequireAtLeast(nameof(labels), 0, label);
        }

        return new Batch<T>(inputs, [.. labels], Matrix.Zeros<T>(inputs.Rows, 0));
    }

    /// <summary>Samples with target values.</summary>
    /// <param name="inputs">X, N×d, N at least 1, all numbers finite.</param>
    /// <param name="targets">N×K, K at least 1, all numbers finite.</param>
    /// <exception cref="InvalidInputException">No sample, NaN or infinity, or another number of target rows.</exception>
    public static Batch<T> WithTargets<T>(Matrix<T> inputs, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireInputs(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        InvalidInputException.RequireShape(
            nameof(targets),
            inputs.Rows,
            targets.Columns,
            targets.Rows,
            targets.Columns
        );
        InvalidInputException.RequireAtLeast($"{nameof(targets)}.Columns", 1, targets.Columns);
        InvalidInputException.RequireFinite(nameof(targets), targets.Span, targets.Columns);
        return new Batch<T>(inputs, [], targets);
    }

    private static void RequireInputs<T>(Matrix<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InvalidInputException.RequireAtLeast($"{nameof(inputs)}.Rows", 1, inputs.Rows);
        InvalidInputException.RequireAtLeast($"{nameof(inputs)}.Columns", 1, inputs.Columns);
        InvalidInputException.RequireFinite(nameof(inputs), inputs.Span, inputs.Columns);
    }
}
