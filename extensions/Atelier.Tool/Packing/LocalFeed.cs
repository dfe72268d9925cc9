using System.Security;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>Packs the projects of a repository that a notebook asks for as packages.</summary>
internal static class LocalFeed
{
    /// <summary>Makes sure that the packages which come from the notebook's own repository are packed from its present sources.</summary>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="requests">The packages that it asks for.</param>
    /// <param name="display">Shows the packing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The folder that holds the packages; null when the notebook needs none from a repository.</returns>
    /// <exception cref="PackingException">A package could not be built.</exception>
    public static async Task<string?> PrepareAsync(
        string folder, IReadOnlyList<PackageRequest> requests, RunDisplay display, CancellationToken cancellationToken)
    {
        if (requests.Count == 0 || SourceTree.FindRoot(folder) is not { } root)
            return null;
        var tree = new SourceTree(root);
        var files = tree.FindProjects();
        var ids = requests.Select(request => request.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = files.Where(file => SourceTree.PossibleIds(file).Any(ids.Contains)).ToArray();
        if (named.Length == 0)
            return null;

        await using var gate = await FeedLock.AcquireAsync(tree, cancellationToken);
        var stamp = await DescribeAsync(tree, files, named, cancellationToken);
        var asked = stamp.Projects.Where(project => requests.Any(request => request.IsMetBy(project.PackageId, project.PackageVersion)));
        var needed = SourceProject.Closure(asked, stamp.Projects).Where(project => project.IsPackable).ToArray();
        if (needed.Length == 0)
            return null;

        var prints = needed.ToDictionary(project => project.Path, project => SourceFingerprint.Of(project, tree));
        if (needed.Any(project => stamp.Packed.GetValueOrDefault(project.Path) != prints[project.Path]
            || !File.Exists(Path.Combine(tree.Feed, project.PackageFile))))
        {
            await PackAsync(tree, needed, display, cancellationToken);
            var packed = new Dictionary<string, string>(stamp.Packed);
            foreach (var (path, print) in prints)
                packed[path] = print;
            (stamp with { Packed = packed }).Save(tree);
        }
        return tree.Feed;
    }

    /// <summary>What is known of the projects; the build is asked only when one that matters has changed.</summary>
    private static async Task<FeedStamp> DescribeAsync(
        SourceTree tree, IReadOnlyList<string> files, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var stamp = FeedStamp.Load(tree);
        var known = stamp.Projects.Where(project => named.Contains(project.Path)).ToArray();
        if (known.Length == named.Count
            && SourceProject.Closure(known, stamp.Projects).All(project =>
                File.Exists(project.Path) && stamp.Described.GetValueOrDefault(project.Path) == SourceFingerprint.Of(project, tree)))
            return stamp;
        var projects = await ProjectProbe.DescribeAsync(tree, files, cancellationToken);
        stamp = stamp with
        {
            Projects = projects,
            Described = projects.ToDictionary(project => project.Path, project => SourceFingerprint.Of(project, tree)),
        };
        stamp.Save(tree);
        return stamp;
    }

    private static Task PackAsync(SourceTree tree, IReadOnlyList<SourceProject> projects, RunDisplay display, CancellationToken cancellationToken) =>
        display.ShowAsync($"Packing {(projects.Count == 1 ? "1 package" : $"{projects.Count} packages")} from source", async () =>
        {
            Directory.CreateDirectory(tree.Notes);
            var solution = Path.Combine(tree.Notes, "packages.slnx");
            await File.WriteAllTextAsync(solution, Solution(projects), cancellationToken);
            // Build servers would outlive this process and keep its pipes open.
            string[] arguments =
            [
                "pack", solution, "-c", "Release", "--nologo", "-v", "minimal", "-tl:off", "-nodeReuse:false",
                "-p:UseSharedCompilation=false", $"-p:PackageOutputPath={tree.Feed}",
            ];
            var (exitCode, lines) = await DotnetProcess.RunAsync(arguments, tree.Root, line => Report(line, display), cancellationToken);
            if (exitCode != 0)
                throw new PackingException(DotnetProcess.Failure("The packages that the notebook asks for could not be built from their sources", lines));
            return true;
        });

    private static string Solution(IEnumerable<SourceProject> projects) =>
        $"<Solution>\n{string.Concat(projects.Select(project => $"  <Project Path=\"{SecurityElement.Escape(project.Path)}\" />\n"))}</Solution>\n";

    private static void Report(string line, RunDisplay display)
    {
        if (line.IndexOf(" -> ", StringComparison.Ordinal) is > 0 and var arrow)
            display.Report($"  built {line[..arrow].Trim()}");
    }
}
