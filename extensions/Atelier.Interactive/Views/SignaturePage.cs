using Atelier.Prediction;

namespace Atelier.Interactive;

/// <summary>What a model takes and gives.</summary>
internal static class SignaturePage
{
    public static Page Of(ModelSignature signature) => new(
        $"{Names(signature.Inputs)} -> {Names(signature.Outputs)}",
        [new Heading("Model signature", Count(signature)), .. BlocksOf(signature)]);

    public static IEnumerable<Block> BlocksOf(ModelSignature signature)
    {
        yield return new Table(
            [.. new[] { "name", "direction", "type", "shape" }.Select(name => new Column(name, IsText: true))],
            [.. signature.Inputs.Select(spec => Row("input", spec)), .. signature.Outputs.Select(spec => Row("output", spec))]);
        if (signature.ClassNames.Count > 0)
        {
            yield return new Note("classes", Show.List(signature.ClassNames));
        }
    }

    private static string Count(ModelSignature signature) =>
        $"{Show.Count(signature.Inputs.Count, "input")}, {Show.Count(signature.Outputs.Count, "output")}";

    private static string Names(IReadOnlyList<TensorSpec> specs) =>
        string.Join("; ", specs.Select(spec => $"{spec.Name} {spec.DataType.ToProtocolName()} {Show.Shape(spec.Shape)}"));

    private static IReadOnlyList<Cell> Row(string direction, TensorSpec spec) =>
        [spec.Name, direction, spec.DataType.ToProtocolName(), Show.Shape(spec.Shape)];
}
