using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Transformers one after the other: each learns from what the one before it gives.</summary>
/// <example><code>var numbers = new Pipeline(new Imputer(), new StandardScaler()).Fit(train);</code></example>
public sealed class Pipeline : ICrossFittedTransformer, IMatrixWriter, IOnnxTransformer
{
    internal const string KindName = "pipeline";

    /// <summary>A pipeline of unfitted transformers.</summary>
    /// <param name="steps">At least one, in the order in which they are applied.</param>
    /// <exception cref="ArgumentException">There is no step.</exception>
    public Pipeline(params ReadOnlySpan<ITransformer> steps)
    {
        if (steps.IsEmpty)
        {
            throw new ArgumentException("`steps` is empty; expected at least one transformer.", nameof(steps));
        }

        foreach (var step in steps)
        {
            ArgumentNullException.ThrowIfNull(step, nameof(steps));
        }

        Steps = [.. steps];
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The transformers in the order in which they are applied.</summary>
    public ImmutableArray<ITransformer> Steps { get; }

    /// <inheritdoc/>
    public FeatureSchema Input => Steps[0].Input;

    /// <inheritdoc/>
    public FeatureSchema Output => Steps[^1].Output;

    string? IOnnxTransformer.WhyNotOnnx => Steps.Select(OnnxTransformers.WhyNot).FirstOrDefault(reason => reason is not null);

    /// <inheritdoc cref="ITransformer.Fit"/>
    public Pipeline Fit(Dataset data) => Learn(data, transformLast: false).Fitted;

    ITransformer ITransformer.Fit(Dataset data) => Fit(data);

    /// <summary>Learns from data and transforms the same data; steps that learn from labels transform it out of fold.</summary>
    /// <inheritdoc/>
    public (Pipeline Fitted, Dataset Transformed) FitTransform(Dataset data) => Learn(data, transformLast: true);

    (ITransformer Fitted, Dataset Transformed) ICrossFittedTransformer.FitTransform(Dataset data) => FitTransform(data);

    /// <inheritdoc/>
    public Dataset Transform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Steps.Aggregate(data, (rows, step) => step.Transform(rows));
    }

    /// <summary>Undoes <see cref="Transform"/>, last step first.</summary>
    /// <param name="data">Rows that <see cref="Transform"/> made.</param>
    /// <exception cref="InvalidOperationException">A step has no inverse, or has not been fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another shape or other columns.</exception>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Steps.Reverse().Aggregate(data, (rows, step) => step is IInvertibleTransformer invertible
            ? invertible.InverseTransform(rows)
            : throw new InvalidOperationException($"The step `{step.Kind}` has no inverse; the pipeline can be undone only where every step can."));
    }

    /// <inheritdoc/>
    public JsonObject ToJson() => new()
    {
        ["kind"] = Kind,
        ["version"] = 1,
        ["steps"] = new JsonArray([.. Steps.Select(step => step.ToJson())]),
    };

    void IMatrixWriter.Write(Dataset data, Memory<float> matrix, int stride, int offset)
    {
        for (var at = 0; at < Steps.Length - 1; at++)
        {
            data = Steps[at].Transform(data);
        }

        MatrixRows.Write(Steps[^1], data, matrix, stride, offset);
    }

    OnnxRows IOnnxTransformer.WriteOnnx(OnnxWriter writer, OnnxRows rows) =>
        Steps.Aggregate(rows, (between, step) => OnnxTransformers.Write(step, writer, OnnxTransformers.Align(step, writer, between)));

    internal static Pipeline FromJson(JsonObject json)
    {
        var steps = SavedTransformer.Field(json, "steps").AsArray()
            .Select(step => Transformers.FromJson((step ?? throw new InvalidDataException("A step of the saved pipeline is null.")).AsObject()))
            .ToArray();
        for (var at = 1; at < steps.Length; at++)
        {
            if (steps[at].Input.Width != steps[at - 1].Output.Width)
            {
                throw new InvalidDataException(
                    $"The saved pipeline's step `{steps[at - 1].Kind}` gives {steps[at - 1].Output}, its next, `{steps[at].Kind}`, takes {steps[at].Input}; "
                    + "expected the same rows. The file was changed or is damaged.");
            }
        }

        return new Pipeline(steps);
    }

    private (Pipeline Fitted, Dataset Transformed) Learn(Dataset data, bool transformLast)
    {
        ArgumentNullException.ThrowIfNull(data);
        var fitted = new ITransformer[Steps.Length];
        for (var at = 0; at < fitted.Length; at++)
        {
            var transform = transformLast || at < fitted.Length - 1;
            if (transform && Steps[at] is ICrossFittedTransformer crossFitted)
            {
                (fitted[at], data) = crossFitted.FitTransform(data);
                continue;
            }

            fitted[at] = Steps[at].Fit(data);
            data = transform ? fitted[at].Transform(data) : data;
        }

        return (new Pipeline(fitted), data);
    }
}
