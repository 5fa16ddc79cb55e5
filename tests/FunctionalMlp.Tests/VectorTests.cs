using Xunit;

namespace FunctionalMlp.Tests;

public sealed class VectorTests
{
    [Fact]
    public void Has_value_semantics()
    {
        float[] values = [1, 2, 3];
        var vector = Vector.FromSpan<float>(values);
        values[0] = 9;
        Assert.Equal(1, vector[0]);
        Assert.Equal(Vector.FromSpan<float>([1, 2, 3]), vector);
        Assert.Equal(Vector.FromSpan<float>([1, 2, 3]).GetHashCode(), vector.GetHashCode());
        Assert.NotEqual(Vector.FromSpan<float>([1, 2]), vector);
        Assert.Equal(Vector.FromSpan<float>([0, 0]), Vector.Zeros<float>(2));
        Assert.Equal("3 [1 2 3]", vector.ToString());
    }

    [Fact]
    public void Refuses_an_entry_that_is_not_there()
    {
        Samples.Fails(() => _ = Vector.Zeros<float>(2)[2], "index", "0…1", "2");
        Samples.Fails(() => _ = Vector.Zeros<float>(-1), "length", "at least 0", "-1");
    }
}
