using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Finds the pictures of prose cells and turns them into data URIs.</summary>
/// <param name="folder">Where files lie that are named by a relative path; null when none are to be read.</param>
internal sealed class Pictures(string? folder)
{
    private const string Attachment = "attachment:";

    /// <summary>True for an address that only the network can answer.</summary>
    public static bool IsRemote(string address) =>
        address.StartsWith("//", StringComparison.Ordinal)
        || address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The picture itself as a data URI; null when it is remote or cannot be found.</summary>
    public string? Find(string address, NotebookCell? cell) => address switch
    {
        _ when address.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => address,
        _ when address.StartsWith(Attachment, StringComparison.OrdinalIgnoreCase) => FindAttachment(address[Attachment.Length..], cell),
        _ when IsRemote(address) => null,
        _ => FindFile(address),
    };

    /// <summary>A data URI of content in base64, which may be broken into lines.</summary>
    public static string DataUri(string type, string base64) => $"data:{type};base64,{string.Concat(base64.Where(character => !char.IsWhiteSpace(character)))}";

    private static string? FindAttachment(string name, NotebookCell? cell)
    {
        if (cell?.Json["attachments"] is not JsonObject attachments
            || (attachments[name] ?? attachments[Uri.UnescapeDataString(name)]) is not JsonObject bundle)
            return null;
        var (type, content) = bundle.FirstOrDefault(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal) && MultilineText.Is(entry.Value));
        return content is null ? null : DataUri(type, MultilineText.Join(content));
    }

    private string? FindFile(string address)
    {
        var type = Path.GetExtension(address).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        if (folder is null || type is null)
            return null;
        var path = Path.Combine(folder, Uri.UnescapeDataString(address));
        try
        {
            return File.Exists(path) ? DataUri(type, Convert.ToBase64String(File.ReadAllBytes(path))) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
