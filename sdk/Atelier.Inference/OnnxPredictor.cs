using Atelier.Onnx;
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
    private readonly ModelPackage? _package;
    private readonly OnnxGraph _graph;
    private readonly GraphSession _session;
    private readonly ClassLabels? _labels;

    private OnnxPredictor(
        ModelPackage? package, string title, OnnxGraph graph, ModelProto model, string? folder, OnnxPredictorOptions? options)
    {
        _package = package;
        _graph = graph;
        var run = graph;
        if (ClassLabels.TakeFrom(graph, model) is { } taken)
        {
            (_labels, run) = taken;
        }

        _session = GraphSession.Create(title, run, folder, options ?? new OnnxPredictorOptions(), isForeign: package is null);
        Signature = package?.Signature
            ?? new ModelSignature(graph.Inputs, [.. _session.Outputs, .. graph.Outputs.Skip(run.Outputs.Count)], []);
    }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <summary>What the graph runs on.</summary>
    public ExecutionProvider Provider => _session.Provider;

    /// <summary>The providers of <see cref="OnnxPredictorOptions.Providers"/> that could not be used, and why.</summary>
    public IReadOnlyList<PassedOverProvider> PassedOver => _session.PassedOver;

    /// <summary>Makes a package ready to predict.</summary>
    /// <param name="package">The model; it stays in memory once more, as ONNX Runtime holds it.</param>
    /// <param name="options">Providers, threads and warm-up; null takes the defaults.</param>
    /// <exception cref="InvalidDataException">The package's graph cannot be run, or is not what the package says it is.</exception>
    /// <exception cref="ArgumentException"><see cref="OnnxPredictorOptions.LargestBatch"/> is set and the graph does not answer row by row.</exception>
    public static OnnxPredictor Load(ModelPackage package, OnnxPredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        var title = $"the package `{package.Name}`";
        var model = OnnxGuard.Read(title, package.Graph.Bytes, tensor => ExternalFiles.EnsureAmong(title, package.Graph.DataFiles, tensor));
        return new OnnxPredictor(package, title, package.Graph, model, null, options);
    }

    /// <summary>Reads a package from a folder and makes it ready to predict.</summary>
    /// <param name="folder">A folder that <see cref="ModelPackage.Save"/> wrote.</param>
    /// <param name="options">Providers, threads and warm-up; null takes the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The package is damaged, or its graph cannot be run.</exception>
    /// <exception cref="ArgumentException"><see cref="OnnxPredictorOptions.LargestBatch"/> is set and the graph does not answer row by row.</exception>
    public static OnnxPredictor Load(string folder, OnnxPredictorOptions? options = null) => Load(ModelPackage.Load(folder), options);

    /// <summary>Makes any ONNX file ready to predict; its inputs and outputs are read from it.</summary>
    /// <param name="path">The file; files with its weights may lie beside it or in folders below.</param>
    /// <param name="options">Providers, threads and warm-up; null takes the defaults.</param>
    /// <remarks>Outputs that are no arrays, such as the maps of some classifiers, are left out. NaN and infinity are refused in inputs, as for packages.</remarks>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, cannot be run, or reads weights from outside its folder.</exception>
    /// <exception cref="ArgumentException"><see cref="OnnxPredictorOptions.LargestBatch"/> is set and the graph does not answer row by row.</exception>
    public static OnnxPredictor LoadOnnx(string path, OnnxPredictorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no file `{path}`; expected an ONNX file.", path);
        }

        var title = $"the file `{path}`";
        if (file.Length >= int.MaxValue)
        {
            throw new InvalidDataException(
                $"The file `{path}` has {file.Length} bytes; an ONNX file has less than 2 GiB. Save it with its weights in files of their own.");
        }

        var folder = Path.GetDirectoryName(file.FullName)!;
        return LoadOnnx(title, File.ReadAllBytes(path), folder, tensor => ExternalFiles.EnsureInside(title, folder, tensor), options);
    }

    /// <summary>Makes an ONNX file in memory ready to predict; its inputs and outputs are read from it.</summary>
    /// <param name="bytes">The file's content, all weights in it.</param>
    /// <param name="options">Providers, threads and warm-up; null takes the defaults.</param>
    /// <exception cref="InvalidDataException">The file is damaged, cannot be run, or has weights in other files.</exception>
    /// <exception cref="ArgumentException"><see cref="OnnxPredictorOptions.LargestBatch"/> is set and the graph does not answer row by row.</exception>
    public static OnnxPredictor LoadOnnx(ReadOnlyMemory<byte> bytes, OnnxPredictorOptions? options = null) =>
        LoadOnnx("the ONNX file", bytes, null, tensor => ExternalFiles.EnsureAmong("the ONNX file", [], tensor), options);

    /// <inheritdoc/>
    /// <remarks>A token that is cancelled ends the work between two operations of the graph.</remarks>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    /// <exception cref="InvalidOperationException">The graph failed on these inputs.</exception>
    public ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(inputs);
        using var lease = _session.Enter();
        Signature.EnsureAccepts(inputs);
        var outputs = _session.Run(Prepare(inputs), cancellationToken);
        _package?.EnsureAccepted(inputs, outputs);
        return ValueTask.FromResult(_labels is null ? outputs : [.. outputs, _labels.Of(outputs[0])]);
    }

    /// <summary>Refuses further calls and frees the model when the last running call is done.</summary>
    public void Dispose() => _session.Dispose();

    private static OnnxPredictor LoadOnnx(
        string title, ReadOnlyMemory<byte> bytes, string? folder, Action<TensorProto> external, OnnxPredictorOptions? options)
    {
        var model = OnnxGuard.Read(title, bytes, external);
        return new OnnxPredictor(null, title, OnnxSignature.Read(title, bytes, model), model, folder, options);
    }

    /// <summary>Brings the inputs into the graph's order and form.</summary>
    private NamedTensor[] Prepare(IReadOnlyList<NamedTensor> inputs)
    {
        if (_package is { PreprocessingPlace.IsInGraph: false })
        {
            return [_package.Preprocess(inputs)];
        }

        var specs = _graph.Inputs;
        var prepared = new NamedTensor[specs.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = inputs.Count == 1 ? inputs[0] : Find(inputs, specs[i].Name);
        }

        return prepared;
    }

    private static NamedTensor Find(IReadOnlyList<NamedTensor> inputs, string name)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Name == name)
            {
                return inputs[i];
            }
        }

        throw new ArgumentException($"The input `{name}` is missing.", nameof(inputs));
    }
}
