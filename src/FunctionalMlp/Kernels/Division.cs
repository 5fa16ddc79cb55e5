namespace FunctionalMlp.Kernels;

/// <summary>How what is to be done is cut into parts.</summary>
internal static class Division
{
    /// <summary>As many parts of a size as hold all.</summary>
    internal static int Up(int count, int size) => (count + size - 1) / size;

    /// <summary>Where a part of nearly equal ones starts; the one after the last starts at the end.</summary>
    internal static int Share(int count, int part, int parts) => (int)((long)count * part / parts);
}
