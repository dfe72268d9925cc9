using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A secret that does not show itself when it is printed.</summary>
/// <param name="clearTextPassword">The secret.</param>
[TypeFormatterSource(typeof(SecretFormatterSource))]
public sealed class PasswordString(string clearTextPassword)
{
    private readonly string _clearText = clearTextPassword ?? throw new ArgumentNullException(nameof(clearTextPassword));

    /// <summary>The secret.</summary>
    public string GetClearTextPassword() => _clearText;

    /// <summary>As many dots as the secret has characters.</summary>
    public override string ToString() => new('\u25cf', _clearText.Length);
}
