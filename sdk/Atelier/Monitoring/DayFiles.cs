using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Monitoring;

/// <summary>Files of JSON lines, one a day (UTC): <c>requests-2026-01-31.jsonl</c>, <c>labels-2026-01-31.jsonl</c>.</summary>
internal static class DayFiles
{
    public const string Requests = "requests";
    public const string Labels = "labels";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string PathOf(string folder, string kind, DateOnly day) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{day:yyyy-MM-dd}.jsonl"));

    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The day files of a folder, the oldest first; of any kind where none is given.</summary>
    public static IEnumerable<(string Path, DateOnly Day)> In(string folder, string? kind = null) =>
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.jsonl") : [])
            .Select(path => (Path: path, Name: Path.GetFileNameWithoutExtension(path)))
            .Select(file => (file.Path, Kind: file.Name[..Math.Max(0, file.Name.Length - 11)], Day: ParseDay(file.Name)))
            .Where(file => file.Day is not null && (kind is null ? file.Kind is Requests or Labels : file.Kind == kind))
            .Select(file => (file.Path, file.Day!.Value))
            .OrderBy(file => file.Value).ThenBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>Opens a file to add lines to; where the last line was torn, it is ended first, so that only that line is lost.</summary>
    public static FileStream Append(string path, FileShare share)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        try
        {
            if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    file.WriteByte((byte)'\n');
                }
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A value as one line of UTF-8 with its end.</summary>
    public static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Json), (byte)'\n'];

    /// <summary>The values of a file's lines that are asked for, and how many lines are torn or hold something else.</summary>
    public static (List<T> Values, int Skipped) Read<T>(string path, Func<T, bool> asked)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var (values, skipped) = (new List<T>(), 0);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (line.Length > 0 && JsonSerializer.Deserialize<T>(line, Json) is { } value && asked(value))
                {
                    values.Add(value);
                }
            }
            catch (JsonException)
            {
                skipped++;
            }
        }

        return (values, skipped);
    }

    private static DateOnly? ParseDay(string name)
    {
        var culture = CultureInfo.InvariantCulture;
        return name.Length > 11 && name[^11] == '-'
            && DateOnly.TryParseExact(name.AsSpan(name.Length - 10), "yyyy-MM-dd", culture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }
}
