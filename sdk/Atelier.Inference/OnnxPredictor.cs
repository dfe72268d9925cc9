using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>A model package that answers in this process, with ONNX Runtime: its preprocessing, then its graph.</summary>
/// <remarks>
/// Safe to call from several threads at once; each call runs on its own thread from start to end, so an answer is complete when
/// <see cref="PredictAsync"/> returns. Disposing lets calls that have begun finish and refuses new ones.
/// </remarks>
public sealed class OnnxPredictor : IPredictor
{
    private readonly ModelPackage _package;
    private readonly GraphSession _session;

    private OnnxPredictor(ModelPackage package, GraphSession session)
    {
        _package = package;
        _session = session;
    }

    /// <inheritdoc/>
    public ModelSignature Signature => _package.Signature;

    /// <summary>Makes a package ready to predict.</summary>
    /// <param name="package">The model; it stays in memory once more, as ONNX Runtime holds it.</param>
    /// <param name="options">Threads; null takes the defaults.</param>
    /// <exception cref="InvalidDataException">The package's graph cannot be run, or is not what the package says it is.</exception>
    public static OnnxPredictor Load(ModelPackage package, OnnxPredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new OnnxPredictor(package, GraphSession.Create(package, options ?? new OnnxPredictorOptions()));
    }

    /// <summary>Reads a package from a folder and makes it ready to predict.</summary>
    /// <param name="folder">A folder that <see cref="ModelPackage.Save"/> wrote.</param>
    /// <param name="options">Threads; null takes the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The package is damaged, or its graph cannot be run.</exception>
    public static OnnxPredictor Load(string folder, OnnxPredictorOptions? options = null) => Load(ModelPackage.Load(folder), options);

    /// <inheritdoc/>
    /// <remarks>The token is looked at before the work begins, which then runs to its end.</remarks>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    /// <exception cref="InvalidOperationException">The graph failed on these inputs.</exception>
    public ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(inputs);
        using var lease = _session.Enter();
        Signature.EnsureAccepts(inputs);
        var outputs = _session.Run(Prepare(inputs));
        _package.EnsureAccepted(inputs, outputs);
        return ValueTask.FromResult(outputs);
    }

    /// <summary>Refuses further calls and frees the model when the last running call is done.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>Brings the inputs into the graph's order and form.</summary>
    private NamedTensor[] Prepare(IReadOnlyList<NamedTensor> inputs)
    {
        if (_package.PreprocessingPlace is { IsInGraph: false })
        {
            return [_package.Preprocess(inputs)];
        }

        var specs = _package.Graph.Inputs;
        var prepared = new NamedTensor[specs.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = inputs.Count == 1 ? inputs[0] : inputs.First(input => input.Name == specs[i].Name);
        }

        return prepared;
    }
}
