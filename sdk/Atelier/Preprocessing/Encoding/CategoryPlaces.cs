using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>What becomes of the categories of one column: a target for each, one for missing and one for unknown values.</summary>
internal sealed class CategoryPlaces
{
    /// <summary>The target of values that are not allowed.</summary>
    public const int Refused = int.MinValue;

    private const int Shown = 20;

    private readonly IReadOnlyList<string> _categories;
    private readonly CategoryTable _table;
    private readonly int[] _targets;

    public CategoryPlaces(FeatureKind kind, IReadOnlyList<string> categories, IReadOnlyList<int> targets, int missing, int unknown)
    {
        _categories = categories;
        _table = new CategoryTable(kind, categories);
        _targets = [unknown, missing, .. targets];
    }

    /// <summary>The target of each row.</summary>
    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    public int[] Of(Dataset data, FeatureColumn column, string remedy)
    {
        var result = new int[column.Count];
        var refused = new RefusedRow();
        RowBlocks.ForEach(column.Count, (start, rows) =>
        {
            var places = result.AsSpan(start, rows);
            _table.Find(column, start, places);
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = _targets[places[i] - CategoryTable.Unknown];
                if (places[i] == Refused)
                {
                    refused.Add(start + i);
                }
            }
        });
        return refused.First is not { } first ? result : throw new ArgumentException(Refusal(data, column, first, remedy), nameof(data));
    }

    private string Refusal(Dataset data, FeatureColumn column, int row, string remedy)
    {
        var known = string.Join(", ", _categories.Take(Shown).Select(category => $"`{ShortText.Of(category)}`"))
            + (_categories.Count > Shown ? $" and {_categories.Count - Shown} more" : "");
        var given = column.Category(row) is { } category ? $"the category `{ShortText.Of(category)}`" : "no value";
        return FormattableString.Invariant($"The column `{column.Name}` of `{data.Name}` has {given} at row {row}; ")
            + $"expected one of {known}. {remedy}";
    }
}
