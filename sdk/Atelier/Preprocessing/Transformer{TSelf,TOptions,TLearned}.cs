using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>What all transformers share: fitting a copy, finding columns by name, streamed data, saving and loading.</summary>
/// <remarks>
/// Derive from it for a transformer of your own: say what is learned and how it is applied, and register its kind with
/// <see cref="Transformers.Register"/> so that packages can load it. Options and what is learned are records that
/// System.Text.Json writes and reads. A model package runs such a transformer in C#, before its graph; those of Atelier
/// become a part of the graph where ONNX can express them.
/// </remarks>
/// <typeparam name="TSelf">The transformer itself.</typeparam>
/// <typeparam name="TOptions">Its settings, an immutable record.</typeparam>
/// <typeparam name="TLearned">What it learns, an immutable record.</typeparam>
public abstract class Transformer<TSelf, TOptions, TLearned> : ITransformer, IMatrixWriter, IOnnxTransformer
    where TSelf : Transformer<TSelf, TOptions, TLearned>
    where TOptions : class
    where TLearned : class
{
    private FeatureSchema? _input;
    private FeatureSchema? _output;
    private TLearned? _learned;

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings.</param>
    protected Transformer(TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <summary>The settings.</summary>
    public TOptions Options { get; }

    /// <inheritdoc/>
    public FeatureSchema Input => _input ?? throw NotFitted();

    /// <inheritdoc/>
    public FeatureSchema Output => _output ?? throw NotFitted();

    /// <summary>The version of the saved form that this release writes; it reads all up to it.</summary>
    protected virtual int Version => 1;

    string? IOnnxTransformer.WhyNotOnnx => WhyNotOnnx;

    /// <inheritdoc cref="IOnnxTransformer.WhyNotOnnx"/>
    private protected virtual string? WhyNotOnnx => "does not say how it is written in ONNX";

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    protected TLearned Learned => _learned ?? throw NotFitted();

    /// <inheritdoc cref="ITransformer.Fit"/>
    public TSelf Fit(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
        {
            throw new ArgumentException($"`{data.Name}` has no rows; expected at least one for the {Kind} to learn from.", nameof(data));
        }

        EnsureTakes(data);
        return With(FeatureSchema.Of(data), Learn(data));
    }

    ITransformer ITransformer.Fit(Dataset data) => Fit(data);

    /// <inheritdoc/>
    public Dataset Transform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var aligned = Input.Align(data, Kind);
        return aligned.IsStreamed ? aligned.WithSource(new TransformedSource(aligned, this), Output.Names) : Apply(aligned);
    }

    /// <inheritdoc/>
    public JsonObject ToJson() => SavedTransformer.Write(Kind, Version, Input, Options, Learned);

    void IMatrixWriter.Write(Dataset data, Memory<float> matrix, int stride, int offset) => Write(Input.Align(data, Kind), matrix, stride, offset);

    OnnxRows IOnnxTransformer.WriteOnnx(OnnxWriter writer, OnnxRows rows) => WriteOnnx(writer, rows);

    /// <summary>Learns from data that has at least one row.</summary>
    /// <param name="data">The training part.</param>
    /// <exception cref="ArgumentException">Nothing can be learned from the data.</exception>
    protected abstract TLearned Learn(Dataset data);

    /// <summary>The rows that come out; called once on the fitted copy after fitting or loading, which it may refuse.</summary>
    /// <param name="input">The rows that go in.</param>
    /// <param name="learned">What was learned or loaded; where its lengths do not fit the input, throw.</param>
    /// <exception cref="InvalidDataException">What was loaded does not fit together.</exception>
    protected abstract FeatureSchema Describe(FeatureSchema input, TLearned learned);

    /// <summary>Applies what was learned to rows as they were fitted, columns in the same order.</summary>
    /// <param name="data">Not streamed.</param>
    protected abstract Dataset Apply(Dataset data);

    /// <summary>Writes the result into a matrix of float32: the fast way into a larger result.</summary>
    /// <param name="data">Rows as they were fitted, columns in the same order.</param>
    /// <param name="matrix">Row after row; the value of row r and result feature f goes to r * stride + offset + f.</param>
    /// <param name="stride">The width of the matrix.</param>
    /// <param name="offset">Where the result's first feature lies in a row.</param>
    protected virtual void Write(Dataset data, Memory<float> matrix, int stride, int offset) =>
        MatrixRows.Copy(Apply(data), matrix, stride, offset);

    /// <inheritdoc cref="IOnnxTransformer.WriteOnnx"/>
    private protected virtual OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows) =>
        throw new NotSupportedException($"The {Kind} {WhyNotOnnx}.");

    /// <summary>Refuses columns of a kind that no such transformer takes, before anything is learned.</summary>
    private protected virtual void EnsureTakes(Dataset data)
    {
    }

    /// <summary>A fitted copy.</summary>
    internal TSelf With(FeatureSchema input, TLearned learned)
    {
        var copy = (TSelf)MemberwiseClone();
        copy._input = input;
        copy._learned = learned;
        copy._output = copy.Describe(input, learned);
        return copy;
    }

    private InvalidOperationException NotFitted() =>
        new($"The {typeof(TSelf).Name} has learned nothing yet. Call Fit with the training data and keep what it returns.");
}
