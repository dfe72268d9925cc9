using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel.Tests;

/// <summary>One session for a whole table of values.</summary>
public sealed partial class RenderingSession : IAsyncDisposable
{
    private readonly Notebook _notebook = new();

    /// <summary>The formatters belong to the process.</summary>
    public RenderingSession() => Formatter.ResetToDefault();

    /// <summary>The MIME types of a cell's value, without the style sheet that HTML carries along.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Show(string code)
    {
        await _notebook.Run(code);
        return Texts(_notebook.Value);
    }

    /// <summary>The MIME types of the last thing that a cell displays.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ShowDisplay(string code)
    {
        await _notebook.Run(code);
        return Texts(_notebook.Outputs.OfType<DisplayOutput>().Last());
    }

    public ValueTask DisposeAsync()
    {
        Formatter.ResetToDefault();
        return _notebook.DisposeAsync();
    }

    private static Dictionary<string, string> Texts(DisplayOutput output) => output.Data.ToDictionary(
        entry => entry.Key,
        entry => Style().Replace(entry.Value.GetValueKind() == JsonValueKind.String ? entry.Value.GetValue<string>() : entry.Value.ToJsonString(), ""));

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
