namespace FunctionalMlp.Persistence;

/// <summary>Finds an activation by the name under which it is saved.</summary>
internal static class ActivationNames
{
    private static readonly Activation[] _all = [Activation.ReLU, Activation.Identity];

    internal static Activation? Find(string name) => Array.Find(_all, activation => activation.Name == name);
}
