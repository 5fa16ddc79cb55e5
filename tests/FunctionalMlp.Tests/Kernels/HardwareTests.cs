using System.Globalization;
using System.Runtime.Intrinsics.X86;
using FunctionalMlp.Kernels;
using Xunit;

namespace FunctionalMlp.Tests.Kernels;

/// <summary>What the processor says of its caches, against what the operating system says.</summary>
public sealed class HardwareTests
{
    private const string Caches = "/sys/devices/system/cpu/cpu0/cache";

    [Fact]
    public void The_second_level_has_the_size_that_the_system_names()
    {
        var (ways, wayBytes) = Cache(2);
        Assert.Equal(ways * wayBytes, Hardware.SecondLevelBytes);
    }

    [Fact]
    public void Rows_a_multiple_of_a_way_apart_leave_two_ways_of_the_first_level_to_others()
    {
        var (ways, wayBytes) = Cache(1);
        Assert.Equal(ways - 2, Hardware.RowsTogether(wayBytes));
        Assert.Equal(ways - 2, Hardware.RowsTogether(3 * wayBytes));
        Assert.Equal(int.MaxValue, Hardware.RowsTogether(wayBytes / 2));
        Assert.Equal(int.MaxValue, Hardware.RowsTogether(wayBytes + Hardware.CacheLine));
    }

    private static (int Ways, int WayBytes) Cache(int level)
    {
        var caches = X86Base.IsSupported && Directory.Exists(Caches) ? Directory.GetDirectories(Caches, "index*") : [];
        var cache = caches.SingleOrDefault(index =>
            Text(index, "level") == $"{level}" && Text(index, "type") != "Instruction"
        );
        Assert.SkipWhen(cache == null, "the system does not describe the caches");
        return (
            Number(cache!, "ways_of_associativity"),
            Number(cache!, "number_of_sets") * Number(cache!, "coherency_line_size")
        );
    }

    private static int Number(string cache, string name) => int.Parse(Text(cache, name), CultureInfo.InvariantCulture);

    private static string Text(string cache, string name) => File.ReadAllText(Path.Combine(cache, name)).Trim();
}
