using System.Collections.Immutable;
using Atelier.Onnx;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The modules that are written by a converter of their own; immutable.</summary>
public sealed class OnnxConverters
{
    private readonly ImmutableDictionary<Type, Func<nn.Module, IReadOnlyList<OnnxValue>, OnnxLayer, IReadOnlyList<OnnxValue>>> _entries;

    private OnnxConverters(ImmutableDictionary<Type, Func<nn.Module, IReadOnlyList<OnnxValue>, OnnxLayer, IReadOnlyList<OnnxValue>>> entries) => _entries = entries;

    /// <summary>No converters: every module is exported by what its forward does.</summary>
    public static OnnxConverters None { get; } =
        new(ImmutableDictionary<Type, Func<nn.Module, IReadOnlyList<OnnxValue>, OnnxLayer, IReadOnlyList<OnnxValue>>>.Empty);

    /// <summary>These converters and one more; for a type that has one already, the new one counts.</summary>
    /// <typeparam name="TModule">The exact type of the modules.</typeparam>
    /// <param name="converter">Writes modules of this type.</param>
    public OnnxConverters With<TModule>(IOnnxConverter<TModule> converter)
        where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(converter);
        return new OnnxConverters(_entries.SetItem(typeof(TModule), (module, inputs, layer) => converter.Convert((TModule)module, inputs, layer)));
    }

    internal bool Has(nn.Module module) => _entries.ContainsKey(module.GetType());

    internal IReadOnlyList<OnnxValue> Convert(nn.Module module, IReadOnlyList<OnnxValue> inputs, OnnxLayer layer) =>
        _entries[module.GetType()](module, inputs, layer);
}
