namespace Atelier.Prediction;

/// <summary>What a model asks of one input, or promises of one output.</summary>
/// <param name="Name">The name in the model.</param>
/// <param name="DataType">The type of the elements.</param>
/// <param name="Shape">The lengths of the dimensions; -1 stands for any length, as for the batch, which comes first.</param>
public sealed record TensorSpec(string Name, DataType DataType, IReadOnlyList<int> Shape)
{
    /// <summary>Name, type and shape, such as <c>features FP32 (batch, 784)</c>.</summary>
    public override string ToString() =>
        $"{Name} {DataType.ToProtocolName()} {Check.Show([.. Shape.Select(length => (long)length)])}";
}
