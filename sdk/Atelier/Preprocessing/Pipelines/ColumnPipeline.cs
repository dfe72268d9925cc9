using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Routes the columns of a table to transformers and puts their results side by side in one matrix of float32.</summary>
/// <remarks>
/// Columns are found by name; columns that no branch names are left out. A column may go through several branches. The result has a
/// name for each feature; where two branches give the same name, the branch's kind is added in brackets.
/// </remarks>
/// <example><code>
/// var preprocessing = new ColumnPipeline()
///     .Add(["age", "tenure"], new Imputer(), new StandardScaler())
///     .Add(["plan", "region"], new OneHotEncoder())
///     .Fit(train);
/// </code></example>
public sealed class ColumnPipeline : ICrossFittedTransformer, IOnnxTransformer
{
    internal const string KindName = "column-pipeline";

    private readonly FeatureSchema? _input;
    private readonly FeatureSchema? _output;

    /// <summary>A pipeline without branches; <see cref="Add(string, ReadOnlySpan{ITransformer})"/> gives one with a branch more.</summary>
    public ColumnPipeline()
        : this([])
    {
    }

    private ColumnPipeline(ImmutableArray<ColumnBranch> branches) => Branches = branches;

    private ColumnPipeline(ImmutableArray<ColumnBranch> fitted, FeatureSchema input)
        : this(fitted)
    {
        _input = input;
        var names = ColumnBranch.Names(fitted);
        _output = new FeatureSchema([names.Length], names);
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Which columns go to which transformer, in the order of the result.</summary>
    public ImmutableArray<ColumnBranch> Branches { get; }

    /// <inheritdoc/>
    public FeatureSchema Input => _input ?? throw NotFitted();

    /// <inheritdoc/>
    public FeatureSchema Output => _output ?? throw NotFitted();

    string? IOnnxTransformer.WhyNotOnnx => Branches.Select(branch => OnnxTransformers.WhyNot(branch.Transformer)).FirstOrDefault(reason => reason is not null);

    /// <summary>The same pipeline with one branch more, unfitted.</summary>
    /// <param name="columns">The columns that go in, by name; at least one.</param>
    /// <param name="steps">The transformers that they go through, in order; at least one.</param>
    /// <exception cref="ArgumentException">There is no column or no step, or a column is named twice.</exception>
    public ColumnPipeline Add(IReadOnlyList<string> columns, params ReadOnlySpan<ITransformer> steps) =>
        new(Branches.Add(new ColumnBranch(columns, steps.Length == 1 ? steps[0] : new Pipeline(steps))));

    /// <inheritdoc cref="Add(IReadOnlyList{string}, ReadOnlySpan{ITransformer})"/>
    /// <param name="column">The one column that goes in, by name.</param>
    /// <param name="steps">The transformers that it goes through, in order; at least one.</param>
    public ColumnPipeline Add(string column, params ReadOnlySpan<ITransformer> steps) => Add([column], steps);

    /// <inheritdoc cref="ITransformer.Fit"/>
    public ColumnPipeline Fit(Dataset data)
    {
        var columns = new ColumnRouting(this, data);
        return new ColumnPipeline([.. Branches.Select(branch => branch.With(branch.Transformer.Fit(columns.Of(branch))))], columns.Schema());
    }

    ITransformer ITransformer.Fit(Dataset data) => Fit(data);

    /// <summary>Learns from data and transforms the same data; branches that learn from labels transform it out of fold.</summary>
    /// <inheritdoc/>
    public (ColumnPipeline Fitted, Dataset Transformed) FitTransform(Dataset data)
    {
        var columns = new ColumnRouting(this, data);
        var fitted = ImmutableArray.CreateBuilder<ColumnBranch>(Branches.Length);
        var crossFitted = new Dataset?[Branches.Length];
        for (var at = 0; at < Branches.Length; at++)
        {
            var branch = Branches[at];
            if (branch.Transformer is ICrossFittedTransformer learner)
            {
                (var transformer, crossFitted[at]) = learner.FitTransform(columns.Of(branch));
                fitted.Add(branch.With(transformer));
            }
            else
            {
                fitted.Add(branch.With(branch.Transformer.Fit(columns.Of(branch))));
            }
        }

        var pipeline = new ColumnPipeline(fitted.MoveToImmutable(), columns.Schema());
        return (pipeline, pipeline.Join(columns, crossFitted));
    }

    (ITransformer Fitted, Dataset Transformed) ICrossFittedTransformer.FitTransform(Dataset data) => FitTransform(data);

    /// <summary>Applies what was learned; the result's features lie in one array of float32, row after row.</summary>
    /// <inheritdoc/>
    public Dataset Transform(Dataset data)
    {
        _ = Input;
        return Join(new ColumnRouting(this, data), new Dataset?[Branches.Length]);
    }

    /// <inheritdoc/>
    public JsonObject ToJson()
    {
        _ = Input;
        return new()
        {
            ["kind"] = Kind,
            ["version"] = 1,
            ["branches"] = new JsonArray([.. Branches.Select(branch => branch.ToJson())]),
        };
    }

    OnnxRows IOnnxTransformer.WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var results = Branches.Select(branch =>
        {
            int[] columns = [.. branch.Columns.Select(name => rows.Schema.Names.IndexOf(name))];
            return OnnxTransformers.Write(branch.Transformer, writer, rows.Select(writer, branch.Transformer.Input, columns)).Floats(writer);
        });
        return OnnxRows.Dense(Output, writer.Concat([.. results]));
    }

    internal static ColumnPipeline FromJson(JsonObject json)
    {
        ImmutableArray<ColumnBranch> branches = [.. SavedTransformer.Field(json, "branches").AsArray().Select(ColumnBranch.FromJson)];
        return branches.IsEmpty
            ? throw new InvalidDataException("The saved column-pipeline has no branches; expected at least one.")
            : new ColumnPipeline(branches, ColumnBranch.Inputs(branches));
    }

    private static InvalidOperationException NotFitted() =>
        new("The ColumnPipeline has learned nothing yet. Call Fit with the training data and keep what it returns.");

    private Dataset Join(ColumnRouting columns, Dataset?[] ready)
    {
        var data = columns.Data;
        var width = Output.Width;
        var matrix = GC.AllocateUninitializedArray<float>(checked(data.Count * width)); // the branches write every value
        var offset = 0;
        for (var at = 0; at < Branches.Length; at++)
        {
            if (ready[at] is { } transformed)
            {
                MatrixRows.Copy(transformed, matrix, width, offset);
            }
            else
            {
                MatrixRows.Write(Branches[at].Transformer, columns.Of(Branches[at]), matrix, width, offset);
            }

            offset += Branches[at].Transformer.Output.Width;
        }

        return data.WithFeatures(matrix, Output.Shape, Output.Names);
    }
}
