using System.Numerics.Tensors;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>A model ready to be served: its graph with the fitted preprocessing, signature, quality and origin.</summary>
/// <remarks>
/// Where ONNX can express the preprocessing, <c>model.onnx</c> takes raw columns and needs nothing else: any program with ONNX Runtime can run it.
/// Immutable; saved (<see cref="Save"/>) as a folder or zip file of <c>model.onnx</c> with the files of its weights if it has any,
/// <c>preprocessing.json</c>, <c>signature.json</c>, <c>evaluation.json</c>, <c>provenance.json</c>, <c>card.json</c>, <c>profile.json</c>,
/// <c>manifest.json</c>, <c>MODEL_CARD.md</c> for people, and <c>SHA256SUMS</c>, which <c>sha256sum -c</c> can check.
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
    public ModelSignature Signature { get; private init; }

    /// <summary>Where the model comes from.</summary>
    public Provenance Provenance { get; }

    /// <summary>How good the model is; null until it has been evaluated.</summary>
    public EvaluationReport? Report { get; private init; }

    /// <summary>What its makers say about its use; null where they say nothing.</summary>
    public ModelCard? Card { get; private init; }

    /// <summary>How its training data was spread, which requests are compared with; null where unknown.</summary>
    public ReferenceProfile? Profile { get; private init; }

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

    /// <summary>The same package with what its makers say about its use.</summary>
    /// <param name="card">The texts.</param>
    public ModelPackage With(ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return this with { Card = card };
    }

    /// <summary>The same package with how its training data was spread.</summary>
    /// <param name="profile">Of the raw rows that the package was trained on.</param>
    public ModelPackage With(ReferenceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return this with { Profile = profile };
    }

    /// <summary>The same package with units and meanings of its inputs, features and outputs, in place of earlier ones.</summary>
    /// <param name="notes">Each for an input or output of <see cref="Signature"/>, or for a named feature of the training data, once.</param>
    /// <exception cref="ArgumentException">A note is for something else, or two are for the same.</exception>
    public ModelPackage With(params IReadOnlyList<FieldNote> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        string[] known = [.. Signature.Inputs.Concat(Signature.Outputs).Select(spec => spec.Name).Concat(Provenance.Data.FeatureNames).Distinct()];
        var names = new HashSet<string>();
        foreach (var note in notes)
        {
            if (!known.Contains(note.Name) || !names.Add(note.Name))
            {
                throw new ArgumentException(
                    $"There is a note for `{note.Name}`; expected at most one for each of {string.Join(", ", known)}.", nameof(notes));
            }
        }

        return this with { Signature = Signature with { Notes = notes.Count == 0 ? null : [.. notes] } };
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

    /// <summary>Writes the package to a folder, or to a zip file where the path ends in <c>.zip</c>: as a whole or not at all.</summary>
    /// <remarks>
    /// Equal packages give equal bytes, also as zip files. Replacing a folder takes two renames: for a moment between them there is no
    /// package under the name; a zip file is replaced in one step.
    /// </remarks>
    /// <param name="path">The new folder or zip file; its parent is made where needed.</param>
    /// <param name="overwrite">Whether a package that is there already is replaced; never a folder or file that holds anything else.</param>
    /// <exception cref="IOException">The path exists and is not to be replaced, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A file of the graph's weights has a name that no file of a package may have.</exception>
    public void Save(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (PackageZip.IsZip(target))
        {
            PackageZip.Write(this, target, overwrite);
        }
        else
        {
            PackageFolder.Write(this, target, overwrite);
        }
    }

    /// <summary>Reads a package and checks every byte of it against its checksums; a zip file is not unpacked to disk.</summary>
    /// <param name="path">A folder or zip file that <see cref="Save"/> wrote.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">A part is missing, changed, of a newer format, or lies outside the package.</exception>
    public static ModelPackage Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var root = Path.GetFullPath(path);
        return File.Exists(root) ? PackageZip.Read(root)
            : Directory.Exists(root) ? PackageFolder.Read(root)
            : throw new DirectoryNotFoundException($"The package `{root}` does not exist; give a folder or zip file that ModelPackage.Save wrote.");
    }

    /// <summary>The model card: what the model does, takes and gives, how good it is, and where it comes from, in Markdown.</summary>
    public string ToMarkdown() => CardWriter.Write(this);

    /// <summary>Writes the graph into a model repository of NVIDIA Triton: <c>NAME/config.pbtxt</c>, <c>NAME/VERSION/model.onnx</c> and labels.</summary>
    /// <remarks>
    /// Triton speaks the Open Inference Protocol, so the same client calls the model there. Where all inputs and outputs begin with a batch
    /// of any length, Triton batches requests. Preprocessing in C# is not run there (<see cref="TritonOptions.WithoutPreprocessing"/>).
    /// </remarks>
    /// <param name="repository">The folder of the repository; it is made where needed.</param>
    /// <param name="options">Version and batching; null takes the defaults.</param>
    /// <returns>The path of the model's folder.</returns>
    /// <exception cref="InvalidOperationException">The package has preprocessing in C#, and the options do not leave it out.</exception>
    /// <exception cref="IOException">The repository has a model of that name, or cannot be written.</exception>
    public string SaveTriton(string repository, TritonOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repository);
        return TritonRepository.Write(this, repository, options ?? new TritonOptions());
    }

    /// <summary>Writes the manifest of a KServe <c>InferenceService</c> that runs what <see cref="SaveTriton"/> wrote.</summary>
    /// <param name="path">The YAML file; an existing one is replaced.</param>
    /// <param name="storageUri">Where the cluster finds the repository, such as <c>s3://bucket/models</c>.</param>
    /// <param name="withoutPreprocessing">Whether a package with preprocessing in C# is accepted: callers must then send rows that went through it.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    /// <exception cref="InvalidOperationException">The package has preprocessing in C#, and it is not left out on purpose.</exception>
    public void SaveKServe(string path, string storageUri, bool withoutPreprocessing = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(storageUri);
        TritonRepository.EnsureRunsAlone(this, withoutPreprocessing, "KServe with Triton");
        File.WriteAllText(path, KServeManifest.Text(this, storageUri));
    }

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
