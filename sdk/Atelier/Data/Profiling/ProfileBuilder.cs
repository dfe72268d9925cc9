namespace Atelier.Data;

/// <summary>Makes the profile of a table from its columns.</summary>
internal static class ProfileBuilder
{
    public static DataProfile Build(
        string name, ProfiledColumn[] columns, string? label, ProfileOptions options, CancellationToken cancellationToken)
    {
        if (label is not null && !columns.Any(column => column.Name == label))
        {
            throw new ArgumentException(
                $"The table has no column `{label}` to take as the label; it has {string.Join(", ", columns.Take(50).Select(column => $"`{column.Name}`"))}.",
                nameof(label));
        }

        var profiles = new ColumnProfile[columns.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, columns.Length, parallel, at => profiles[at] = ColumnFigures.Of(columns[at], options));
        var rows = columns.Length == 0 ? 0 : columns[0].Count;
        var profile = new DataProfile
        {
            Name = name,
            Rows = rows,
            DuplicateRows = DuplicateFinder.Rows(columns, rows),
            Label = label,
            Columns = profiles,
            Associations = new AssociationFinder(columns, profiles, label, options).Find(cancellationToken),
        };
        return profile with { Warnings = WarningsOf(profile, columns, options, parallel) };
    }

    private static List<DataWarning> WarningsOf(DataProfile profile, ProfiledColumn[] columns, ProfileOptions options, ParallelOptions parallel)
    {
        var warnings = new List<DataWarning>(TableWarnings.Of(profile));
        var twins = DuplicateFinder.Columns(columns, profile.Columns);
        var labelAt = Array.FindIndex(columns, column => column.Name == profile.Label);
        var label = labelAt < 0 ? null : LabelWarnings.For(columns[labelAt], profile.Columns[labelAt], options);
        var found = new List<DataWarning>[columns.Length];
        Parallel.For(0, columns.Length, parallel, at =>
        {
            var (column, figures) = (columns[at], profile.Columns[at]);
            found[at] = [.. ColumnWarnings.Of(column, figures, options, isLabel: at == labelAt)];
            // A copy of the label is not one of two to choose from: it leaks.
            if (twins[at].First >= 0 && figures.Distinct > 1 && (labelAt < 0 || (at != labelAt && twins[at].First != labelAt)))
            {
                found[at].Add(TableWarnings.Twin(column.Name, columns[twins[at].First].Name, twins[at].IsReworded));
            }

            if (label is not null)
            {
                found[at].AddRange(at == labelAt ? label.OfLabel() : label.Of(column, figures));
            }
        });
        return [.. warnings, .. found.SelectMany(list => list)];
    }
}
