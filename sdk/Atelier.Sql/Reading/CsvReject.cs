namespace Atelier.Sql;

/// <summary>A line of a file that could not be read as a row.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, the first being 1.</param>
/// <param name="Column">The column, the first being 1.</param>
/// <param name="Message">What was found and expected.</param>
/// <param name="Text">The start of the line.</param>
internal sealed record CsvReject(string File, long Line, int Column, string Message, string Text)
{
    public InvalidDataException ToException() => new($"`{File}`, line {Line}, column {Column}: {Message}");
}
