using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Writes fitted transformers of any kind into graphs.</summary>
internal static class OnnxTransformers
{
    /// <summary>Why a transformer cannot be written, as a sentence without its full stop; null when it can.</summary>
    public static string? WhyNot(ITransformer transformer)
    {
        if (transformer is not IOnnxTransformer writable)
        {
            return $"the {transformer.Kind} does not say how it is written in ONNX";
        }

        if (writable is Pipeline or ColumnPipeline)
        {
            return writable.WhyNotOnnx;
        }

        var input = transformer.Input;
        var date = input.Kinds.IndexOf(FeatureKind.Date);
        return writable.WhyNotOnnx is { } reason ? $"the {transformer.Kind} {reason}"
            : date >= 0 ? $"the {transformer.Kind} takes the dates of `{input.Names[date]}`, which callers give as text that ONNX has no operation to read"
            : null;
    }

    /// <summary>The rows with the columns in the order of the transformer, as it finds them by name.</summary>
    public static OnnxRows Align(ITransformer transformer, OnnxWriter writer, OnnxRows rows)
    {
        var (wanted, given) = (transformer.Input, rows.Schema.Names);
        return wanted.Names.IsEmpty || given.IsEmpty || wanted.Names.SequenceEqual(given)
            ? rows
            : rows.Select(writer, wanted, [.. wanted.Names.Select(name => given.IndexOf(name))]);
    }

    /// <summary>Writes a transformer of which <see cref="WhyNot"/> says nothing.</summary>
    public static OnnxRows Write(ITransformer transformer, OnnxWriter writer, OnnxRows rows) => ((IOnnxTransformer)transformer).WriteOnnx(writer, rows);
}
