using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Checks of the columns that a transformer of text takes.</summary>
internal static class TextColumns
{
    /// <summary>Requires that every column holds text.</summary>
    public static void Require(Dataset data, string transformer)
    {
        if (!data.IsTabular)
        {
            throw new ArgumentException(
                $"`{data.Name}` holds unnamed numbers; the {transformer} takes columns of text. Make the data with Dataset.FromColumns or "
                + "from a DataFrame.",
                nameof(data));
        }

        foreach (var column in data.Columns)
        {
            if (column.Kind != FeatureKind.Text)
            {
                throw new ArgumentException(
                    $"The column `{column.Name}` of `{data.Name}` holds {(column.Kind == FeatureKind.Date ? "dates" : "numbers")}; the {transformer} "
                    + "takes text. Route only the columns of text to it with a ColumnPipeline.",
                    nameof(data));
            }
        }
    }

    /// <summary>The only column, which holds text.</summary>
    public static FeatureColumn Single(Dataset data, string transformer)
    {
        Require(data, transformer);
        return data.Columns.Count == 1 ? data.Columns[0] : throw new ArgumentException(
            $"`{data.Name}` has {data.Columns.Count} columns; the {transformer} takes one column of text. Give each column a {transformer} of its "
            + "own in a ColumnPipeline.",
            nameof(data));
    }

    /// <summary>Requires the same of the rows that a saved transformer takes.</summary>
    public static void Require(FeatureSchema input, string transformer, bool single = true)
    {
        if (input.Kinds.IsEmpty || input.Kinds.Any(kind => kind != FeatureKind.Text) || (single && input.Width != 1))
        {
            throw new InvalidDataException(
                $"The saved {transformer} takes {input}; expected {(single ? "one column" : "columns")} of text. The file was changed or is "
                + "damaged.");
        }
    }

    /// <summary>Refuses a result that one array cannot take.</summary>
    public static void EnsureFits(Dataset data, int width, string remedy)
    {
        if ((long)data.Count * width > Array.MaxLength)
        {
            throw new ArgumentException($"The result has {data.Count} rows of {width} features, more than one array takes. {remedy}", nameof(data));
        }
    }
}
