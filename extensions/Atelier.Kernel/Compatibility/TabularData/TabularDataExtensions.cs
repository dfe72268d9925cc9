using System.Data;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.TabularData;

/// <summary>Turns what databases give into tables that notebooks show and share. Sequences have their own method in the formatting library.</summary>
public static class TabularDataExtensions
{
    /// <summary>The rows of a data table.</summary>
    /// <param name="table">The table.</param>
    public static TabularDataResource ToTabularDataResource(this DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var reader = table.CreateDataReader();
        return ((IDataReader)reader).ToTabularDataResource();
    }

    /// <summary>The rows that a reader has left; reads them all.</summary>
    /// <param name="reader">The reader, which stays open.</param>
    public static TabularDataResource ToTabularDataResource(this IDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var schema = new TableSchema();
        for (var i = 0; i < reader.FieldCount; i++)
            schema.Fields.Add(new TableSchemaFieldDescriptor(reader.GetName(i), reader.GetFieldType(i).ToTableSchemaFieldType()));
        var rows = new List<IEnumerable<KeyValuePair<string, object?>>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => KeyValuePair.Create(reader.GetName(i), reader.IsDBNull(i) ? null : reader.GetValue(i)))]);
        return new TabularDataResource(schema, rows!);
    }
}
