using System.Text;

namespace Atelier.Kernel;

/// <summary>A description in the making, as text and as Markdown.</summary>
internal sealed class InspectionPage
{
    private readonly StringBuilder _markdown = new();
    private readonly StringBuilder _plain = new();

    /// <summary>Adds declarations.</summary>
    public void AddCode(string code)
    {
        Begin();
        _markdown.Append("```csharp\n").Append(code).Append("\n```");
        _plain.Append(code);
    }

    /// <summary>Adds a paragraph of Markdown; nothing for an empty one.</summary>
    public void AddText(string markdown)
    {
        if (markdown.Length == 0)
            return;
        Begin();
        _markdown.Append(markdown);
        _plain.Append(DocumentationText.Plain(markdown));
    }

    /// <summary>Adds what documentation says.</summary>
    /// <param name="documentation">The documentation.</param>
    /// <param name="firstParameter">The parameter that is told first.</param>
    public void Add(DocumentationComment documentation, string? firstParameter = null)
    {
        AddText(documentation.Summary);
        AddTable("Parameters", documentation.Parameters.OrderBy(pair => pair.Key != firstParameter));
        if (documentation.Returns.Length > 0)
            AddTable("Returns", [KeyValuePair.Create("", documentation.Returns)]);
        AddTable("Exceptions", documentation.Exceptions);
        AddText(documentation.Remarks);
    }

    /// <summary>The description by MIME type; empty when nothing was added.</summary>
    public IReadOnlyDictionary<string, string> ToBundle() => _plain.Length == 0
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { ["text/plain"] = _plain.ToString(), ["text/markdown"] = _markdown.ToString() };

    private void AddTable(string title, IEnumerable<KeyValuePair<string, string>> rows)
    {
        var lines = rows.Where(row => row.Key.Length + row.Value.Length > 0).ToList();
        if (lines.Count == 0)
            return;
        Begin();
        _markdown.Append("**").Append(title).Append("**\n");
        _plain.Append(title).Append(':');
        foreach (var (name, text) in lines)
        {
            var words = text.ReplaceLineEndings(" ");
            _markdown.Append("\n- ").Append(name.Length > 0 ? $"`{name}`: " : "").Append(words);
            _plain.Append("\n  ").Append(name.Length > 0 ? $"{name}: " : "").Append(DocumentationText.Plain(words));
        }
    }

    private void Begin()
    {
        if (_plain.Length == 0)
            return;
        _markdown.Append("\n\n");
        _plain.Append("\n\n");
    }
}
