using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FunctionalMlp.Persistence;

/// <summary>What the header of a safetensors file says of a tensor.</summary>
/// <param name="Name">Its name, such as <c>layers.0.weight</c>.</param>
/// <param name="ElementType">The format's name of the type, such as <c>F32</c>.</param>
/// <param name="Shape">Its extents, none of them negative.</param>
internal sealed record SafetensorsEntry(string Name, string ElementType, ImmutableArray<long> Shape)
{
    /// <summary>How many bytes its elements take, in row-major order.</summary>
    internal long ByteCount => Shape.Aggregate((long)ElementSizes[ElementType], (product, extent) => product * extent);

    /// <summary>The bytes of an element of each type that the format knows and that takes whole bytes.</summary>
    internal static FrozenDictionary<string, int> ElementSizes { get; } =
        new Dictionary<string, int>
        {
            ["F64"] = 8,
            ["F32"] = 4,
            ["F16"] = 2,
            ["BF16"] = 2,
            ["I64"] = 8,
            ["I32"] = 4,
            ["I16"] = 2,
            ["I8"] = 1,
            ["U64"] = 8,
            ["U32"] = 4,
            ["U16"] = 2,
            ["U8"] = 1,
            ["BOOL"] = 1,
        }.ToFrozenDictionary();

    public override string ToString() => $"{ElementType}[{string.Join('×', Shape)}]";
}
