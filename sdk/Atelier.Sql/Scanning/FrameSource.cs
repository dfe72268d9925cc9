using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A data frame as DuckDB scans it: a view of the frame's own memory, nothing is copied before a statement asks for it.</summary>
internal sealed class FrameSource
{
    /// <param name="frame">The frame; it must not change while a statement runs.</param>
    /// <param name="rowNumber">The name of a further column, which counts the rows from 0; null for none.</param>
    /// <exception cref="ArgumentException">The frame has no columns, or one that SQL has no type for.</exception>
    public FrameSource(DataFrame frame, string? rowNumber = null)
    {
        if (frame.Columns.Count == 0)
        {
            throw new ArgumentException("The frame has no columns; SQL needs at least one. Add columns first.", nameof(frame));
        }

        Rows = frame.Rows.Count;
        var columns = frame.Columns.Select(ColumnSources.For);
        Columns = [.. rowNumber is null ? columns : columns.Append(new RowNumberSource(rowNumber))];
    }

    public long Rows { get; }

    public IReadOnlyList<ColumnSource> Columns { get; }
}
