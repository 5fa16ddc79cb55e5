using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalMlp.Data;
using FunctionalMlp.Kernels;

namespace FunctionalMlp.Losses;

/// <summary>
/// A loss of each output against its target: equations (E7), (E8), (E10) and (E14). J is the mean over samples <em>and</em>
/// outputs, where the samples count by their weights w, all 1 unless given. The same reduction as PyTorch's default.
/// </summary>
public abstract class TargetLoss : Loss
{
    private const int BlockLength = 256;

    private protected TargetLoss() { }

    /// <summary>J, equations (E50) to (E53).</summary>
    /// <param name="outputs">Z, N×K.</param>
    /// <param name="targets">N×K.</param>
    /// <param name="weights">w, a weight for each sample, 0 or above and not all 0; none if they are all the same.</param>
    /// <exception cref="InvalidInputException">The shapes differ, there is no entry, or a target or weight is out of range.</exception>
    public T Value<T>(Matrix<T> outputs, Matrix<T> targets, ReadOnlySpan<T> weights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var batch = Require(outputs, targets, weights);
        return Run(outputs.Columns, outputs.Span, batch, []);
    }

    /// <summary>∂J/∂Z, equations (E7), (E8), (E10) and (E14).</summary>
    /// <param name="outputs">Z, N×K.</param>
    /// <param name="targets">N×K.</param>
    /// <param name="weights">w, a weight for each sample, 0 or above and not all 0; none if they are all the same.</param>
    /// <returns>N×K.</returns>
    /// <exception cref="InvalidInputException">The shapes differ, there is no entry, or a target or weight is out of range.</exception>
    public Matrix<T> Gradient<T>(Matrix<T> outputs, Matrix<T> targets, ReadOnlySpan<T> weights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var batch = Require(outputs, targets, weights);
        var result = new T[outputs.Rows * outputs.Columns];
        Run(outputs.Columns, outputs.Span, batch, result);
        return new Matrix<T>(outputs.Rows, outputs.Columns, result);
    }

    internal override void Require<T>(Batch<T> batch, int outputWidth)
    {
        if (batch.Targets.Columns == 0)
        {
            throw new InvalidInputException("batch", "a batch with target values", "one with class labels");
        }

        InvalidInputException.RequireShape(
            "batch.Targets",
            batch.Count,
            outputWidth,
            batch.Targets.Rows,
            batch.Targets.Columns
        );
        RequireTargets("batch.Targets", batch.Targets);
    }

    internal override T Value<T>(Features<T> outputs, in BatchSpan<T> batch, Workspace<T> workspace) =>
        Run(outputs.Width, workspace.InRows(outputs), batch, []);

    internal override T ValueAndGradient<T>(
        Features<T> outputs,
        in BatchSpan<T> batch,
        Workspace<T> workspace,
        Features<T> gradient
    )
    {
        var rows = workspace.InRows(outputs);
        var value = Run(outputs.Width, rows, batch, rows);
        gradient.CopyFrom(rows);
        return value;
    }

    /// <summary>ℓ(z, t), entry by entry.</summary>
    internal abstract void Losses<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>ℓ'(z, t), the derivative by z, entry by entry; the slopes may be the span of the outputs.</summary>
    internal abstract void Slopes<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> slopes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What the targets must be.</summary>
    internal virtual void RequireTargets<T>(string argument, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> { }

    /// <summary>The targets that outputs predict, which are their means: the inverse of what statisticians call the link. Both spans may be the same.</summary>
    internal virtual void Means<T>(ReadOnlySpan<T> outputs, Span<T> means)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => outputs.CopyTo(means);

    /// <summary>How an estimator scales targets for this loss: so that the size of their unit does not matter, where that is allowed.</summary>
    internal virtual Scaling<T> FitScaling<T>(Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Scaling.Standardize(targets);

    /// <summary>The loss of a <see cref="Loss.Name"/>.</summary>
    /// <exception cref="InvalidInputException">There is none of this name.</exception>
    internal static TargetLoss FromName(string name)
    {
        TargetLoss[] all = [SquaredError, Poisson, BinaryCrossEntropy];
        const string Prefix = "huber(";
        return
            name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(')')
            && double.TryParse(name.AsSpan()[Prefix.Length..^1], CultureInfo.InvariantCulture, out var delta)
            ? Huber(delta)
            : all.FirstOrDefault(loss => loss.Name == name)
                ?? throw new InvalidInputException(
                    nameof(name),
                    $"one of {string.Join(", ", all.Select(loss => loss.Name))}, huber(delta)",
                    $"\"{name}\""
                );
    }

    private protected static void RequireRange<T>(
        string argument,
        Matrix<T> targets,
        T lowest,
        T highest,
        string expected
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < targets.Span.Length; i++)
        {
            if (!(targets.Span[i] >= lowest && targets.Span[i] <= highest))
            {
                var (row, column) = (i / targets.Columns, i % targets.Columns);
                throw new InvalidInputException(
                    argument,
                    expected,
                    string.Create(CultureInfo.InvariantCulture, $"{targets.Span[i]} in row {row}, column {column}")
                );
            }
        }
    }

    private T Run<T>(int width, ReadOnlySpan<T> outputs, in BatchSpan<T> batch, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = SampleWeights.Scale(batch) / T.CreateChecked(width);
        Span<T> losses = stackalloc T[BlockLength];
        var total = T.Zero;
        for (var start = 0; start < outputs.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, outputs.Length - start);
            var block = losses[..length];
            Losses(outputs.Slice(start, length), batch.Targets.Slice(start, length), block);
            SampleWeights.Multiply(batch, width, start, block);
            total += Reductions.Sum<T>(block);
            if (!gradient.IsEmpty)
            {
                var slopes = gradient.Slice(start, length);
                Slopes(outputs.Slice(start, length), batch.Targets.Slice(start, length), slopes);
                SampleWeights.Multiply(batch, width, start, slopes);
                TensorPrimitives.Multiply(slopes, scale, slopes);
            }
        }

        return total * scale;
    }

    private BatchSpan<T> Require<T>(Matrix<T> outputs, Matrix<T> targets, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        InvalidInputException.RequireAtLeast("outputs.Rows", 1, outputs.Rows);
        InvalidInputException.RequireAtLeast("outputs.Columns", 1, outputs.Columns);
        InvalidInputException.RequireShape(
            nameof(targets),
            outputs.Rows,
            outputs.Columns,
            targets.Rows,
            targets.Columns
        );
        RequireTargets(nameof(targets), targets);
        SampleWeights.Require(nameof(weights), outputs.Rows, weights);
        InvalidInputException.RequireFiniteSum(nameof(weights), weights);
        return new BatchSpan<T>(outputs.Rows, [], [], targets.Span, weights);
    }
}
