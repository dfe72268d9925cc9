namespace Atelier.Data;

/// <summary>Warnings about the table as a whole.</summary>
internal static class TableWarnings
{
    public static IEnumerable<DataWarning> Of(DataProfile profile)
    {
        if (profile.Rows == 0)
        {
            yield return new DataWarning(
                DataWarningKind.Empty, null, $"The table has no {(profile.Columns.Count == 0 ? "columns" : "rows")}. Check how it was read or filtered.");
        }

        if (profile.DuplicateRows > 0)
        {
            yield return new DataWarning(DataWarningKind.DuplicateRows, null, FormattableString.Invariant(
                $"Repeated rows: {profile.DuplicateRows:N0} of {profile.Rows:N0}, equal to an earlier row in every column. ")
                + "Drop them, or split so that equal rows stay in one part: otherwise the test part holds rows of the training part.");
        }
    }

    public static DataWarning Twin(string column, string first, bool isReworded) => new(
        DataWarningKind.DuplicateColumns,
        column,
        $"`{column}` {(isReworded ? $"says the same as `{first}` in other words" : $"holds the same values as `{first}`")}. Drop one of the two.");
}
