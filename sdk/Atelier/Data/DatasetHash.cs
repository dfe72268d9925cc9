using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Atelier.Data;

/// <summary>The fingerprint of a dataset's content.</summary>
internal static class DatasetHash
{
    private const int ValuesAtOnce = 1 << 20;

    public static string Of(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (data.IsTabular)
        {
            foreach (var column in data.Columns)
            {
                Append(hash, column);
            }
        }
        else if (data.IsStreamed)
        {
            var most = Math.Max(1, ValuesAtOnce / data.FeatureCount);
            var values = new float[most * data.FeatureCount];
            for (var start = 0; start < data.Count; start += most)
            {
                int[] rows = [.. Enumerable.Range(start, Math.Min(most, data.Count - start))];
                data.CopyRows(rows, values);
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan(0, rows.Length * data.FeatureCount)));
            }
        }
        else
        {
            hash.AppendData(MemoryMarshal.AsBytes(data.Features.Span));
        }

        hash.AppendData(MemoryMarshal.AsBytes(data.Labels.Span));
        hash.AppendData(MemoryMarshal.AsBytes(data.Targets.Span));
        hash.AppendData(MemoryMarshal.AsBytes(data.Weights.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, FeatureColumn column)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(column.Name + "\0"));
        if (column.Kind == FeatureKind.Number)
        {
            hash.AppendData(MemoryMarshal.AsBytes(column.Numbers.Span));
            return;
        }

        for (var row = 0; row < column.Count; row++)
        {
            // A length before each text keeps ("ab", "c") apart from ("a", "bc"), -1 the missing from the empty.
            var text = column.Category(row);
            var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
