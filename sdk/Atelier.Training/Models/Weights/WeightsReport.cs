using System.Globalization;
using System.Text;

namespace Atelier.Training;

/// <summary>What of a weights file went into a model, and what did not match.</summary>
/// <remarks>Names are those of the model, after <c>rename</c>; <see cref="Unexpected"/> and <see cref="Skipped"/> are in the file's order.</remarks>
public sealed record WeightsReport
{
    private const int MostShown = 20;

    internal WeightsReport()
    {
    }

    /// <summary>Tensors of the model that were loaded.</summary>
    public IReadOnlyList<string> Loaded { get; init; } = [];

    /// <summary>Tensors of the model that the file lacks; they kept their values.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Tensors of the file that the model lacks, under the names that <c>rename</c> gave them.</summary>
    public IReadOnlyList<string> Unexpected { get; init; } = [];

    /// <summary>Tensors of the file that <c>rename</c> left out by returning null, under their names in the file.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Tensors that both have in different shapes; they kept their values.</summary>
    public IReadOnlyList<WeightsShapeMismatch> ShapeMismatches { get; init; } = [];

    /// <summary>Loaded tensors whose numbers were converted to the model's type.</summary>
    public IReadOnlyList<WeightsConversion> Conversions { get; init; } = [];

    /// <summary>True when model and file have the same tensors in the same shapes.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + ShapeMismatches.Count == 0;

    /// <summary>All of it for reading, several lines; of a long list the first 20 entries.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Loaded.Count} tensors loaded");
        Append(text, "missing in the file", Missing);
        Append(text, "unexpected in the file", Unexpected);
        Append(text, "of another shape", ShapeMismatches);
        Append(text, "converted", Conversions);
        Append(text, "skipped", Skipped);
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string what, IReadOnlyList<T> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}{entries.Count} {what}:");
        foreach (var entry in entries.Take(MostShown))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  {entry}");
        }

        if (entries.Count > MostShown)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  and {entries.Count - MostShown} more");
        }
    }
}
