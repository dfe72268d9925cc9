using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>One column of a text file as its rows come in.</summary>
internal abstract class CsvColumn(string name) : IDisposable
{
    private readonly Validity _validity = new();
    private ulong[] _bits = [];

    public string Name { get; } = name;

    /// <summary>Whether its type was inferred, and turned out to be text after values were read as something else: read the file again.</summary>
    public virtual bool IsLateText => false;

    protected long Rows => _validity.Rows;

    protected ColumnValues Values { get; set; } = new MissingValues();

    /// <summary>Adds a block, and gives the first row that does not fit, or -1; after a misfit nothing can be added.</summary>
    public unsafe int Append(CsvBlock block, int column, CsvFormat format)
    {
        var rows = block.Rows.Count;
        if (_bits.Length < (rows + 63) / 64)
        {
            _bits = new ulong[(rows + 63) / 64];
        }

        Array.Clear(_bits);
        var misfit = Append(block, column, format, _bits);
        fixed (ulong* bits = _bits)
        {
            _validity.Append(bits, rows);
        }

        return misfit < rows ? misfit : -1;
    }

    /// <summary>Marks the rows that do not fit, adding nothing.</summary>
    public virtual void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found)
    {
    }

    /// <summary>What a misfit is told to be.</summary>
    public virtual string Expected => "text";

    public DataFrameColumn Build()
    {
        var column = Finished().Build(Name, _validity);
        Dispose();
        return column;
    }

    public void Dispose()
    {
        Values.Dispose();
        _validity.Dispose();
    }

    protected abstract int Append(CsvBlock block, int column, CsvFormat format, ulong[] bits);

    protected virtual ColumnValues Finished() => Values;
}
