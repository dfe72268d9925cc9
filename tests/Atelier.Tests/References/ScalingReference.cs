using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.References;

/// <summary>Columns of numbers, and what scikit-learn gave for them, from scaling_preprocessing.json, made by the script beside it.</summary>
internal static class ScalingReference
{
    /// <summary>How many cases each scaler has: a table each, and the number of rows to learn from.</summary>
    public const int Cases = 6;

    private static readonly JsonObject Root = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "scaling_preprocessing.json")))!.AsObject();

    public static JsonObject Normal => Root["normal"]!.AsObject();

    public static JsonObject Case(string scaler, int at) => Root[scaler]![at]!.AsObject();

    public static Dataset Table(string name)
    {
        var table = Root["tables"]![name]!.AsObject();
        return Dataset.FromColumns(name, table.Select(pair => new FeatureColumn(pair.Key, table.NumbersOrNaN(pair.Key))));
    }

    /// <summary>Fits on the case's training rows and compares the result of every fourth row with scikit-learn's.</summary>
    /// <remarks>The tolerance is relative to the larger of the value and 1.</remarks>
    public static T FitAndCompare<T>(string scaler, int at, T unfitted, double tolerance)
        where T : ITransformer
    {
        var reference = Case(scaler, at);
        var table = Table((string)reference["table"]!);
        var data = table.WithColumns(reference.Strings("columns").Select(table.Column));
        var fitted = unfitted.Fit(data.Slice(0, (int)reference["train"]!));

        var result = fitted.Transform(data.Select([.. Enumerable.Range(0, (data.Count + 3) / 4).Select(row => row * 4)]));

        var actual = Enumerable.Range(0, result.Count).SelectMany(row => result.Columns.Select(column => column.Numbers.Span[row]));
        Assert.Equal(reference.NumbersOrNaN("values"), actual, (a, b) => Close(a, b, tolerance));
        return (T)fitted;
    }

    /// <summary>Compares what was learned with scikit-learn's.</summary>
    public static void Compare(string scaler, int at, string field, ReadOnlyMemory<double> actual, double tolerance) =>
        Assert.Equal(Case(scaler, at).NumbersOrNaN(field), actual.ToArray(), (a, b) => Close(a, b, tolerance));

    private static bool Close(double a, double b, double tolerance) =>
        (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a));
}
