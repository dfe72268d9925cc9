using static System.FormattableString;

namespace Atelier.Data;

/// <summary>Warnings about the label, and about columns that have to do with it.</summary>
internal sealed class LabelWarnings
{
    private const int FewestRows = 20;
    private const int MostClasses = 1000;
    private const int MostValues = 1000;
    private const double RareShare = 0.2; // of the rows that each class would have if all were as frequent
    private const double LeastDependence = 0.1;
    private const double NormalQuantile = 3.0902; // a chance of 0.001 on one side

    private readonly ProfiledColumn _label;
    private readonly ColumnProfile _figures;
    private readonly ProfileOptions _options;
    private readonly LabelClasses? _classes;
    private readonly LabelNumbers? _numbers;

    private LabelWarnings(ProfiledColumn label, ColumnProfile figures, ProfileOptions options)
    {
        (_label, _figures, _options) = (label, figures, options);
        var isClass = label.Type is ColumnType.Text or ColumnType.Truth || AssociationFinder.IsNumberedClass(label, figures);
        _classes = isClass && figures.Distinct is >= 2 and <= MostClasses ? new LabelClasses(label.Categories) : null;
        _numbers = !isClass && label.IsNumber && figures.Distinct > 1 ? new LabelNumbers(label) : null;
    }

    public static LabelWarnings For(ProfiledColumn label, ColumnProfile figures, ProfileOptions options) => new(label, figures, options);

    /// <summary>Warnings about the label itself.</summary>
    public IEnumerable<DataWarning> OfLabel()
    {
        var name = _label.Name;
        if (_figures.Missing > 0)
        {
            yield return new DataWarning(DataWarningKind.MissingLabel, name, Invariant(
                $"The label `{name}` is missing in {_figures.Missing:N0} of {_figures.Rows:N0} rows. Drop these rows, or label them."));
        }

        if (_classes is null)
        {
            yield break;
        }

        var rarest = Array.IndexOf(_classes.Counts, _classes.Counts.Min());
        var share = _classes.Counts[rarest] / (double)_figures.Present;
        if (share * _classes.Counts.Length < RareShare)
        {
            yield return new DataWarning(DataWarningKind.ImbalancedLabel, name, Invariant(
                $"The class `{ClassName(rarest)}` of the label `{name}` has {_classes.Counts[rarest]:N0} of {_figures.Present:N0} rows ")
                + $"({ColumnWarnings.Percent(share)}). "
                + "Split by class, weight the classes, and judge by recall and F1 rather than by accuracy.");
        }
    }

    /// <summary>Warnings about another column.</summary>
    public IEnumerable<DataWarning> Of(ProfiledColumn column, ColumnProfile figures)
    {
        if (figures.Rows < FewestRows || (_classes is null && _numbers is null) || column.Name == _label.Name)
        {
            yield break;
        }

        var strength = _classes is not null ? Gain(column, figures) : Correlation(column, figures);
        if (strength >= _options.LeakingAssociation)
        {
            var found = _classes is not null
                ? $"predicts the label `{_label.Name}` almost alone: "
                    + $"it removes {ColumnWarnings.Percent(strength)} of the errors of always saying the most frequent class"
                : Invariant($"goes with the label `{_label.Name}` almost exactly: correlation {strength:0.000}");
            yield return new DataWarning(
                DataWarningKind.LeakingLabel,
                column.Name,
                $"`{column.Name}` {found}. Leave it out if it is known only after the label, or is the label in other words.");
        }

        if (figures.Missing > 0 && figures.Present > 0 && MissingDependence(column, figures) is { } dependence)
        {
            yield return new DataWarning(DataWarningKind.MissingDependsOnLabel, column.Name, Invariant(
                $"Whether `{column.Name}` is missing depends on the label `{_label.Name}` (association {dependence:0.00}). ")
                + "Find out why; impute with an indicator, and make sure that it will be missing in the same way when the model is used.");
        }
    }

    private string ClassName(int code)
    {
        var row = Array.IndexOf(_label.Categories.Codes, code);
        return _label switch
        {
            { IsKeyedByText: true } => ColumnFigures.Cut(_label.Texts[row]!),
            { Type: ColumnType.Truth } => _label.Numbers[row] != 0 ? "true" : "false",
            _ => Invariant($"{_label.Numbers[row]}"),
        };
    }

    private double Gain(ProfiledColumn column, ColumnProfile figures)
    {
        var byValue = IsFew(column, figures) ? _classes!.GainByValue(column.Categories) : 0;
        return column.IsNumber ? Math.Max(byValue, _classes!.GainByOrder(new RankedColumn(column).Order)) : byValue;
    }

    private double Correlation(ProfiledColumn column, ColumnProfile figures)
    {
        var byValue = IsFew(column, figures) ? _numbers!.ByValue(column.Categories) : 0;
        return column.IsNumber ? Math.Max(byValue, _numbers!.ByNumber(new RankedColumn(column))) : byValue;
    }

    /// <summary>Text and truth values are always told apart by value, numbers and dates where there are few different ones.</summary>
    private static bool IsFew(ProfiledColumn column, ColumnProfile figures) =>
        column.IsKeyedByText || column.Type == ColumnType.Truth || figures.Distinct <= MostValues;

    /// <summary>Cramér's V or the correlation with the label, where it is large and unlikely by chance.</summary>
    private double? MissingDependence(ProfiledColumn column, ColumnProfile figures)
    {
        var isMissing = new int[column.Count];
        for (var row = 0; row < isMissing.Length; row++)
        {
            isMissing[row] = column.IsMissing(row) ? 1 : 0;
        }

        if (_classes is not null)
        {
            var (v, _, chiSquare, freedom) = Strength.CramersV(isMissing, 2, _classes.Codes, _classes.Counts.Length);
            return v >= LeastDependence && chiSquare > ChiSquareQuantile(freedom) ? v : null;
        }

        var (ratio, rows) = Strength.CorrelationRatio(_numbers!.Values, isMissing, 2);
        return ratio >= LeastDependence && ratio * Math.Sqrt(rows) > NormalQuantile + 0.2 ? ratio : null;
    }

    /// <summary>What chance exceeds once in a thousand, after Wilson and Hilferty (1931).</summary>
    private static double ChiSquareQuantile(int freedom)
    {
        var part = 2.0 / (9 * freedom);
        return freedom * Math.Pow(1 - part + (NormalQuantile * Math.Sqrt(part)), 3);
    }
}
