using System.Text.Json;

namespace Atelier.Tool;

/// <summary>What is known of the projects of a tree, and from which state of their sources the packages in the feed were packed.</summary>
internal sealed record FeedStamp
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>The projects as the build described them.</summary>
    public IReadOnlyList<SourceProject> Projects { get; init; } = [];

    /// <summary>The fingerprint of each project when it was described, by its path.</summary>
    public IReadOnlyDictionary<string, string> Described { get; init; } = new Dictionary<string, string>();

    /// <summary>The fingerprint of each project when it was last packed, by its path.</summary>
    public IReadOnlyDictionary<string, string> Packed { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the stamp of a tree; an empty one when there is none that can be read.</summary>
    public static FeedStamp Load(SourceTree tree)
    {
        try
        {
            return JsonSerializer.Deserialize<FeedStamp>(File.ReadAllText(FileOf(tree))) ?? new FeedStamp();
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return new FeedStamp();
        }
    }

    /// <summary>Writes the stamp.</summary>
    public void Save(SourceTree tree)
    {
        Directory.CreateDirectory(tree.Notes);
        var temporary = Path.Combine(tree.Notes, Path.GetRandomFileName());
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json));
        File.Move(temporary, FileOf(tree), overwrite: true);
    }

    private static string FileOf(SourceTree tree) => Path.Combine(tree.Notes, "stamp.json");
}
