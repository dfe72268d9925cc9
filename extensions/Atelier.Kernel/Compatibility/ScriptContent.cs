using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>A script for the page, to be returned or displayed.</summary>
/// <param name="scriptValue">The script.</param>
public sealed class ScriptContent(string scriptValue) : IHtmlContent
{
    /// <summary>The script.</summary>
    public string ScriptValue { get; } = scriptValue ?? throw new ArgumentNullException(nameof(scriptValue));

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"<script type=\"text/javascript\">{ScriptValue}</script>");
    }

    /// <summary>The script element.</summary>
    public override string ToString() => $"<script type=\"text/javascript\">{ScriptValue}</script>";
}
