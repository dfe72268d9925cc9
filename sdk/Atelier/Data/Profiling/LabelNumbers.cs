namespace Atelier.Data;

/// <summary>A number to predict, and how well one column alone tells it.</summary>
internal sealed class LabelNumbers
{
    private readonly RankedColumn _label;

    public LabelNumbers(ProfiledColumn label) => _label = new RankedColumn(label);

    public double[] Values => _label.Values;

    /// <summary>The larger of Pearson's and Spearman's correlation, without its sign.</summary>
    public double ByNumber(RankedColumn column)
    {
        bool Both(int row) => column.Has(row) && _label.Has(row);
        var (left, right) = (new double[Values.Length], new double[Values.Length]);
        column.Rank(_label, left);
        _label.Rank(column, right);
        var pearson = Strength.Correlation(column.Values, Values, Both).Value ?? 0;
        var spearman = Strength.Correlation(left, right, Both).Value ?? 0;
        return Math.Max(Math.Abs(pearson), Math.Abs(spearman));
    }

    /// <summary>
    /// The root of the share of variance that is explained by the mean of the other rows of the same value (of all other rows, for a value
    /// that occurs once); 0 where it explains none. A missing value is a value, too.
    /// </summary>
    public double ByValue(Categories values)
    {
        var sums = new double[values.Counts.Length + 1];
        var counts = new long[sums.Length];
        for (var row = 0; row < Values.Length; row++)
        {
            if (_label.Has(row))
            {
                sums[values.Codes[row] + 1] += Values[row];
                counts[values.Codes[row] + 1]++;
            }
        }

        var (sum, n) = (sums.Sum(), counts.Sum());
        var (error, total) = (0.0, 0.0);
        for (var row = 0; row < Values.Length && n > 1; row++)
        {
            if (_label.Has(row))
            {
                var (value, at) = (Values[row], values.Codes[row] + 1);
                var others = (sum - value) / (n - 1);
                var guess = counts[at] > 1 ? (sums[at] - value) / (counts[at] - 1) : others;
                error += (value - guess) * (value - guess);
                total += (value - others) * (value - others);
            }
        }

        return total > 0 && error < total ? Math.Sqrt(1 - (error / total)) : 0;
    }
}
