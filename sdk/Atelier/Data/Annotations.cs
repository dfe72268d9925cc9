namespace Atelier.Data;

/// <summary>What is known of each row beside its features: class label, number to predict, weight. Each list is empty or has an entry a row.</summary>
internal sealed record Annotations(
    ReadOnlyMemory<int> Labels, IReadOnlyList<string> ClassNames, ReadOnlyMemory<float> Targets, ReadOnlyMemory<float> Weights)
{
    /// <summary>Checks the lists and names the classes.</summary>
    public static Annotations Of(
        int rows, ReadOnlyMemory<int> labels, IReadOnlyList<string>? classNames, ReadOnlyMemory<float> targets, ReadOnlyMemory<float> weights)
    {
        SameLength(labels.Length, rows, nameof(labels), "one label for each row of `features`");
        SameLength(targets.Length, rows, nameof(targets), "one target for each row of `features`");
        SameLength(weights.Length, rows, nameof(weights), "one weight for each row of `features`");
        IReadOnlyList<string> names = classNames is null ? LabelRules.Numbered(labels.Span) : [.. classNames];
        LabelRules.EnsureInRange(labels.Span, names.Count, nameof(labels));
        foreach (var weight in weights.Span)
        {
            if (!(weight >= 0) || float.IsInfinity(weight))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"`weights` holds {weight}; expected finite numbers, at least 0."), nameof(weights));
            }
        }

        return new Annotations(labels, names, targets, weights);
    }

    public Annotations Slice(int start, int count) => this with
    {
        Labels = Labels.IsEmpty ? default : Labels.Slice(start, count),
        Targets = Targets.IsEmpty ? default : Targets.Slice(start, count),
        Weights = Weights.IsEmpty ? default : Weights.Slice(start, count),
    };

    public Annotations Select(ReadOnlySpan<int> rows) => this with
    {
        Labels = Pick(Labels, rows),
        Targets = Pick(Targets, rows),
        Weights = Pick(Weights, rows),
    };

    private static ReadOnlyMemory<T> Pick<T>(ReadOnlyMemory<T> values, ReadOnlySpan<int> rows)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values.Span[rows[i]];
        }

        return picked;
    }

    private static void SameLength(int length, int rows, string name, string what)
    {
        if (length > 0)
        {
            Check.SameLength(length, rows, name, what);
        }
    }
}
