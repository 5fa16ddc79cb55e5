using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using FunctionalMlp.Data;
using FunctionalMlp.Estimators;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>
/// An <see cref="ImmutableArray{T}"/> that was never assigned is refused by name wherever one is taken, by each public constructor, method and
/// init accessor: found by reflection, so that those to come are held to it too.
/// </summary>
public sealed class ImmutableArrayTests
{
    private static readonly Batch<double> Targets = Batch.WithTargets(
        Samples.Matrix<double>(2, 2, 1),
        Samples.Matrix<double>(2, 2, 2)
    );

    private static readonly Batch<double> Labels = Batch.Labelled(Targets.Inputs, [0, 1]);

    /// <summary>An argument of each type that is taken beside an array; where several may stand for it, the one of the type at hand.</summary>
    private static readonly object[] Arguments =
    [
        "a",
        1,
        1L,
        0.5,
        Targets.Inputs,
        ImmutableArray.Create("a", "b"),
        ImmutableArray.Create(0, 1),
        ImmutableArray.Create(0.0, 1),
        ImmutableArray.Create(false, true),
        new[] { "a", "b" },
    ];

    private static readonly object[] Instances =
    [
        new Dataset<double>("d", Labels, ["a", "b"], ["a", "b"]),
        new RegressionDataset<double>("d", Targets, ["a", "b"], ["a", "b"]),
        new EstimatorOptions(),
        new Partition([0], [1]),
    ];

    public static TheoryData<string> Members => [.. Taken().Select(taken => taken.Name)];

    [Fact]
    public void There_are_members_to_look_at() => Assert.True(Members.Count > 25, $"{Members.Count}");

    [Theory]
    [MemberData(nameof(Members))]
    public void A_default_array_is_refused_by_name(string name)
    {
        var (_, parameter, member) = Taken().Single(taken => taken.Name == name);
        var arguments = member
            .GetParameters()
            .Select(other => other == parameter ? Default(other.ParameterType) : Argument(other.ParameterType, member))
            .ToArray();
        var instance = member.IsStatic || member.IsConstructor ? null : Instance(member.DeclaringType!);
        var exception = Assert
            .Throws<TargetInvocationException>(() =>
                member is ConstructorInfo constructor
                    ? constructor.Invoke(arguments)
                    : member.Invoke(instance, arguments)
            )
            .InnerException;
        var refused = Assert.IsType<InvalidInputException>(exception);
        Assert.Equal("default", refused.Actual);
        var expected = parameter.Name == "value" ? member.Name["set_".Length..] : parameter.Name!;
        Assert.EndsWith(expected, refused.ParamName, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, ParameterInfo Parameter, MethodBase Member)> Taken() =>
        from type in new[] { typeof(Network), typeof(CsvTable) }.SelectMany(type => type.Assembly.GetExportedTypes())
        let closed = type.IsGenericTypeDefinition ? type.MakeGenericType(Doubles(type.GetGenericArguments())) : type
        from member in closed.GetConstructors().Concat<MethodBase>(closed.GetMethods())
        let callable = member.IsGenericMethodDefinition
            ? ((MethodInfo)member).MakeGenericMethod(Doubles(member.GetGenericArguments()))
            : member
        from parameter in callable.GetParameters()
        where IsArray(parameter.ParameterType)
        select ($"{closed.Name}.{member}({parameter.Name})", parameter, callable);

    /// <summary>double where a number is asked for, and otherwise a text, such as for the records of a data set.</summary>
    private static Type[] Doubles(Type[] parameters) =>
        Array.ConvertAll(
            parameters,
            parameter => parameter.GetGenericParameterConstraints().Length > 0 ? typeof(double) : typeof(string)
        );

    private static bool IsArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static object Default(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    private static object? Argument(Type type, MethodBase member) =>
        type == typeof(Batch<double>) ? (member.DeclaringType == typeof(Dataset<double>) ? Labels : Targets)
        : Arguments.FirstOrDefault(type.IsInstanceOfType) is { } argument ? argument
        : IsArray(type) ? type.GetField("Empty")!.GetValue(null)
        : type.IsValueType ? Default(type)
        : null;

    /// <summary>An init accessor needs no more than an object of its type.</summary>
    private static object Instance(Type type) =>
        Instances.FirstOrDefault(type.IsInstanceOfType) ?? RuntimeHelpers.GetUninitializedObject(type);
}
