using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Tool;

/// <summary>Asks the build what projects pack, refer to and take in, in one process and without building.</summary>
internal static class ProjectProbe
{
    private const string Targets = """
        <Project>
          <Target Name="DescribePackage" Returns="@(_DescribedPackage)">
            <ItemGroup>
              <_DescribedInput Include="@(Compile->'%(FullPath)');@(EmbeddedResource->'%(FullPath)');@(Content->'%(FullPath)');@(None->'%(FullPath)');@(AdditionalFiles->'%(FullPath)')" />
              <_DescribedPackage Include="$(MSBuildProjectFullPath)">
                <PackageId>$(PackageId)</PackageId>
                <PackageVersion>$(PackageVersion)</PackageVersion>
                <IsPackable>$(IsPackable)</IsPackable>
                <References>@(ProjectReference->'%(FullPath)')</References>
                <Inputs>@(_DescribedInput)</Inputs>
              </_DescribedPackage>
            </ItemGroup>
          </Target>
        </Project>
        """;

    /// <summary>Describes projects.</summary>
    /// <exception cref="PackingException">The build cannot read one of them.</exception>
    public static async Task<IReadOnlyList<SourceProject>> DescribeAsync(
        SourceTree tree, IReadOnlyList<string> projects, CancellationToken cancellationToken)
    {
        // Outside the repository, so that its Directory.Build files do not reach in.
        var folder = Directory.CreateTempSubdirectory("atelier-probe-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "describe.targets"), Targets, cancellationToken);
            var probe = Path.Combine(folder, "probe.proj");
            await File.WriteAllTextAsync(probe, Probe(projects), cancellationToken);
            var (exitCode, lines) = await DotnetProcess.RunAsync(
                ["msbuild", probe, "-nologo", "-nodeReuse:false", "-getTargetResult:Describe"], tree.Root, null, cancellationToken);
            if (exitCode != 0)
                throw new PackingException(DotnetProcess.Failure("The projects that the notebook's packages come from cannot be read", lines));
            return Read(string.Join('\n', lines), tree);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Probe(IReadOnlyList<string> projects) => $"""
        <Project>
          <ItemGroup>
            {string.Join('\n', projects.Select(project => $"<Candidate Include=\"{SecurityElement.Escape(project)}\" />"))}
          </ItemGroup>
          <Target Name="Describe" Returns="@(Described)">
            <MSBuild Projects="@(Candidate)" Targets="DescribePackage" Properties="Configuration=Release;CustomAfterMicrosoftCommonTargets=$(MSBuildThisFileDirectory)describe.targets">
              <Output TaskParameter="TargetOutputs" ItemName="Described" />
            </MSBuild>
          </Target>
        </Project>
        """;

    private static IReadOnlyList<SourceProject> Read(string output, SourceTree tree)
    {
        try
        {
            var items = JsonNode.Parse(output[output.IndexOf('{')..])!["TargetResults"]!["Describe"]!["Items"]!.AsArray();
            return [.. items.Select(item => Read(item!, tree))];
        }
        catch (Exception exception) when (exception is JsonException or NullReferenceException or ArgumentOutOfRangeException)
        {
            throw new PackingException($"The build's description of the projects cannot be read; expected JSON, got:\n{output}");
        }
    }

    private static SourceProject Read(JsonNode item, SourceTree tree)
    {
        var path = item["Identity"]!.GetValue<string>();
        var own = Path.GetDirectoryName(path)! + Path.DirectorySeparatorChar;
        var root = tree.Root + Path.DirectorySeparatorChar;
        var folders = List(item, "Inputs")
            .Select(input => Path.GetDirectoryName(input)!)
            .Distinct()
            .Where(folder => (folder + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal)
                && !(folder + Path.DirectorySeparatorChar).StartsWith(own, StringComparison.Ordinal)
                && !Path.GetRelativePath(tree.Root, folder).Split(Path.DirectorySeparatorChar).Any(SourceTree.IsBuildOutput))
            .Order(StringComparer.Ordinal);
        return new SourceProject(
            path,
            item["PackageId"]!.GetValue<string>(),
            item["PackageVersion"]!.GetValue<string>(),
            item["IsPackable"]!.GetValue<string>().Equals("true", StringComparison.OrdinalIgnoreCase),
            List(item, "References"),
            [.. folders]);
    }

    private static string[] List(JsonNode item, string name) => item[name]!.GetValue<string>().Split(';', StringSplitOptions.RemoveEmptyEntries);
}
