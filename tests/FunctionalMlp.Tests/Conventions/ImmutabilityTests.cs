using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>What the design promises of every public type, held by reflection.</summary>
public sealed class ImmutabilityTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    public static TheoryData<Type> PublicTypes =>
        [
            .. new[] { typeof(Network), typeof(FunctionalMlp.Data.CsvTable) }
                .SelectMany(type => type.Assembly.GetExportedTypes())
                .Where(type => !type.IsEnum),
        ];

    [Fact]
    public void There_are_types_to_look_at() => Assert.True(PublicTypes.Count > 20);

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Is_sealed_or_cannot_be_derived_from_outside(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var constructors = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.True(
            type.IsSealed
                || type.IsInterface
                || constructors.All(c => c.IsFamilyAndAssembly || c.IsAssembly || c.IsPrivate)
        );
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Has_no_field_that_can_be_written(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        // An init-only property's backing field is read-only; so is every other one.
        Assert.Empty(
            type.GetFields(Declared).Where(field => !field.IsInitOnly && !field.IsLiteral).Select(field => field.Name)
        );
        Assert.Empty(
            type.GetFields(Declared).Where(field => field.IsPublic && !field.IsLiteral).Select(field => field.Name)
        );
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Has_no_setter_but_init(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Assert.Empty(
            type.GetProperties(Declared)
                .Where(property =>
                    property.SetMethod is { IsPublic: true } setter
                    && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
                )
                .Select(property => property.Name)
        );
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Exposes_no_array_and_no_mutable_collection(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Assert.Empty(
            type.GetProperties(Declared)
                .Where(property => property.GetMethod is { IsPublic: true } && IsMutable(property.PropertyType))
                .Select(property => property.Name)
        );
    }

    /// <summary>Pure functions return what they compute: no method without a result but those that save a file, none with an out or ref parameter.</summary>
    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Has_only_functions(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var methods = type.GetMethods(Declared).Where(method => method.IsPublic && !method.IsSpecialName);
        Assert.Empty(
            methods
                // A record's deconstruction is C#'s own.
                .Where(method =>
                    method.Name is not ("Deconstruct" or "Save") && !typeof(Delegate).IsAssignableFrom(type)
                )
                .Where(method =>
                    method.ReturnType == typeof(void)
                    || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef && !parameter.IsIn)
                )
                .Select(method => method.Name)
        );
    }

    private static bool IsMutable(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return type.IsArray
            || definition == typeof(Span<>)
            || definition == typeof(Memory<>)
            || definition == typeof(List<>)
            || definition == typeof(IList<>)
            || definition == typeof(ICollection<>)
            || definition == typeof(Dictionary<,>);
    }
}
