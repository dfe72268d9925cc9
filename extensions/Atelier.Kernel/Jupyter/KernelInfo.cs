using System.Reflection;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Create(string language)
    {
        var version = typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        // The part after the plus sign names the commit.
        version = version.Split('+')[0];
        var isFSharp = language == "fsharp";
        var (title, languageVersion) = isFSharp ? ("F#", "10.0") : ("C#", "14.0");
        var content = Replies.Ok();
        content["protocol_version"] = MessageWriter.ProtocolVersion;
        content["implementation"] = "atelier";
        content["implementation_version"] = version;
        content["language_info"] = new JsonObject
        {
            ["name"] = title,
            ["version"] = languageVersion,
            ["mimetype"] = isFSharp ? "text/x-fsharp" : "text/x-csharp",
            ["file_extension"] = isFSharp ? ".fs" : ".cs",
            ["pygments_lexer"] = isFSharp ? "fsharp" : "csharp",
            ["codemirror_mode"] = isFSharp ? "text/x-fsharp" : "text/x-csharp",
        };
        content["banner"] = $"Atelier {version}: {title} {languageVersion} on .NET {Environment.Version}";
        content["help_links"] = new JsonArray(
            Link($"{title} language", $"https://learn.microsoft.com/dotnet/{(isFSharp ? "fsharp" : "csharp")}/"),
            Link(".NET API", "https://learn.microsoft.com/dotnet/api/"));
        content["supported_features"] = new JsonArray();
        return content;
    }

    private static JsonObject Link(string text, string url) => new() { ["text"] = text, ["url"] = url };
}
