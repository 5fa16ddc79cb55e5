using System.Numerics;

namespace FunctionalMlp.Persistence;

/// <summary>
/// Saves a network with its parameters: tensors <c>layers.0.weight</c> (out×in), <c>layers.0.bias</c>, <c>layers.1.weight</c>, …, and the
/// architecture as JSON under <c>network</c> in the metadata.
/// </summary>
public static class NetworkFile
{
    private const string NetworkKey = "network";

    /// <summary>Writes the file in one piece: at no time is there half a file under its name.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">θ, of its shape.</param>
    /// <exception cref="InvalidInputException">The shapes do not conform.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save<T>(string path, Network network, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add(Safetensors.Empty, network, parameters).Save(path);

    /// <summary>Reads a network with its parameters, of this or of any other model that this library saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It is damaged, not saved by this library, or of another element type.</exception>
    /// <remarks>The weights of a file of another program: <see cref="Safetensors.Load"/>, then <see cref="Parameters.FromLayers"/>.</remarks>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (Network Network, Parameters<T> Parameters) Load<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Read<T>(Safetensors.Load(path));

    internal static Safetensors Add<T>(Safetensors file, Network network, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        network.RequireParameters(parameters);
        return Enumerable
            .Range(0, parameters.LayerCount)
            .Aggregate(
                file.With(NetworkKey, MetadataJson.Write(network)),
                (tensors, layer) =>
                    tensors
                        .With($"layers.{layer}.weight", parameters[layer].Weights)
                        .With($"layers.{layer}.bias", parameters[layer].Biases)
            );
    }

    internal static (Network Network, Parameters<T> Parameters) Read<T>(Safetensors file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = MetadataJson.ReadNetwork(file, NetworkKey);
        if (!file.HasDigest)
        {
            // Whatever this library saves has one; without it, damage would go unseen.
            throw new InvalidFileException(file.Origin, "a digest of the content", "none");
        }

        var layers = network
            .Layers.Select(
                (_, layer) =>
                    new LayerParameters<T>(
                        file.Matrix<T>($"layers.{layer}.weight"),
                        file.Vector<T>($"layers.{layer}.bias")
                    )
            )
            .ToArray();
        try
        {
            var parameters = Parameters.FromLayers(layers);
            network.RequireParameters(parameters);
            InvalidInputException.RequireFinite("parameters", parameters.Span, parameters.Count);
            return (network, parameters);
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidFileException(file.Origin, $"tensors for a network {network}", exception.Message);
        }
    }
}
