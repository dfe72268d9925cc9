using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>What the last build of a project gave, kept in the cache folder.</summary>
internal sealed record ProjectRecord
{
    /// <summary>The project's assembly.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>The target framework that was built.</summary>
    public string Framework { get; init; } = "";

    /// <summary>The project's <c>project.assets.json</c>.</summary>
    public string AssetsFile { get; init; } = "";

    /// <summary>The <c>.deps.json</c> beside the assembly, which names the assemblies of other projects; there may be none.</summary>
    public string DependencyFile { get; init; } = "";

    /// <summary>The files whose change asks for another build; null when not all of them are known.</summary>
    public ProjectInputs? Inputs { get; init; }

    /// <summary>The state of these files after the build.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Where the record of a project lies.</summary>
    public static string PathFor(string project, string cache) => Path.Combine(
        cache, $"project-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.Version.Major} {project}")))[..32]}.json");

    /// <summary>Reads a record; null when there is no usable one.</summary>
    public static ProjectRecord? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ProjectRecord>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when nothing has changed since the build.</summary>
    public bool IsCurrent() => Inputs?.Stamp() is { } now && now == Stamp;

    /// <summary>Writes the record with the present state of the project's files.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="built">The project.</param>
    /// <param name="started">When the build began. What was changed since may have come too late for it.</param>
    public void Keep(string path, BuiltProject built, DateTime started)
    {
        var inputs = ProjectInputs.Find(built.Path, AssetsFile, Framework, built.Assemblies);
        var record = inputs is null || inputs.HaveChangedSince(started) ? this : this with { Inputs = inputs, Stamp = inputs.Stamp() ?? "" };
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(record));
    }

    /// <summary>The project's assembly and, from beside it, those that other projects or loose files contribute.</summary>
    public IReadOnlyList<string> Assemblies()
    {
        if (!File.Exists(DependencyFile))
            return [Assembly];
        using var document = JsonDocument.Parse(File.ReadAllBytes(DependencyFile));
        var folder = Path.GetDirectoryName(Assembly)!;
        var kinds = document.RootElement.GetProperty("libraries").EnumerateObject()
            .ToDictionary(library => library.Name, library => library.Value.GetProperty("type").GetString());
        return
        [
            Assembly,
            .. document.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
                .Where(library => kinds.GetValueOrDefault(library.Name) is "project" or "reference")
                .SelectMany(library => library.Value.TryGetProperty("runtime", out var files) ? files.EnumerateObject().Select(file => file.Name) : [])
                .Select(name => Path.Combine(folder, Path.GetFileName(name)))
                .Where(path => path != Assembly && File.Exists(path) && FrameworkAssemblies.IsManaged(path))
                .Distinct(),
        ];
    }
}
