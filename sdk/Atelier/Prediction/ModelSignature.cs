using System.Text.Json.Serialization;

namespace Atelier.Prediction;

/// <summary>What a model takes and gives: the names, types and shapes of its inputs and outputs.</summary>
/// <param name="Inputs">Every input, in the model's order.</param>
/// <param name="Outputs">Every output, in the model's order.</param>
/// <param name="ClassNames">The meaning of each class that a classifier tells apart; empty for other models or where unknown.</param>
public sealed record ModelSignature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs, IReadOnlyList<string> ClassNames)
{
    /// <summary>Units and meanings of inputs, of features in them, and of outputs; null where none are given. Servers do not send them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldNote>? Notes { get; init; }

    /// <summary>Requires inputs that the model can take: every name once, the right types and shapes, finite numbers, one batch length.</summary>
    /// <param name="inputs">What a caller wants to predict on.</param>
    /// <exception cref="ArgumentException">An input is missing, unknown, twice there, or of another type or shape, or holds NaN.</exception>
    public void EnsureAccepts(IReadOnlyList<NamedTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var spec in Inputs)
        {
            var given = CountOf(spec.Name, inputs);
            if (given != 1)
            {
                throw new ArgumentException(
                    $"The input `{spec.Name}` is given {given} times; expected once. The model takes {Describe(Inputs)}; given were "
                    + $"{(inputs.Count == 0 ? "no inputs" : string.Join("; ", inputs))}.",
                    nameof(inputs));
            }
        }

        foreach (var input in inputs)
        {
            EnsureAccepts(input);
        }

        if (inputs.Count == 1)
        {
            return;
        }

        var batches = inputs.Zip(inputs.Select(input => Inputs.First(spec => spec.Name == input.Name)))
            .Where(pair => pair.Second.Shape is [-1, ..])
            .Select(pair => pair.First.Shape[0])
            .Distinct()
            .ToArray();
        if (batches.Length > 1)
        {
            throw new ArgumentException(
                $"The inputs have batches of {string.Join(" and ", batches)} rows; expected one batch length for all. "
                + $"The model takes {Describe(Inputs)}.",
                nameof(inputs));
        }
    }

    /// <summary>The inputs and outputs in one line.</summary>
    public override string ToString() => $"{Describe(Inputs)} -> {Describe(Outputs)}";

    private static string Describe(IReadOnlyList<TensorSpec> specs) => string.Join("; ", specs);

    // Every prediction passes here, also those that take microseconds: plain loops, no allocation.
    private static int CountOf(string name, IReadOnlyList<NamedTensor> inputs)
    {
        var count = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            count += inputs[i].Name == name ? 1 : 0;
        }

        return count;
    }

    private static bool Fits(IReadOnlyList<int> expected, IReadOnlyList<int> actual)
    {
        var fits = actual.Count == expected.Count;
        for (var i = 0; fits && i < actual.Count; i++)
        {
            fits = expected[i] == -1 || expected[i] == actual[i];
        }

        return fits;
    }

    private TensorSpec? Find(string name)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Name == name)
            {
                return Inputs[i];
            }
        }

        return null;
    }

    private void EnsureAccepts(NamedTensor input)
    {
        var spec = Find(input.Name)
            ?? throw new ArgumentException($"There is no input `{input.Name}`; the model takes {Describe(Inputs)}.", "inputs");
        if (input.DataType != spec.DataType)
        {
            throw new ArgumentException(
                $"`{input.Name}` holds {input.DataType.ToProtocolName()} elements; expected {spec.DataType.ToProtocolName()}. "
                + $"Convert the array before the call. The model takes {Describe(Inputs)}.",
                "inputs");
        }

        var fits = Fits(spec.Shape, input.Shape);
        if (!fits || input.Count == 0)
        {
            throw new ArgumentException(
                $"`{input.Name}` has shape {Check.Show([.. input.Shape.Select(length => (long)length)])}; expected "
                + $"{Check.Show([.. spec.Shape.Select(length => (long)length)])}{(fits ? " with at least one row" : "")}. "
                + $"Reshape the array: the first dimension counts the rows. The model takes {Describe(Inputs)}.",
                "inputs");
        }

        if (input.DataType == DataType.Float32 && Check.FirstNotFinite(input.Values<float>().Span) is >= 0 and var bad)
        {
            throw new ArgumentException(
                $"`{input.Name}` holds {input.Values<float>().Span[bad]} at element {bad}; expected finite numbers. "
                + $"Fill missing values before the call. The model takes {Describe(Inputs)}.",
                "inputs");
        }
    }
}
