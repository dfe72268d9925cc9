using System.Text.Json;

namespace Atelier.Inference.Tests.Quantization;

/// <summary>Numbers that numpy computed; References/quantization.py made them.</summary>
internal static class QuantizationReference
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(Sample.PathOf("quantization.json"))).RootElement;

    /// <summary>A list of numbers by its name.</summary>
    public static double[] Numbers(string name) => [.. Root.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
