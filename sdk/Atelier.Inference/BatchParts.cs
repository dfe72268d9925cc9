using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>Runs a long batch in parts of bounded length and joins their answers.</summary>
internal static class BatchParts
{
    /// <summary>Requires a graph whose inputs and outputs all begin with the rows of the batch.</summary>
    /// <param name="title">What the graph is called in errors.</param>
    /// <param name="plan">The graph.</param>
    /// <exception cref="ArgumentException">It has one that does not.</exception>
    public static void EnsureSplits(string title, GraphPlan plan)
    {
        var batch = plan.Inputs.FirstOrDefault()?.Batch;
        var odd = plan.Inputs.Concat(plan.Outputs).FirstOrDefault(port =>
            port.Spec.Shape is not [-1, ..] || (port.Batch is { Length: > 0 } name && batch is { Length: > 0 } && name != batch));
        if (odd is not null || plan.Inputs.Length == 0)
        {
            throw new ArgumentException(
                $"`LargestBatch` is set, and {title} has {(odd is null ? "no inputs" : $"`{odd.Spec}`, which does not begin with the rows of the batch")}: "
                + "its answers cannot be joined. Leave `LargestBatch` null, or export the model with a batch of any length first in every input and output.",
                nameof(OnnxPredictorOptions));
        }
    }

    /// <summary>Runs the rows of the inputs in parts.</summary>
    /// <param name="plan">A graph that passed <see cref="EnsureSplits"/>.</param>
    /// <param name="inputs">The inputs, all of as many rows.</param>
    /// <param name="largest">The most rows of a part.</param>
    /// <param name="run">Runs a part.</param>
    /// <param name="cancellationToken">Looked at before each part.</param>
    /// <exception cref="InvalidOperationException">A part has another number of rows than its inputs, or other lengths than those before.</exception>
    public static IReadOnlyList<NamedTensor> Run(
        GraphPlan plan, NamedTensor[] inputs, int largest, Func<NamedTensor[], IReadOnlyList<NamedTensor>> run, CancellationToken cancellationToken)
    {
        var rows = inputs[0].Shape[0];
        var joined = new Array?[plan.Outputs.Length];
        var shapes = new int[plan.Outputs.Length][];
        for (var start = 0; start < rows; start += largest)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(largest, rows - start);
            var outputs = run([.. inputs.Select((input, i) => plan.Inputs[i].Codec.Rows(input, start, count))]);
            for (var i = 0; i < joined.Length; i++)
            {
                var part = outputs[i];
                var codec = plan.Outputs[i].Codec;
                if (part.Shape is not [var given, ..] || given != count)
                {
                    throw new InvalidOperationException(
                        $"The graph answered {count} rows with {part}; expected {count} rows. It does not answer row by row: leave `LargestBatch` null.");
                }

                shapes[i] ??= [rows, .. part.Shape.Skip(1)];
                if (!part.Shape.Skip(1).SequenceEqual(shapes[i].Skip(1)))
                {
                    throw new InvalidOperationException(
                        $"The graph answered rows {start} to {start + count - 1} with {part}, and those before with other lengths; "
                        + "such answers cannot be joined. Leave `LargestBatch` null.");
                }

                joined[i] ??= codec.Allocate(LengthOf(part.Name, shapes[i]));
                codec.Put(part, joined[i]!, part.Count / count * start);
            }
        }

        return [.. plan.Outputs.Select((port, i) => port.Codec.ToTensor(port.Spec.Name, joined[i]!, shapes[i]))];
    }

    private static int LengthOf(string name, int[] shape)
    {
        var length = shape.Aggregate(1L, (product, next) => Math.Min(product * next, int.MaxValue));
        return length <= Array.MaxLength
            ? (int)length
            : throw new InvalidOperationException(
                $"`{name}` has the shape {Check.Show([.. shape.Select(next => (long)next)])}, more elements than an array can have. Predict fewer rows a call.");
    }
}
