using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Atelier.Kernel.Tests;

/// <summary>Compares a cell's outputs with what its comments expect.</summary>
internal static partial class CellExpectations
{
    /// <summary>What does not fit, in words; empty when all does.</summary>
    public static IEnumerable<string> Check(CellRun run)
    {
        var cell = run.Position.Cell;
        var where = $"Cell {cell.Index + 1} ({cell.Source.Split('\n').FirstOrDefault(line => !line.Contains("expect ", StringComparison.Ordinal))})";
        var expected = Expectation().Matches(cell.Source).Select(match =>
            (What: match.Groups["what"].Value, IsWhole: match.Groups["how"].Value == "=", Text: match.Groups["text"].Value.Trim().Replace("\\n", "\n", StringComparison.Ordinal)))
            .ToArray();
        var fails = Array.Exists(expected, expectation => expectation.What == "fails");
        if (!fails && run.Error is { } error)
            yield return $"{where} failed: {error.Name}: {error.Message}\n{string.Join('\n', error.Traceback)}";
        if (fails && run.Error is null)
            yield return $"{where} succeeded; it was to fail.";
        foreach (var (what, isWhole, text) in expected)
        {
            var texts = Texts(run, what).Select(found => found.ReplaceLineEndings("\n").Trim()).ToArray();
            if (!Array.Exists(texts, found => isWhole ? found == text : found.Contains(text, StringComparison.Ordinal)))
                yield return $"{where}: expected {what} {(isWhole ? "=" : "~")} {text}\nbut there is: {string.Join("\n", texts)}";
        }
    }

    private static IEnumerable<string> Texts(CellRun run, string what)
    {
        var outputs = run.Position.Cell.Outputs;
        return what switch
        {
            "fails" => run.Error is { } error ? [$"{error.Name}: {error.Message}"] : [],
            "outputs" => [outputs.Count.ToString(CultureInfo.InvariantCulture)],
            StreamNames.Output or StreamNames.Error => [string.Concat(outputs.OfType<StreamOutput>().Where(stream => stream.Name == what).Select(stream => stream.Text))],
            _ => outputs.OfType<DisplayOutput>().Where(output => output.Data.ContainsKey(what)).Select(output => Text(output.Data[what])),
        };
    }

    private static string Text(System.Text.Json.Nodes.JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    [GeneratedRegex(@"^\s*(?://|%%|<!--)\s*expect (?<what>\S+) (?<how>[=~]) ?(?<text>.*?)(?:\s*-->)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Expectation();
}
