namespace Atelier.Data;

/// <summary>Compares the columns of a table two by two.</summary>
internal sealed class AssociationFinder
{
    // A label of few whole numbers is a class, and compared as a category, too.
    private const int MostNumberedClasses = 20;

    private readonly RankedColumn[] _numbers;
    private readonly ProfiledColumn[] _categories;

    public AssociationFinder(ProfiledColumn[] columns, IReadOnlyList<ColumnProfile> profiles, string? label, ProfileOptions options)
    {
        var most = options.MostCorrelated;
        _numbers = [.. First((column, _) => column.IsNumber).AsParallel().AsOrdered().Select(at => new RankedColumn(columns[at]))];
        _categories = [.. First(IsCategory).Select(at => columns[at])];

        bool IsCategory(ProfiledColumn column, ColumnProfile profile) => column.Type switch
        {
            ColumnType.Truth => true,
            ColumnType.Text => profile.Distinct <= options.MostCategories,
            _ => column.Name == label && IsNumberedClass(column, profile),
        };

        IEnumerable<int> First(Func<ProfiledColumn, ColumnProfile, bool> chosen)
        {
            var all = Enumerable.Range(0, columns.Length).Where(at => chosen(columns[at], profiles[at])).ToArray();
            return all.OrderByDescending(at => columns[at].Name == label).Take(most).Order();
        }
    }

    public static bool IsNumberedClass(ProfiledColumn column, ColumnProfile profile) =>
        column.Type == ColumnType.WholeNumber && profile.Distinct <= MostNumberedClasses && !column.IsKeyedByText;

    public IReadOnlyList<Association> Find(CancellationToken cancellationToken)
    {
        var work = new List<Func<double[][], IEnumerable<Association>>>();
        ForPairs(_numbers, (left, right) => work.Add(scratch => OfNumbers(left, right, scratch)));
        ForPairs(_categories, (left, right) => work.Add(_ => [OfCategories(left, right)]));
        foreach (var number in _numbers)
        {
            foreach (var category in _categories.Where(category => category.Name != number.Name))
            {
                work.Add(_ => [OfNumberByCategory(number, category)]);
            }
        }

        // Each category numbers its values at the first use, which is not thread-safe.
        foreach (var category in _categories)
        {
            _ = category.Categories;
        }

        var rows = _numbers.Length > 0 ? _numbers[0].Values.Length : 0;
        var found = new IEnumerable<Association>[work.Count];
        Parallel.For(
            0,
            work.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new double[][] { new double[rows], new double[rows] },
            (at, _, scratch) =>
            {
                found[at] = work[at](scratch);
                return scratch;
            },
            _ => { });
        var all = found.SelectMany(pairs => pairs).ToArray();
        return [.. all.OrderBy(pair => pair.Measure)];
    }

    private static void ForPairs<T>(T[] columns, Action<T, T> pair)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = i + 1; j < columns.Length; j++)
            {
                pair(columns[i], columns[j]);
            }
        }
    }

    private static Association[] OfNumbers(RankedColumn left, RankedColumn right, double[][] scratch)
    {
        var isComplete = left.Order.Length == left.Values.Length && right.Order.Length == right.Values.Length;
        Func<int, bool>? both = isComplete ? null : row => left.Has(row) && right.Has(row);
        var (pearson, rows) = Strength.Correlation(left.Values, right.Values, both);
        left.Rank(right, scratch[0]);
        right.Rank(left, scratch[1]);
        var (spearman, _) = Strength.Correlation(scratch[0], scratch[1], both);
        return
        [
            new Association(left.Name, right.Name, AssociationMeasure.Pearson, pearson, rows),
            new Association(left.Name, right.Name, AssociationMeasure.Spearman, spearman, rows),
        ];
    }

    private static Association OfCategories(ProfiledColumn left, ProfiledColumn right)
    {
        var (one, other) = (left.Categories, right.Categories);
        var (value, rows, _, _) = Strength.CramersV(one.Codes, one.Counts.Length, other.Codes, other.Counts.Length);
        return new Association(left.Name, right.Name, AssociationMeasure.CramersV, value, rows);
    }

    private static Association OfNumberByCategory(RankedColumn number, ProfiledColumn category)
    {
        var (value, rows) = Strength.CorrelationRatio(number.Values, category.Categories.Codes, category.Categories.Counts.Length);
        return new Association(number.Name, category.Name, AssociationMeasure.CorrelationRatio, value, rows);
    }
}
