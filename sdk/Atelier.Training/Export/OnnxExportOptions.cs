namespace Atelier.Training;

/// <summary>How a module is written as an ONNX graph.</summary>
public sealed record OnnxExportOptions
{
    private const int LowestOpset = 17;
    private const int HighestOpset = 23;

    /// <summary>The name of the graph's input.</summary>
    /// <value><c>features</c> by default.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string InputName { get; init => field = Named(value, nameof(InputName)); } = "features";

    /// <summary>The name of the graph's output.</summary>
    /// <value>By default null: <c>probabilities</c>, <c>logits</c> for the raw answer of an <see cref="IClassifier"/>, else <c>output</c>.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? OutputName { get; init => field = value is null ? null : Named(value, nameof(OutputName)); }

    /// <summary>The names of the inputs and of their axes that vary; see <see cref="OnnxInput"/>.</summary>
    /// <value>By default null: one input is called <see cref="InputName"/>, several <c>input_0</c>, <c>input_1</c>...; the first axis of each is the <c>batch</c>.</value>
    public IReadOnlyList<OnnxInput>? Inputs { get; init; }

    /// <summary>The names of the outputs, for a model with several.</summary>
    /// <value>By default null: <see cref="OutputName"/> for one, <c>output_0</c>, <c>output_1</c>... for several.</value>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>The modules that are written by a converter of their own.</summary>
    /// <value>None by default.</value>
    public OnnxConverters Converters { get; init; } = OnnxConverters.None;

    /// <summary>What is written about the model into the file, by key.</summary>
    /// <value>Nothing by default.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest difference to the module that a graph may have, relative to the largest number of a row and at least to 1.</summary>
    /// <value>Above 0; 1e-4 by default, which float32 needs in deep networks.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is not above 0.</exception>
    public double Tolerance { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, $"`{nameof(Tolerance)}` is {value}; expected a number above 0."); } = 1e-4;

    /// <summary>The shape of one row of the input, without the batch.</summary>
    /// <value>By default null: the first layer tells it, as a linear layer does; needed for a model that starts with another layer. Or give example inputs to the export.</value>
    /// <exception cref="ArgumentException">A length is below 1.</exception>
    public IReadOnlyList<int>? InputShape { get; init => field = value is null ? null : Lengths(value); }

    /// <summary>Whether a classifier answers with probabilities or with its raw logits.</summary>
    /// <value><see cref="OnnxOutput.Automatic"/> by default.</value>
    public OnnxOutput Output { get; init; }

    /// <summary>The version of ONNX's operators that the graph uses; older runtimes need lower ones.</summary>
    /// <value>From 17 to 23, 17 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The version is not supported.</exception>
    public int OpsetVersion { get; init => field = Opset(value); } = LowestOpset;

    /// <summary>The name of the graph, as tools show it.</summary>
    /// <value>By default null: the module's own name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? ModelName { get; init => field = value is null ? null : Named(value, nameof(ModelName)); }

    private static string Named(string name, string option) => string.IsNullOrWhiteSpace(name)
        ? throw new ArgumentException($"`{option}` is empty; expected a name such as `features`.", option)
        : name;

    private static int[] Lengths(IReadOnlyList<int> shape) => shape.All(length => length >= 1)
        ? [.. shape]
        : throw new ArgumentException(
            $"`{nameof(InputShape)}` is ({string.Join(", ", shape)}); expected the lengths of one row, each at least 1. Leave the batch out.",
            nameof(InputShape));

    private static int Opset(int version) => version is >= LowestOpset and <= HighestOpset
        ? version
        : throw new ArgumentOutOfRangeException(
            nameof(OpsetVersion), version, $"ONNX operator set {version} is not supported; expected {LowestOpset} to {HighestOpset}.");
}
