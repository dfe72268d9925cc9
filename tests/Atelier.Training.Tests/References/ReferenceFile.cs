using System.Text.Json.Nodes;

namespace Atelier.Training.Tests;

/// <summary>Expected values beside the script that made them.</summary>
internal static class ReferenceFile
{
    /// <summary>Reads a file of this folder.</summary>
    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Checkout.PathOf("tests", "Atelier.Training.Tests", "References", name)))!.AsObject();

    /// <summary>A list of numbers of which a missing one is NaN.</summary>
    public static double[] Numbers(this JsonNode node) => [.. node.AsArray().Select(number => number?.GetValue<double>() ?? double.NaN)];
}
