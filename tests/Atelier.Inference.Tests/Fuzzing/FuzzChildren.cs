using System.Diagnostics;
using System.Globalization;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>Runs a range of seeds in child processes of limited memory; one that ends or hangs costs its own seed only.</summary>
internal sealed class FuzzChildren(string test)
{
    public const string Range = "ATELIER_FUZZ_RANGE";
    public const string Folder = "ATELIER_FUZZ_FOLDER";

    private const string Starting = "start";

    // The limits are far above what a file of a few kilobytes may cost; a slow machine stays below them.
    private const int DataLimitInKiB = 3 << 20;
    private static readonly TimeSpan SeedLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private static readonly string Kept = Path.Combine(Path.GetTempPath(), "atelier-fuzz-findings");

    /// <summary>The file of a folder that says which seed is being run; <c>done</c> at the end.</summary>
    public static string ProgressIn(string folder) => Path.Combine(folder, "seed");

    /// <summary>The file of a folder that holds the model being run.</summary>
    public static string ModelIn(string folder) => Path.Combine(folder, "model.onnx");

    /// <summary>Runs every seed from the first to before the last, and gives those that ended or hung a child.</summary>
    public async Task<IReadOnlyList<FuzzFinding>> Run(int first, int last, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var findings = new List<FuzzFinding>();
        using var folder = new TemporaryFolder();
        for (var seed = first; seed < last;)
        {
            var (what, at) = await RunChild(folder.Path, seed, last, environment, cancellationToken);
            if (what is null)
            {
                break;
            }

            Directory.CreateDirectory(Kept);
            var kept = Path.Combine(Kept, string.Create(CultureInfo.InvariantCulture, $"seed-{at}.onnx"));
            File.Copy(ModelIn(folder.Path), kept, overwrite: true);
            findings.Add(new FuzzFinding(at, what, kept));
            seed = at + 1;
        }

        return findings;
    }

    private async Task<(string? What, int Seed)> RunChild(
        string folder, int first, int last, (string Name, string Value)[] environment, CancellationToken cancellationToken)
    {
        File.WriteAllText(ProgressIn(folder), Starting);
        File.WriteAllBytes(ModelIn(folder), []);
        string[] arguments = ["--filter-method", test];
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(Environment.ProcessPath!, arguments)
            : new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -c 0; ulimit -d {DataLimitInKiB}; exec \"$0\" \"$@\"", Environment.ProcessPath!, .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[Range] = string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
        start.Environment[Folder] = folder;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = child.StandardError.ReadToEndAsync(cancellationToken);
        var text = "";
        var (at, since) = (Starting, Stopwatch.StartNew());
        while (!child.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            var now = Progress(folder);
            if (now != at)
            {
                (at, since) = (now, Stopwatch.StartNew());
            }
            else if (since.Elapsed > (at == Starting ? StartLimit : SeedLimit) || cancellationToken.IsCancellationRequested)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None);
                cancellationToken.ThrowIfCancellationRequested();
                return ($"the child hung for {since.Elapsed.TotalSeconds:0} s", SeedOf(at));
            }
        }

        at = Progress(folder);
        text = string.Join('\n', await Task.WhenAll(output, errors));
        return child.ExitCode == 0 && at == "done"
            ? (null, last)
            : ($"the child ended with {child.ExitCode}. {text[Math.Max(0, text.Length - 3000)..]}", SeedOf(at));

        // A child that does not even begin, or fails after its last seed, is no matter of one file.
        int SeedOf(string progress) => int.TryParse(progress, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new InvalidOperationException($"The child for the seeds {first}-{last} stopped at `{progress}`: {text}");
    }

    private static string Progress(string folder)
    {
        using var stream = new FileStream(ProgressIn(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
