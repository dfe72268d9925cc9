namespace Atelier.Kernel.Tests;

/// <summary>The HTML that values are shown with, so that the tables of tests read as values.</summary>
internal static class Markup
{
    /// <summary>Text in the plain style.</summary>
    public static string Text(string html) => $"<div class=\"dni-plaintext\"><pre>{html}</pre></div>";

    /// <summary>An object with its members.</summary>
    public static string Tree(string summary, params (string Name, string Html)[] members) => Tree(" open=\"open\"", summary, members);

    /// <summary>An object two levels down, which is folded.</summary>
    public static string Folded(string summary, params (string Name, string Html)[] members) => Tree("", summary, members);

    /// <summary>A table with headers that stand in HTML.</summary>
    public static string Table(string[] headers, params string[][] rows) =>
        $"<table><thead><tr>{Cells("th", headers)}</tr></thead><tbody>{string.Concat(rows.Select(row => $"<tr>{Cells("td", row)}</tr>"))}</tbody></table>";

    private static string Cells(string tag, string[] cells) => string.Concat(cells.Select(cell => $"<{tag}>{cell}</{tag}>"));

    private static string Tree(string open, string summary, (string Name, string Html)[] members) =>
        $"<details{open} class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>{summary}</code></span></summary><div><table><thead><tr></tr></thead>"
        + $"<tbody>{string.Concat(members.Select(member => $"<tr><td>{member.Name}</td><td>{member.Html}</td></tr>"))}</tbody></table></div></details>";
}
