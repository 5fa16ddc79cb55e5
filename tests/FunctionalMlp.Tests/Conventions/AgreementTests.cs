using System.Reflection;
using FunctionalMlp.Data;
using FunctionalMlp.Evaluation;
using FunctionalMlp.Specification;
using FunctionalMlp.Training;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>The library held to the equations from the C# side: every pair, in both precisions.</summary>
public sealed class AgreementTests
{
    private const int Cases = 30;

    public static TheoryData<string> Pairs => [.. Agreement.pairs.Select(Name)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_function_computes_its_equation_in_double(string name)
    {
        foreach (var (seed, sizes, dead) in Draws())
        {
            var error = Agreement.errorInDouble(Pair(name), Case<double>.Draw(seed, sizes, dead));
            Assert.True(error < Agreement.toleranceInDouble, $"{name}, seed {seed}, {sizes}, dead {dead}: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_function_computes_its_equation_in_float(string name)
    {
        foreach (var (seed, sizes, dead) in Draws())
        {
            var error = Agreement.errorInSingle(Pair(name), Case<float>.Draw(seed, sizes, dead));
            Assert.True(error < Agreement.toleranceInSingle, $"{name}, seed {seed}, {sizes}, dead {dead}: {error}");
        }
    }

    [Fact]
    public void Every_implementation_is_a_public_function_of_the_library()
    {
        // Some metrics are properties of the counts that they follow from.
        var functions = PublicFunctions().Concat(PublicNumbers(typeof(ConfusionMatrix))).ToHashSet();
        Assert.Empty(Agreement.pairs.Select(pair => pair.Implementation).Except(functions));
    }

    /// <summary>Whoever adds a gradient to the library adds its equation too.</summary>
    [Fact]
    public void Every_public_gradient_function_has_an_equation()
    {
        var paired = Agreement.pairs.Select(pair => pair.Implementation).ToHashSet();
        var gradients = PublicFunctions().Where(IsGradient).Distinct().ToArray();
        Assert.True(gradients.Length >= 10);
        Assert.Empty(gradients.Except(paired));
    }

    /// <summary>Whoever adds the value of what has a gradient adds its equation too.</summary>
    [Fact]
    public void Every_public_value_function_has_an_equation()
    {
        var paired = Agreement.pairs.Select(pair => pair.Implementation).ToHashSet();
        var withGradient = PublicFunctions().Where(IsGradient).Select(TypeOf).ToHashSet();
        var values = PublicFunctions().Where(IsValue).Where(name => withGradient.Contains(TypeOf(name))).Distinct();
        Assert.True(values.Count() >= 8);
        Assert.Empty(values.Except(paired));
    }

    /// <summary>Whoever adds an optimiser, a transformation of gradients, a metric or a conversion of penalties adds its equation too.</summary>
    [Fact]
    public void Every_update_metric_and_conversion_has_an_equation()
    {
        var paired = Agreement.pairs.Select(pair => pair.Implementation).ToHashSet();
        var needed = PublicFunctions(typeof(Optimizer), typeof(Optimizer))
            .Concat(PublicFunctions(typeof(GradientTransformation), typeof(GradientTransformation)))
            .Concat(PublicFunctions([typeof(Lbfgs)], TakesState))
            .Concat(PublicFunctions(typeof(RegressionMetrics), typeof(double)))
            .Concat(
                typeof(Penalty)
                    .Assembly.GetExportedTypes()
                    .Where(type => type.IsSubclassOf(typeof(Penalty)))
                    .SelectMany(type => PublicFunctions(type, typeof(Penalty)))
            )
            .ToArray();
        Assert.True(needed.Length >= 28);
        Assert.Empty(needed.Except(paired));
    }

    /// <summary>Whoever adds a schedule, a metric of classifiers or a scaling adds its equation too.</summary>
    [Fact]
    public void Every_schedule_classification_metric_and_scaling_has_an_equation()
    {
        var paired = Agreement.pairs.Select(pair => pair.Implementation).ToHashSet();
        // A constant, the caller's own function and the scaling that changes nothing have no formula.
        string[] without = ["Schedule.Constant", "Schedule.Of", "Schedule.op_Implicit", "Scaling.None"];
        var needed = PublicFunctions(typeof(Schedule), typeof(Schedule))
            .Concat(PublicFunctions(typeof(Metrics), typeof(double)))
            .Concat(PublicFunctions(typeof(ProbabilityMetrics), typeof(double)))
            .Concat(PublicFunctions(typeof(ConfusionMatrix), typeof(double)))
            .Concat(PublicNumbers(typeof(ConfusionMatrix)))
            .Concat(PublicFunctions([typeof(Scaling), typeof(Scaling<>)], method => IsOfScaling(method.ReturnType)))
            .Except(without)
            .ToArray();
        Assert.True(needed.Length >= 22);
        Assert.Empty(needed.Except(paired));
    }

    /// <summary>Whoever adds an initialiser adds its equation too.</summary>
    [Fact]
    public void Every_initialiser_has_an_equation()
    {
        var paired = Agreement.pairs.Select(pair => pair.Which);
        var needed = Factories<Initializer>().Except([nameof(Initializer.Zero)]).ToArray();
        Assert.True(needed.Length >= 4);
        Assert.Empty(needed.Except(paired));
    }

    /// <summary>Whoever adds an activation, a loss or a penalty adds the equations of its value and of its gradient.</summary>
    [Fact]
    public void Every_activation_loss_and_penalty_has_its_equations()
    {
        // ELU is ELUWithAlpha(1), as a test of its own says; no penalty is zero.
        string[] needed =
        [
            .. Factories<Activation>().Except([nameof(Activation.ELU)]),
            .. Factories<Loss>(),
            .. Factories<Penalty>().Except([nameof(Penalty.None)]),
        ];
        Assert.True(needed.Length >= 20);
        foreach (Func<string, bool> isPart in new[] { IsValue, IsGradient })
        {
            var paired = Agreement.pairs.Where(pair => isPart(pair.Implementation)).Select(pair => pair.Which);
            Assert.Empty(needed.Except(paired));
        }
    }

    /// <summary>The static members of a type that make one, but for the one that reads a name.</summary>
    private static IEnumerable<string> Factories<T>() =>
        typeof(T)
            .GetMembers(BindingFlags.Public | BindingFlags.Static)
            .Where(member =>
                member switch
                {
                    PropertyInfo property => typeof(T).IsAssignableFrom(property.PropertyType),
                    MethodInfo method => typeof(T).IsAssignableFrom(method.ReturnType) && !method.IsSpecialName,
                    _ => false,
                }
            )
            .Select(member => member.Name)
            .Except([nameof(Activation.FromName)])
            .Distinct();

    /// <summary>A step of L-BFGS goes on from a state.</summary>
    private static bool TakesState(MethodInfo method) =>
        method.GetParameters().Any(parameter => parameter.ParameterType.Name == typeof(LbfgsState<>).Name);

    /// <summary>The public properties of a type that are numbers.</summary>
    private static IEnumerable<string> PublicNumbers(Type type) =>
        from property in type.GetProperties()
        where property.PropertyType == typeof(double)
        select $"{type.Name}.{property.Name}";

    /// <summary>A fitted scaling, or what it makes of a matrix.</summary>
    private static bool IsOfScaling(Type type) =>
        type.IsGenericType
        && (
            type.GetGenericTypeDefinition() == typeof(Scaling<>) || type.GetGenericTypeDefinition() == typeof(Matrix<>)
        );

    private static string TypeOf(string function) => function.Split('.')[0];

    private static bool IsValue(string function) => function.Split('.')[1] is "Value" or "Apply";

    private static bool IsGradient(string function)
    {
        var method = function.Split('.')[1];
        return method.Contains("Gradient", StringComparison.Ordinal)
            || method.StartsWith("Pullback", StringComparison.Ordinal)
            || method.StartsWith("WithRespectTo", StringComparison.Ordinal);
    }

    /// <summary>The public functions of a type that give a certain result.</summary>
    private static IEnumerable<string> PublicFunctions(Type type, Type result) =>
        PublicFunctions([type], method => result.IsAssignableFrom(method.ReturnType));

    private static IEnumerable<string> PublicFunctions() =>
        PublicFunctions(typeof(Network).Assembly.GetExportedTypes(), _ => true);

    private static IEnumerable<string> PublicFunctions(IEnumerable<Type> types, Func<MethodInfo, bool> isMeant) =>
        from type in types
        from method in type.GetMethods(
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly
        )
        // A property that is called "gradient" is a result, not a function.
        where
            isMeant(method)
            && !type.GetProperties().Any(property => property.GetMethod == method || property.SetMethod == method)
        select $"{type.Name.Split('`')[0]}.{method.Name}";

    private static string Name(Pair pair) =>
        $"{pair.Equation.Number} {pair.Equation.Title}: {pair.Implementation} {pair.Which}";

    private static Pair Pair(string name) => Agreement.pairs.Single(pair => Name(pair) == name);

    private static IEnumerable<(long Seed, Sizes Sizes, bool Dead)> Draws() =>
        Enumerable.Range(1000, Cases).Select(seed => ((long)seed, SizesModule.draw(seed), seed % 5 == 0));
}
