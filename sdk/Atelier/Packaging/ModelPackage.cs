using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>A model ready to be served: its graph with the fitted preprocessing, signature, quality and origin.</summary>
/// <remarks>
/// Immutable; saved as a folder (<see cref="Save"/>) of <c>model.onnx</c>, <c>preprocessing.json</c>, <c>signature.json</c>,
/// <c>evaluation.json</c>, <c>provenance.json</c>, <c>manifest.json</c> and <c>SHA256SUMS</c>, which <c>sha256sum -c</c> can check.
/// </remarks>
public sealed record ModelPackage
{
    private ModelPackage(string name, OnnxGraph graph, ITransformer? preprocessing, ModelSignature signature, Provenance provenance)
    {
        Name = name;
        Graph = graph;
        Preprocessing = preprocessing;
        Signature = signature;
        Provenance = provenance;
    }

    /// <summary>The model's name: letters, digits, '.', '_' and '-', at most 64, the first a letter or digit.</summary>
    public string Name { get; }

    /// <summary>The model itself; it takes what <see cref="Preprocessing"/> gives.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What is done to raw rows before the graph; null when the graph takes raw rows.</summary>
    public ITransformer? Preprocessing { get; }

    /// <summary>What callers give and get: raw rows in, the graph's outputs out.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Where the model comes from.</summary>
    public Provenance Provenance { get; }

    /// <summary>How good the model is; null until it has been evaluated.</summary>
    public EvaluationReport? Report { get; private init; }

    /// <summary>Puts a package together.</summary>
    /// <param name="name">The model's name: letters, digits, '.', '_' and '-', at most 64, the first a letter or digit.</param>
    /// <param name="graph">The exported model, with one input when there is preprocessing.</param>
    /// <param name="preprocessing">The fitted preprocessing of the training data; null when there was none.</param>
    /// <param name="provenance">Where the model comes from; its class names become those of the signature.</param>
    /// <exception cref="ArgumentException">The name is not allowed, or the parts do not fit together.</exception>
    /// <exception cref="InvalidOperationException">The preprocessing has not been fitted.</exception>
    public static ModelPackage Create(string name, OnnxGraph graph, ITransformer? preprocessing, Provenance provenance)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(provenance);
        EnsureName(name);
        var inputs = preprocessing is null ? graph.Inputs : RawInputs(graph, preprocessing);
        var signature = new ModelSignature(inputs, graph.Outputs, provenance.Data.ClassNames);
        return new ModelPackage(name, graph, preprocessing, signature, provenance);
    }

    /// <summary>The same package with the result of an evaluation.</summary>
    /// <param name="report">What <see cref="Evaluator"/> measured on this package.</param>
    public ModelPackage With(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return this with { Report = report };
    }

    /// <summary>What the graph takes for raw inputs: the rows that they hold, through the preprocessing.</summary>
    /// <param name="inputs">Inputs that <see cref="Signature"/> accepts: one array of rows, or one array a column of a table, where NaN and empty text are missing values.</param>
    /// <returns>The graph's one input.</returns>
    /// <exception cref="InvalidOperationException">The package has no preprocessing, or it does not fit the graph.</exception>
    /// <exception cref="ArgumentException">The preprocessing refuses the rows, or makes numbers of them that are not finite.</exception>
    public NamedTensor Preprocess(IReadOnlyList<NamedTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Preprocessing is null)
        {
            throw new InvalidOperationException($"The package `{Name}` has no preprocessing: its graph takes the inputs as they are.");
        }

        var result = Preprocessing.Transform(RawRows.Read(Name, Preprocessing.Input, inputs));
        result.EnsureFinite();
        var spec = Graph.Inputs[0];
        int[] shape = [result.Count, .. spec.Shape.Skip(1)];
        if (shape.AsSpan(1).Contains(-1))
        {
            shape = [result.Count, .. result.FeatureShape];
        }

        return shape.Aggregate(1L, (product, length) => product * length) == result.Features.Length
            ? NamedTensor.Create(spec.Name, result.Features, shape)
            : throw new InvalidOperationException(
                $"The preprocessing of the package `{Name}` gives rows of {result.FeatureCount} values; its graph takes {spec}. "
                + "Package the preprocessing that the model was trained with.");
    }

    /// <summary>Writes the package to a folder, as a whole or not at all.</summary>
    /// <remarks>Replacing takes two renames: for a moment between them there is no package under the name.</remarks>
    /// <param name="folder">The new folder; its parent is made where needed.</param>
    /// <param name="overwrite">Whether a package that is there already is replaced; never a folder that holds anything else.</param>
    /// <exception cref="IOException">The folder exists and is not to be replaced, or cannot be written.</exception>
    public void Save(string folder, bool overwrite = false) => PackageFolder.Write(this, folder, overwrite);

    /// <summary>Reads a package and checks every byte of it against its checksums.</summary>
    /// <param name="folder">A folder that <see cref="Save"/> wrote.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">A part is missing, changed, of a newer format, or lies outside the folder.</exception>
    public static ModelPackage Load(string folder) => PackageFolder.Read(folder);

    /// <summary>The name and signature in one line.</summary>
    public override string ToString() => $"{Name}: {Signature}";

    internal static void EnsureName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var allowed = name.Length <= 64 && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!allowed)
        {
            throw new ArgumentException(
                $"`{name}` is no model name; expected at most 64 letters, digits, '.', '_' and '-', the first a letter or digit.", nameof(name));
        }
    }

    private static IReadOnlyList<TensorSpec> RawInputs(OnnxGraph graph, ITransformer preprocessing)
    {
        if (graph.Inputs is not [{ DataType: DataType.Float32 } input])
        {
            throw new ArgumentException(
                $"The graph takes {string.Join("; ", graph.Inputs)}; with preprocessing expected one FP32 input.", nameof(graph));
        }

        return RawRows.Inputs(preprocessing.Input, input);
    }
}
