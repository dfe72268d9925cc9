using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Reads the files that DuckDB itself understands.</summary>
internal static partial class EngineReader
{
    /// <summary>Reads files as one table, with a function of DuckDB.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="format">What the files are, as messages say it.</param>
    /// <param name="call">The call, with {0} for the files.</param>
    /// <param name="narrow">Whether whole numbers that fit are int.</param>
    public static DataFrame Read(IReadOnlyList<string> files, string format, string call, bool narrow)
    {
        using var connection = Engine.Open();
        var list = string.Join(", ", files.Select(file => Engine.Literal(Engine.Unpatterned(file))));
        try
        {
            return FrameBuilder.Query(connection, $"select * from {string.Format(CultureInfo.InvariantCulture, call, $"[{list}]")}", narrow);
        }
        catch (EngineException error)
        {
            throw Translate(error, files, format);
        }
    }

    private static InvalidDataException Translate(EngineException error, IReadOnlyList<string> files, string format)
    {
        var file = files.FirstOrDefault(file => error.Message.Contains(file, StringComparison.Ordinal)) ?? files[0];
        var place = Line().Match(error.Message) is { Success: true } line ? $", line {line.Groups[1].Value}" : "";
        var said = Prefix().Replace(error.Message.Split('\n')[0], "").Trim().TrimEnd('.');
        return new InvalidDataException($"`{file}`{place}: expected {format}, whole and undamaged; found otherwise: {said}.", error);
    }

    [GeneratedRegex(@"\bline (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:[A-Z][A-Za-z]+ )+Error: ", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
