using Atelier.Onnx;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes a flattening of neighbouring dimensions into one.</summary>
internal sealed class FlattenConverter : IOnnxConverter<Flatten>
{
    // A length that Reshape takes from its input, and one that it works out.
    private const long Same = 0;
    private const long Rest = -1;

    public InputRow RowOf(Flatten module, OnnxConverters converters) => InputRow.Open;

    public OnnxValue Convert(Flatten module, OnnxValue input, OnnxLayer layer)
    {
        var start = layer.Axis(module.start_dim, input, "start_dim");
        var end = layer.Axis(module.end_dim, input, "end_dim");
        if (start > end)
        {
            throw layer.Error($"its start_dim {module.start_dim} lies behind its end_dim {module.end_dim} for {input.ShowShape()}.");
        }

        if (start == end)
        {
            return input;
        }

        var merged = Product([.. input.Shape.Take(start..(end + 1))]);
        OnnxDimension[] shape = [.. input.Shape.Take(start), merged, .. input.Shape.Skip(end + 1)];
        if (start == 1 && end == input.Rank - 1)
        {
            return layer.AddNode("Flatten", [input], shape, OnnxAttribute.Int("axis", 1));
        }

        long[] target =
        [
            .. Enumerable.Repeat(Same, start),
            merged.IsFixed ? merged.Length : Rest,
            .. input.Shape.Skip(end + 1).Select(dimension => dimension.Length),
        ];
        return layer.AddNode("Reshape", [input, layer.AddConstant(target)], shape);
    }

    private static OnnxDimension Product(IReadOnlyList<OnnxDimension> dimensions) => dimensions.All(dimension => dimension.IsFixed)
        ? dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension.Length))
        : OnnxDimension.Unknown;
}
