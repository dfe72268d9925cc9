using System.Text;

namespace Atelier.Onnx;

/// <summary>One setting of an ONNX operation, such as <c>axis</c>.</summary>
/// <remarks>Names, types and meanings are those of the operator's page in the ONNX specification (docs/Operators.md).</remarks>
public sealed class OnnxAttribute
{
    private OnnxAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>A whole number.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    public static OnnxAttribute Int(string name, long value) => new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });

    /// <summary>A list of whole numbers.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="values">Its values.</param>
    public static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        proto.Ints.AddRange(values.ToArray());
        return new OnnxAttribute(proto);
    }

    /// <summary>A number.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value, kept as float32.</param>
    public static OnnxAttribute Float(string name, double value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = (float)value });

    /// <summary>A list of numbers.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="values">Its values.</param>
    public static OnnxAttribute Floats(string name, params ReadOnlySpan<float> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        proto.Floats.AddRange(values.ToArray());
        return new OnnxAttribute(proto);
    }

    /// <summary>A word, such as a mode.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    public static OnnxAttribute Text(string name, string value) =>
        new(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFrom(value, Encoding.UTF8) });

    /// <summary>A list of texts, such as categories.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="values">Its values.</param>
    public static OnnxAttribute Texts(string name, params ReadOnlySpan<string> values)
    {
        var proto = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        foreach (var value in values)
        {
            proto.Strings.Add(Google.Protobuf.ByteString.CopyFrom(value, Encoding.UTF8));
        }

        return new OnnxAttribute(proto);
    }

    /// <summary>The name and value, such as <c>axis = 1</c>.</summary>
    public override string ToString() => $"{Proto.Name} = {Proto.Type switch
    {
        AttributeProto.Types.AttributeType.Int => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Proto.I}"),
        AttributeProto.Types.AttributeType.Float => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Proto.F}"),
        AttributeProto.Types.AttributeType.Ints => $"[{string.Join(", ", Proto.Ints)}]",
        AttributeProto.Types.AttributeType.String => Proto.S.ToStringUtf8(),
        var type => type.ToString(),
    }}";
}
