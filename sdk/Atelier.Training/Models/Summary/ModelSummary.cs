using System.Globalization;
using System.Text;

namespace Atelier.Training;

/// <summary>The layers of a model, with what they cost for one input.</summary>
/// <remarks>
/// <para>
/// FLOPs count a multiplication and an addition as two, for the forward pass in eval mode. Linear layers and convolutions: two for each
/// weight that is used, and one for each bias. LSTM, GRU and RNN: the same for each step; the gates' element-wise work is left out. Batch
/// normalisation: 2 an element; layer, group and instance normalisation: 5, and 2 more with weights. Pooling: the window for each element
/// it gives; adaptive pooling: one for each element it takes. Activations: 1 an element; softmax: 5. Look-ups, reshapes and dropout: none.
/// </para>
/// <para>Work that a module does outside of its layers, such as an addition of two branches, is not seen and not counted.</para>
/// </remarks>
public sealed record ModelSummary
{
    internal ModelSummary()
    {
    }

    /// <summary>The shape of the input, batch included.</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>The shape of the model's output, batch included.</summary>
    public required IReadOnlyList<long> OutputShape { get; init; }

    /// <summary>The layers in the order in which the model registers them: modules without parts, and those with parameters of their own.</summary>
    public required IReadOnlyList<LayerSummary> Layers { get; init; }

    /// <summary>All parameters; shared ones once.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>The parameters that training changes.</summary>
    public long TrainableParameters => Layers.Sum(layer => layer.TrainableParameters);

    /// <summary>The operations of all layers for which they are known; see <see cref="UnknownFlops"/>.</summary>
    public long KnownFlops => Layers.Sum(layer => layer.Flops ?? 0);

    /// <summary>The layers whose operations are not known, and so are not in <see cref="KnownFlops"/>.</summary>
    public IReadOnlyList<string> UnknownFlops => [.. Layers.Where(layer => layer.Flops is null).Select(layer => layer.Name)];

    /// <summary>
    /// The layers of which no call was seen: they did not run, or are called by <c>forward</c> rather than <c>call</c>, or take or give something
    /// else than tensors.
    /// </summary>
    public IReadOnlyList<string> NotSeen => [.. Layers.Where(layer => layer.Calls == 0).Select(layer => layer.Name)];

    /// <summary>Bytes of parameters and buffers.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Bytes of what the seen layers give in one forward pass, as if all of it were kept.</summary>
    public long ActivationBytes => Layers.Sum(layer => layer.ActivationBytes ?? 0);

    /// <summary>
    /// An estimate of the bytes that training takes with Adam: weights, a gradient and two running means for each trainable parameter,
    /// and the activations. Work space of the kernels comes on top.
    /// </summary>
    public required long TrainingBytes { get; init; }

    /// <summary>A table for the console; <c>?</c> stands for what is not known.</summary>
    public override string ToString()
    {
        string[] titles = ["Layer", "Type", "Output shape", "Parameters", "FLOPs", "Activations"];
        var rows = Layers.Select(layer => new[]
        {
            layer.Name,
            layer.Type,
            layer.OutputShape is null ? "?" : Check.Show([.. layer.OutputShape]),
            Number(layer.Parameters),
            layer.Flops is { } flops ? Number(flops) : "?",
            layer.ActivationBytes is { } bytes ? Bytes(bytes) : "?",
        }).Prepend(titles).ToList();
        int[] widths = [.. titles.Select((_, column) => rows.Max(row => row[column].Length))];
        var line = new string('─', widths.Sum() + 2 * (widths.Length - 1));
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
            if (row == titles)
            {
                text.AppendLine(line);
            }
        }

        text.AppendLine(line);
        AppendTotals(text);
        return text.ToString().TrimEnd();
    }

    private void AppendTotals(StringBuilder text)
    {
        text.AppendLine($"Input {Check.Show([.. InputShape])}, output {Check.Show([.. OutputShape])}");
        text.AppendLine($"Parameters {Number(Parameters)}, trainable {Number(TrainableParameters)}");
        text.AppendLine($"FLOPs {(UnknownFlops.Count > 0 ? "at least " : "")}{Number(KnownFlops)} (a multiplication and an addition are 2)");
        text.AppendLine($"Memory: weights {Bytes(WeightBytes)}, activations {Bytes(ActivationBytes)}, training with Adam about {Bytes(TrainingBytes)}");
        if (UnknownFlops.Count > 0)
        {
            text.AppendLine($"FLOPs not known of: {string.Join(", ", UnknownFlops)}");
        }

        if (NotSeen.Count > 0)
        {
            text.AppendLine($"No call seen of: {string.Join(", ", NotSeen)} (call layers by `call`, not by `forward`)");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:N1} GiB"),
    };
}
