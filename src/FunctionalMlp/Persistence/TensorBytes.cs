using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalMlp.Persistence;

/// <summary>The elements of a tensor as they lie in a file, little-endian: in blocks, for there may be more than one array holds.</summary>
internal sealed class TensorBytes
{
    /// <summary>The length of all blocks but the last; a multiple of every element's.</summary>
    internal const int BlockLength = 1 << 20;

    private TensorBytes(ImmutableArray<ReadOnlyMemory<byte>> blocks) => Blocks = blocks;

    internal ImmutableArray<ReadOnlyMemory<byte>> Blocks { get; }

    internal static TensorBytes FromSpan<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var blocks = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        while (!values.IsEmpty)
        {
            var length = Math.Min(values.Length, BlockLength / Unsafe.SizeOf<T>());
            var block = MemoryMarshal.AsBytes(values[..length]).ToArray();
            ToLittleEndian<T>(block);
            blocks.Add(block);
            values = values[length..];
        }

        return new TensorBytes(blocks.ToImmutable());
    }

    internal static TensorBytes Read(Stream stream, long length)
    {
        var blocks = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        for (var rest = length; rest > 0; rest -= BlockLength)
        {
            var block = new byte[Math.Min(rest, BlockLength)];
            stream.ReadExactly(block);
            blocks.Add(block);
        }

        return new TensorBytes(blocks.ToImmutable());
    }

    /// <summary>The elements, of which there are <paramref name="count"/>.</summary>
    internal T[] ToArray<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[count];
        var rest = values.AsSpan();
        foreach (var block in Blocks)
        {
            var length = block.Length / Unsafe.SizeOf<T>();
            var bytes = MemoryMarshal.AsBytes(rest[..length]);
            block.Span.CopyTo(bytes);
            ToLittleEndian<T>(bytes);
            rest = rest[length..];
        }

        return values;
    }

    /// <summary>Turns each element around where the machine stores the high byte first.</summary>
    private static void ToLittleEndian<T>(Span<byte> bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < bytes.Length && !BitConverter.IsLittleEndian; i += Unsafe.SizeOf<T>())
        {
            bytes.Slice(i, Unsafe.SizeOf<T>()).Reverse();
        }
    }
}
