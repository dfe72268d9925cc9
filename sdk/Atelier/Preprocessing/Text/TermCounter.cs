namespace Atelier.Preprocessing;

/// <summary>Counts the known terms of one text after the other. Not for several threads at once: each takes its own.</summary>
internal sealed class TermCounter(TfIdfVectorizerOptions options, Dictionary<string, int> vocabulary, double[] idf)
{
    private readonly TextTerms _terms = new(options);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly int[] _counts = new int[vocabulary.Count];
    private readonly List<int> _found = [];

    /// <summary>The weight of each known term of a text; none of a missing one.</summary>
    public SparseRow Weigh(string? text)
    {
        if (text is not null)
        {
            _terms.ForEach(text, term =>
            {
                if (_places.TryGetValue(term, out var place) && _counts[place]++ == 0)
                {
                    _found.Add(place);
                }
            });
        }

        _found.Sort();
        int[] indices = [.. _found];
        var weights = new double[indices.Length];
        var length = 0.0;
        for (var at = 0; at < indices.Length; at++)
        {
            weights[at] = Frequency(_counts[indices[at]]) * (options.UseIdf ? idf[indices[at]] : 1);
            length += options.Norm == VectorNorm.L1 ? weights[at] : weights[at] * weights[at];
            _counts[indices[at]] = 0;
        }

        _found.Clear();
        length = options.Norm switch
        {
            VectorNorm.None => 1,
            VectorNorm.L1 => length,
            _ => Math.Sqrt(length),
        };
        return new SparseRow(indices, Array.ConvertAll(weights, weight => (float)(weight / length)));
    }

    private double Frequency(int count) => options.Binary ? 1 : options.Sublinear ? 1 + Math.Log(count) : count;
}
