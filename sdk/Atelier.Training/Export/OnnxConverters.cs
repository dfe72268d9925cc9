using Atelier.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The converters by the exact type of the modules that they write.</summary>
internal sealed class OnnxConverters
{
    private readonly Dictionary<Type, Entry> _entries = [];

    private OnnxConverters()
    {
    }

    /// <summary>All module types that can be exported.</summary>
    public static OnnxConverters BuiltIn { get; } = new OnnxConverters()
        .With(new LinearConverter())
        .With(new ReLUConverter())
        .With(new SoftmaxConverter())
        .With(new FlattenConverter())
        .With(new PassThroughConverter<Dropout>())
        .With(new PassThroughConverter<Identity>())
        .With(new SequentialConverter())
        .With(new MlpConverter());

    /// <summary>The names of the supported types, in order.</summary>
    public string Supported => string.Join(", ", _entries.Keys.Select(type => type.Name).Order(StringComparer.Ordinal));

    public bool Supports(nn.Module module) => _entries.ContainsKey(module.GetType());

    public InputRow RowOf(nn.Module module) =>
        _entries.TryGetValue(module.GetType(), out var entry) ? entry.RowOf(module, this) : InputRow.Open;

    public OnnxValue Convert(nn.Module module, OnnxValue input, OnnxLayer layer) =>
        _entries.TryGetValue(module.GetType(), out var entry) ? entry.Convert(module, input, layer) : throw layer.Unsupported(module, Supported);

    private OnnxConverters With<TModule>(IOnnxConverter<TModule> converter)
        where TModule : nn.Module
    {
        _entries.Add(typeof(TModule), new Entry(
            (module, converters) => converter.RowOf((TModule)module, converters),
            (module, input, layer) => converter.Convert((TModule)module, input, layer)));
        return this;
    }

    private sealed record Entry(Func<nn.Module, OnnxConverters, InputRow> RowOf, Func<nn.Module, OnnxValue, OnnxLayer, OnnxValue> Convert);
}
