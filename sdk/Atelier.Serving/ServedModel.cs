using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>A predictor under the name and version that clients ask for.</summary>
/// <remarks>The server does not dispose the predictor: it stays the caller's, and must live until the server has stopped.</remarks>
public sealed record ServedModel
{
    /// <summary>Names a predictor.</summary>
    /// <param name="name">Letters, digits, '.', '_' and '-', at most 64, the first a letter or digit; case counts.</param>
    /// <param name="predictor">What answers.</param>
    /// <param name="version">The version, by the same rules as the name.</param>
    /// <exception cref="ArgumentException">The name or the version cannot stand in an address.</exception>
    public ServedModel(string name, IPredictor predictor, string version = "1")
    {
        ArgumentNullException.ThrowIfNull(predictor);
        EnsureSegment(name, nameof(name));
        EnsureSegment(version, nameof(version));
        Name = name;
        Version = version;
        Predictor = predictor;
    }

    /// <summary>The model's name in addresses.</summary>
    public string Name { get; }

    /// <summary>The version in addresses.</summary>
    public string Version { get; }

    /// <summary>What answers.</summary>
    public IPredictor Predictor { get; }

    /// <summary>How many requests run at once, wait, and are joined.</summary>
    /// <value>Null, the default, takes <see cref="ModelServerOptions.Execution"/>.</value>
    public ExecutionOptions? Execution { get; init; }

    /// <summary>How the data that it was trained on was spread, with which a server that watches its requests compares them.</summary>
    /// <value>Null, the default, compares nothing; a model that a server loads has that of its package.</value>
    public ReferenceProfile? Profile { get; init; }

    /// <summary>Requires a name that can stand in an address.</summary>
    internal static void EnsureSegment(string text, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, parameter);
        if (text.Length > 64 || !char.IsAsciiLetterOrDigit(text[0])
            || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException(
                $"`{text}` is no model {parameter}; expected at most 64 letters, digits, '.', '_' and '-', the first a letter or digit.",
                parameter);
        }
    }
}
