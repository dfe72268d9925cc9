using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Collects the vectors of one column of a result.</summary>
internal abstract unsafe class ColumnBuilder(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Adds a vector.</summary>
    /// <param name="data">Its values; undefined where missing.</param>
    /// <param name="validity">A bit for each row that has a value; null where all have one.</param>
    /// <param name="count">The number of rows.</param>
    public abstract void Append(void* data, ulong* validity, int count);

    /// <summary>The column of all vectors; call it once, at the end.</summary>
    public abstract DataFrameColumn Build();

    public abstract void Dispose();

    /// <summary>A value at this row cannot be told in the column's type.</summary>
    protected InvalidDataException OutOfRange(string value, string type, string advice) =>
        new($"The column `{Name}` holds {value}, which does not fit {type}. {advice}");
}
