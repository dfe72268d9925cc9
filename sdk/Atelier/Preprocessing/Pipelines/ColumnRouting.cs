using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>The columns of one dataset, ready to be handed to the branches of a pipeline.</summary>
internal sealed class ColumnRouting
{
    private readonly ColumnPipeline _pipeline;
    private readonly Dictionary<string, FeatureColumn> _columns;

    public ColumnRouting(ColumnPipeline pipeline, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (pipeline.Branches.IsEmpty)
        {
            throw new InvalidOperationException("The ColumnPipeline has no branches; add at least one with Add([\"column\"], transformer).");
        }

        if (data.FeatureNames.Count == 0)
        {
            throw new ArgumentException(
                $"The features of `{data.Name}` have no names; a ColumnPipeline finds columns by name. Make the data with DataFrames.ToDataset, "
                + "Dataset.FromColumns or `featureNames`.",
                nameof(data));
        }

        _pipeline = pipeline;
        Data = data;
        _columns = data.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var missing = pipeline.Branches.SelectMany(branch => branch.Columns).Distinct().Where(name => !_columns.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"`{data.Name}` has no column {string.Join(", ", missing.Take(20).Select(name => $"`{name}`"))}; it has "
                + $"{string.Join(", ", data.FeatureNames.Take(50).Select(name => $"`{name}`"))}. Rename the column or change the pipeline.",
                nameof(data));
        }
    }

    public Dataset Data { get; }

    /// <summary>The data with the columns of a branch only, in the branch's order.</summary>
    public Dataset Of(ColumnBranch branch) => Data.WithColumns(branch.Columns.Select(name => _columns[name]));

    /// <summary>The columns that the pipeline takes, in the order of first use.</summary>
    public FeatureSchema Schema()
    {
        var columns = _pipeline.Branches.SelectMany(branch => branch.Columns).Distinct().Select(name => _columns[name]).ToArray();
        return new FeatureSchema([columns.Length], [.. columns.Select(column => column.Name)], [.. columns.Select(column => column.Kind)], isTabular: true);
    }
}
