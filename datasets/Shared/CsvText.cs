using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Atelier.Generators;

/// <summary>Writes a table as RFC 4180: UTF-8, commas, LF, fields quoted only where need be; null is an empty field.</summary>
internal sealed class CsvText
{
    private readonly StringBuilder _text = new();

    public CsvText(params ReadOnlySpan<string> header) => Add(header);

    public byte[] Bytes => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>A number with a fixed number of decimals.</summary>
    public static string Number(double value, int decimals) => value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Day(DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Minute(DateTime value) => value.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    public void Add(params ReadOnlySpan<string?> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(Quote(fields[i] ?? ""));
        }

        _text.Append('\n');
    }

    public static byte[] Unzip(string path)
    {
        using var zip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        zip.CopyTo(content);
        return content.ToArray();
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny("\",\n\r") < 0 ? field : '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
