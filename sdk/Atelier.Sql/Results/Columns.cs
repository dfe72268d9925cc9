using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Columns of a data frame made of whole blocks of memory.</summary>
internal static class Columns
{
    /// <summary>Copies values and validity into a column of the class that frames have for the type.</summary>
    public static unsafe DataFrameColumn Make<T>(string name, NativeBuffer<T> buffer, Validity validity)
        where T : unmanaged
    {
        // A column made this way keeps its values in one array of bytes.
        if (buffer.Count > Array.MaxLength / sizeof(T))
        {
            throw new InvalidOperationException(
                $"The result has {buffer.Count} rows; a data frame holds at most {Array.MaxLength / sizeof(T)} values of {typeof(T).Name} "
                + $"(column `{name}`). Filter or aggregate in SQL first.");
        }

        return Make<T>(name, buffer.ToBytes(), validity.ToBytes(), (int)buffer.Count, (int)validity.Missing);
    }

    /// <summary>A column over values and validity in the form of frames, which it takes over.</summary>
    public static DataFrameColumn Make<T>(string name, byte[] values, byte[] bits, int rows, int missing)
        where T : unmanaged => default(T) switch
        {
            bool => new BooleanDataFrameColumn(name, values, bits, rows, missing),
            byte => new ByteDataFrameColumn(name, values, bits, rows, missing),
            ushort => new UInt16DataFrameColumn(name, values, bits, rows, missing),
            int => new Int32DataFrameColumn(name, values, bits, rows, missing),
            uint => new UInt32DataFrameColumn(name, values, bits, rows, missing),
            long => new Int64DataFrameColumn(name, values, bits, rows, missing),
            ulong => new UInt64DataFrameColumn(name, values, bits, rows, missing),
            float => new SingleDataFrameColumn(name, values, bits, rows, missing),
            double => new DoubleDataFrameColumn(name, values, bits, rows, missing),
            decimal => new DecimalDataFrameColumn(name, values, bits, rows, missing),
            DateTime => new DateTimeDataFrameColumn(name, values, bits, rows, missing),
            _ => new PrimitiveDataFrameColumn<T>(name, values, bits, rows, missing),
        };
}
