using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>The values of one column in one type, as a text file is read.</summary>
internal abstract class ColumnValues : IDisposable
{
    /// <summary>Adds the values from a row on, and gives the first row whose value does not fit, or the number of rows.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="column">The column's place in the file.</param>
    /// <param name="from">The first row to add.</param>
    /// <param name="format">How values are written.</param>
    /// <param name="bits">Where a bit is set for each value that is there.</param>
    public abstract int Append(CsvBlock block, int column, int from, CsvFormat format, ulong[] bits);

    /// <summary>Marks the rows whose value does not fit, adding nothing.</summary>
    public abstract void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found);

    public abstract DataFrameColumn Build(string name, Validity validity);

    public abstract void Dispose();
}
