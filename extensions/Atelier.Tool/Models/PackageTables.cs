using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary>How the package commands write.</summary>
internal static class PackageTables
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a table with a title; nothing when it has no rows.</summary>
    public static void WriteTable(this IAnsiConsole console, string title, string[] heads, IEnumerable<string?[]> rows)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var head in heads)
            table.AddColumn(new TableColumn(Markup.Escape(head)));
        // Names come from files: nothing in them is to move the cursor or to be taken for markup.
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(Plain(cell)))]);
        if (table.Rows.Count > 0)
            console.Write(table);
    }

    /// <summary>Writes a value as JSON, in lines as they are.</summary>
    public static void WriteJson<T>(this IAnsiConsole console, T value) =>
        console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(value, Options));

    private static string Plain(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));
}
