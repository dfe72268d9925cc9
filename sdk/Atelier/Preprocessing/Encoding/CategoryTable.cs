using System.Collections.Frozen;
using System.Globalization;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Finds the place of each value of a column in a list of categories.</summary>
internal sealed class CategoryTable
{
    /// <summary>The place of a missing value.</summary>
    public const int Missing = -1;

    /// <summary>The place of a value that is not in the list.</summary>
    public const int Unknown = -2;

    private const int MostFrozen = 2000;

    private readonly IReadOnlyDictionary<string, int> _texts;
    private readonly FrozenDictionary<string, int>? _frozen;
    private readonly Dictionary<double, int>? _numbers;

    /// <param name="kind">What the column holds.</param>
    /// <param name="categories">The categories in order; numbers as <see cref="FeatureColumn.Category"/> writes them.</param>
    /// <exception cref="InvalidDataException">A category occurs twice, or is no number in a column of numbers.</exception>
    public CategoryTable(FeatureKind kind, IReadOnlyList<string> categories)
    {
        var texts = new Dictionary<string, int>(categories.Count, StringComparer.Ordinal);
        _numbers = kind == FeatureKind.Number ? new Dictionary<double, int>(categories.Count) : null;
        for (var at = 0; at < categories.Count; at++)
        {
            var number = 0.0;
            var isNumber = _numbers is null
                || (double.TryParse(categories[at], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number));
            if (categories[at] is null || !isNumber || !texts.TryAdd(categories[at], at) || _numbers?.TryAdd(number, at) == false)
            {
                throw new InvalidDataException(
                    $"The category `{categories[at]}` occurs twice, is null, or is no number in a column of numbers; expected categories "
                    + "that differ. The file was changed or is damaged.");
            }
        }

        // A frozen dictionary looks for the characters that tell the categories apart; that search pays for short lists only.
        _frozen = _numbers is null && texts.Count <= MostFrozen ? texts.ToFrozenDictionary(StringComparer.Ordinal) : null;
        _texts = texts;
    }

    /// <summary>The place of each value of a run of rows, or <see cref="Missing"/> or <see cref="Unknown"/>.</summary>
    public void Find(FeatureColumn column, int start, Span<int> places)
    {
        if (column.Kind == FeatureKind.Number)
        {
            FindNumbers(column.Numbers.Span.Slice(start, places.Length), places);
        }
        else if (column.Kind == FeatureKind.Text && column.Texts is string?[] texts)
        {
            FindTexts(texts.AsSpan(start, places.Length), places);
        }
        else
        {
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = column.Category(start + i) is { } text ? _texts.GetValueOrDefault(text, Unknown) : Missing;
            }
        }
    }

    private void FindNumbers(ReadOnlySpan<double> numbers, Span<int> places)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            places[i] = double.IsNaN(numbers[i]) ? Missing : _numbers!.GetValueOrDefault(numbers[i], Unknown);
        }
    }

    private void FindTexts(ReadOnlySpan<string?> texts, Span<int> places)
    {
        string? last = null;
        var place = Missing;
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i];
            if (!ReferenceEquals(text, last))
            {
                last = text;
                place = text is null ? Missing
                    : _frozen is null ? _texts.GetValueOrDefault(text, Unknown)
                    : _frozen.TryGetValue(text, out var found) ? found : Unknown;
            }

            places[i] = place;
        }
    }
}
