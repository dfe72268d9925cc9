using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Atelier.Prediction;

namespace Atelier.Monitoring;

/// <summary>An input or output as it is written down: its values, where the rules allow it.</summary>
/// <param name="Name">The name of the model's input or output.</param>
/// <param name="DataType">The type of its elements.</param>
/// <param name="Shape">The lengths of its dimensions, the batch first.</param>
/// <param name="Redaction">What happened to its values.</param>
public sealed record LoggedTensor(string Name, DataType DataType, IReadOnlyList<int> Shape, Redaction Redaction)
{
    /// <summary>The numbers in row-major order, truth values as 0 and 1; null for text, and where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Numbers { get; init; }

    /// <summary>The texts in row-major order, or the hashes; null for numbers, and where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Copies what may be written down of a tensor.</summary>
    /// <param name="tensor">An input or output.</param>
    /// <param name="rules">What may be written down; null takes the defaults.</param>
    public static LoggedTensor Of(NamedTensor tensor, RedactionRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        rules ??= new RedactionRules();
        var hashed = rules.Hashed.Contains(tensor.Name);
        var kept = Math.Min(tensor.Count, rules.MostValues);
        var redaction = rules.Dropped.Contains(tensor.Name) ? Redaction.Dropped
            : hashed ? Redaction.Hashed
            : kept < tensor.Count ? Redaction.Cut
            : Redaction.None;
        var logged = new LoggedTensor(tensor.Name, tensor.DataType, tensor.Shape, redaction);
        if (redaction == Redaction.Dropped)
        {
            return logged;
        }

        if (tensor.DataType == DataType.String)
        {
            // Arrays may hold null all the same; a log must not fail its caller for it.
            var texts = tensor.Values<string?>().Span[..kept].ToArray().Select(text => text ?? "");
            return logged with { Texts = hashed ? Hash(texts, rules) : [.. texts.Select(text => Cut(text, rules.MostCharacters))] };
        }

        var numbers = Numerical(tensor, kept);
        return hashed
            ? logged with { Texts = Hash(numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)), rules) }
            : logged with { Numbers = numbers };
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    private static string[] Hash(IEnumerable<string> texts, RedactionRules rules) =>
    [
        .. texts.Select(text => HMACSHA256.HashData(rules.HashKey.Span, Encoding.UTF8.GetBytes(text)))
            .Select(hash => Convert.ToHexStringLower(hash, 0, 8)),
    ];

    private static double[] Numerical(NamedTensor tensor, int kept) => tensor.DataType switch
    {
        DataType.Bool => Of<bool>(tensor, kept, value => value ? 1 : 0),
        DataType.UInt8 => Of<byte>(tensor, kept, value => value),
        DataType.UInt16 => Of<ushort>(tensor, kept, value => value),
        DataType.UInt32 => Of<uint>(tensor, kept, value => value),
        DataType.UInt64 => Of<ulong>(tensor, kept, value => value),
        DataType.Int8 => Of<sbyte>(tensor, kept, value => value),
        DataType.Int16 => Of<short>(tensor, kept, value => value),
        DataType.Int32 => Of<int>(tensor, kept, value => value),
        DataType.Int64 => Of<long>(tensor, kept, value => value),
        DataType.Float16 => Of<Half>(tensor, kept, value => (double)value),
        DataType.Float32 => Of<float>(tensor, kept, value => value),
        _ => Of<double>(tensor, kept, value => value),
    };

    private static double[] Of<T>(NamedTensor tensor, int kept, Func<T, double> convert)
    {
        var values = tensor.Values<T>().Span[..kept];
        var numbers = new double[kept];
        for (var i = 0; i < kept; i++)
        {
            numbers[i] = convert(values[i]);
        }

        return numbers;
    }
}
