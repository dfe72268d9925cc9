using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A column of which no value was seen yet.</summary>
internal sealed class MissingValues : ColumnValues
{
    public override int Append(CsvBlock block, int column, int from, CsvFormat format, ulong[] bits)
    {
        var row = from;
        while (row < block.Rows.Count && format.IsMissing(block.Field(row, column)))
        {
            row++;
        }

        return row;
    }

    public override void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found)
    {
    }

    public override DataFrameColumn Build(string name, Validity validity) => new StringDataFrameColumn(name, validity.Rows);

    public override void Dispose()
    {
    }
}
