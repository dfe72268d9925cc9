using System.Globalization;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>What becomes of the categories of one column: a target for each, one for missing and one for unknown values.</summary>
internal sealed class CategoryPlaces
{
    /// <summary>The target of values that are not allowed.</summary>
    public const int Refused = int.MinValue;

    private const int Shown = 20;

    private readonly FeatureKind _kind;
    private readonly IReadOnlyList<string> _categories;
    private readonly CategoryTable _table;
    private readonly int[] _targets;

    public CategoryPlaces(FeatureKind kind, IReadOnlyList<string> categories, IReadOnlyList<int> targets, int missing, int unknown)
    {
        _kind = kind;
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

    /// <summary>Writes the target of each row; the rows that are not allowed are marked.</summary>
    /// <returns>(batch, 1) numbers of int64.</returns>
    public OnnxValue WriteOnnx(OnnxWriter writer, OnnxPart column)
    {
        var targets = _kind == FeatureKind.Number ? WriteNumbers(writer, column.Value) : WriteTexts(writer, column);
        if (Array.IndexOf(_targets, Refused) is 0 or 1)
        {
            writer.Refuse(writer.Binary("Equal", targets, writer.Whole(Refused)));
        }

        return targets;
    }

    private OnnxValue WriteTexts(OnnxWriter writer, OnnxPart column)
    {
        var (keys, numbers) = (new List<string>(), new List<long>());
        for (var at = 0; at < _categories.Count; at++)
        {
            if (_categories[at].Length > 0 || !column.EmptyIsMissing)
            {
                keys.Add(_categories[at]);
                numbers.Add(_targets[at + 2]);
            }
        }

        if (column.EmptyIsMissing)
        {
            keys.Add("");
            numbers.Add(_targets[1]);
        }

        return writer.Lookup(column.Value, [.. keys], [.. numbers], _targets[0]);
    }

    private OnnxValue WriteNumbers(OnnxWriter writer, OnnxValue numbers)
    {
        var (unknown, missing) = (writer.Whole(_targets[0]), writer.Whole(_targets[1]));
        var known = unknown;
        if (_categories.Count > 0)
        {
            // At most one category is equal: the sum of the differences is its own.
            var categories = writer.Row([.. _categories.Select(category => double.Parse(category, NumberStyles.Float, CultureInfo.InvariantCulture))]);
            long[] differences = [.. _targets.Skip(2).Select(target => (long)target - _targets[0])];
            var found = writer.Where(writer.Binary("Equal", numbers, categories), writer.Row(differences), writer.Whole(0));
            known = writer.Add(writer.Sum(found), unknown);
        }

        return writer.Where(writer.IsNaN(numbers), missing, known);
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
