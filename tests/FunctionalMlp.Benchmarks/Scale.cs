namespace FunctionalMlp.Benchmarks;

internal static class Scale
{
    internal static void Run() => throw new NotImplementedException();
}
