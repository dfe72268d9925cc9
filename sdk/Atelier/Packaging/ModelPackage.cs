using System.Numerics.Tensors;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>A model ready to be served: its graph with the fitted preprocessing, signature, quality and origin.</summary>
/// <remarks>
/// Where ONNX can express the preprocessing, <c>model.onnx</c> takes raw columns and needs nothing else: any program with ONNX Runtime can run it.
/// Immutable; saved as a folder (<see cref="Save"/>) of <c>model.onnx</c>, <c>preprocessing.json</c>, <c>signature.json</c>,
/// <c>evaluation.json</c>, <c>provenance.json</c>, <c>manifest.json</c> and <c>SHA256SUMS</c>, which <c>sha256sum -c</c> can check.
/// </remarks>
public sealed record ModelPackage
{
    // What the model itself takes, behind the preprocessing; null where there is none.
    private readonly TensorSpec? _features;

    private ModelPackage(
        string name, OnnxGraph graph, ITransformer? preprocessing, PreprocessingPlace? place, TensorSpec? features, ModelSignature signature, Provenance provenance)
    {
        Name = name;
        Graph = graph;
        Preprocessing = preprocessing;
        PreprocessingPlace = place;
        _features = features;
        Signature = signature;
        Provenance = provenance;
    }

    /// <summary>The model's name: letters, digits, '.', '_' and '-', at most 64, the first a letter or digit.</summary>
    public string Name { get; }

    /// <summary>What runs: the whole way from raw rows to answers, or, where <see cref="PreprocessingPlace"/> says so, the model behind <see cref="Preprocessing"/> only.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What is done to raw rows before the model; null when the model takes raw rows.</summary>
    public ITransformer? Preprocessing { get; }

    /// <summary>Whether the graph does the preprocessing, or why it is done in C#; null when there is none.</summary>
    public PreprocessingPlace? PreprocessingPlace { get; }

    /// <summary>What callers give and get: raw rows in, the graph's outputs out.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Where the model comes from.</summary>
    public Provenance Provenance { get; }

    /// <summary>How good the model is; null until it has been evaluated.</summary>
    public EvaluationReport? Report { get; private init; }

    /// <summary>Puts a package together; where ONNX can express the preprocessing, it becomes a part of the graph.</summary>
    /// <remarks>
    /// A graph with its preprocessing takes raw rows as the signature says, and gives beside the model's outputs <c>label</c>: the name of the class with
    /// the highest score, or its number where classes have no names. A row that the preprocessing refuses gets NaN and an empty label (-1); a
    /// predictor then says why. <see cref="Graph"/> has other bytes than <paramref name="graph"/>.
    /// </remarks>
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
        if (preprocessing is null || PipelineGraph.FeaturesOf(graph) is not null)
        {
            return Of(name, graph, preprocessing, provenance);
        }

        var inputs = RawInputs(graph, preprocessing);
        return PipelineGraph.Join(graph, preprocessing, inputs, provenance.Data.ClassNames, out var reason) is { } whole
            ? Of(name, whole, preprocessing, provenance)
            : Of(name, graph, preprocessing, provenance, reason);
    }

    /// <summary>Puts a package together whose graph stays as it is.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="graph">The model, or the whole way from raw rows.</param>
    /// <param name="preprocessing">The fitted preprocessing; null when there was none.</param>
    /// <param name="provenance">Where the model comes from.</param>
    /// <param name="reason">Why preprocessing is not in the graph; null finds it out.</param>
    /// <exception cref="ArgumentException">The name is not allowed, or the parts do not fit together.</exception>
    internal static ModelPackage Of(string name, OnnxGraph graph, ITransformer? preprocessing, Provenance provenance, string? reason = null)
    {
        EnsureName(name);
        var classNames = provenance.Data.ClassNames;
        if (preprocessing is null)
        {
            return new ModelPackage(name, graph, null, null, null, new ModelSignature(graph.Inputs, graph.Outputs, classNames), provenance);
        }

        var whole = PipelineGraph.FeaturesOf(graph);
        var inputs = whole is null ? RawInputs(graph, preprocessing) : RawRows.Inputs(preprocessing.Input, whole);
        if (whole is not null && !inputs.Select(input => input.ToString()).SequenceEqual(graph.Inputs.Select(input => input.ToString())))
        {
            throw new ArgumentException(
                $"The graph takes {string.Join("; ", graph.Inputs)}; its preprocessing takes {string.Join("; ", inputs)}. Give the preprocessing that the graph was made with.",
                nameof(preprocessing));
        }

        var place = whole is not null
            ? PreprocessingPlace.InGraph
            : PreprocessingPlace.InCode(reason ?? PipelineGraph.WhyNot(graph, preprocessing, inputs) ?? "its graph was packaged without it");
        return new ModelPackage(name, graph, preprocessing, place, whole ?? graph.Inputs[0], new ModelSignature(inputs, graph.Outputs, classNames), provenance);
    }

    /// <summary>The same package with the result of an evaluation.</summary>
    /// <param name="report">What <see cref="Evaluator"/> measured on this package.</param>
    public ModelPackage With(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return this with { Report = report };
    }

    /// <summary>What the model takes for raw inputs: the rows that they hold, through the preprocessing, in C# wherever it runs otherwise.</summary>
    /// <param name="inputs">Inputs that <see cref="Signature"/> accepts: one array of rows, or one array a column of a table, where NaN and empty text are missing values.</param>
    /// <returns>The model's one input.</returns>
    /// <exception cref="InvalidOperationException">The package has no preprocessing, or it does not fit the graph.</exception>
    /// <exception cref="ArgumentException">The preprocessing refuses the rows, or makes numbers of them that are not finite.</exception>
    public NamedTensor Preprocess(IReadOnlyList<NamedTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Preprocessing is null || _features is not { } spec)
        {
            throw new InvalidOperationException($"The package `{Name}` has no preprocessing: its graph takes the inputs as they are.");
        }

        var result = Preprocessing.Transform(RawRows.Read(Name, Preprocessing.Input, inputs));
        result.EnsureFinite();
        int[] shape = [result.Count, .. spec.Shape.Skip(1)];
        if (shape.AsSpan(1).Contains(-1))
        {
            shape = [result.Count, .. result.FeatureShape];
        }

        return shape.Aggregate(1L, (product, length) => product * length) == result.Features.Length
            ? NamedTensor.Create(spec.Name, result.Features, shape)
            : throw new InvalidOperationException(
                $"The preprocessing of the package `{Name}` gives rows of {result.FeatureCount} values; its model takes {spec}. "
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

    /// <summary>The name and signature in one line, and where there is preprocessing, where it runs.</summary>
    public override string ToString() => $"{Name}: {Signature}" + (PreprocessingPlace is null ? "" : $"; preprocessing {PreprocessingPlace}");

    /// <summary>Requires that the preprocessing, where the graph does it, refused no row; says why otherwise.</summary>
    /// <param name="inputs">What the graph was given.</param>
    /// <param name="outputs">What it answered.</param>
    /// <exception cref="ArgumentException">It refused a row, which the graph answered with NaN.</exception>
    internal void EnsureAccepted(IReadOnlyList<NamedTensor> inputs, IReadOnlyList<NamedTensor> outputs)
    {
        if (PreprocessingPlace is { IsInGraph: true } && outputs.Any(HasNaN))
        {
            // A graph cannot throw: the same steps in C# can. Where they accept the rows, NaN is the model's own answer.
            _ = Preprocess(inputs);
        }
    }

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

    private static bool HasNaN(NamedTensor tensor) => tensor.DataType switch
    {
        DataType.Float16 => TensorPrimitives.IsNaNAny<Half>(tensor.Values<Half>().Span),
        DataType.Float32 => TensorPrimitives.IsNaNAny<float>(tensor.Values<float>().Span),
        DataType.Float64 => TensorPrimitives.IsNaNAny<double>(tensor.Values<double>().Span),
        _ => false,
    };

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
