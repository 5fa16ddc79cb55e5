using System.Numerics;

namespace FunctionalMlp.Kernels;

/// <summary>A step that is taken as the gradient comes: each thread moves the parameters whose gradient it has just summed, while both are near.</summary>
/// <param name="optimizer">Null for no step.</param>
/// <param name="gradient">The first number of ∂J̃/∂θ.</param>
/// <param name="parameters">The first number of θ.</param>
internal readonly unsafe struct StepInPassing<T>(OptimizerKernel<T>? optimizer, T* gradient, T* parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal bool IsTaken => optimizer is not null;

    /// <summary>Takes the step for a part of the gradient that is done, and that nobody needs any more; nor the parameters as they were.</summary>
    internal void Take(T* part, int length) => Take(part, length, 1, length);

    /// <summary>The same for some rows of so many numbers.</summary>
    internal void Take(T* part, int rowLength, int rows, int rowStride) =>
        optimizer?.UpdatePart(gradient, parameters, checked((int)(part - gradient)), rowLength, rows, rowStride);
}
