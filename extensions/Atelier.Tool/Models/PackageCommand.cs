using System.CommandLine;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier package inspect|verify|diff</c>.</summary>
/// <remarks>The SDK is loaded only when one of them runs: no other command is to start later because of these.</remarks>
internal sealed class PackageCommand : Command
{
    private const string Codes = "Exit codes: 0 {0}; 1 {1}; 2 wrong usage, or a package that is missing{2}.";

    public PackageCommand(ToolHost host)
        : base("package", "Looks into model packages: folders or .zip files that ModelPackage.Save wrote.")
    {
        Add(One(host, "inspect", "Shows what a package holds: graph, signature, metrics, training data and provenance.",
            Text("shown", "the package is damaged", ""), (path, json) => PackageInspection.Run(host, path, json)));
        Add(One(host, "verify", "Checks a package: its checksums, that its parts fit together, and that ONNX Runtime loads its graph as the signature says.",
            Text("sound", "broken", ""), (path, json) => PackageVerification.Run(host, path, json)));
        Add(Diff(host));
    }

    private static string Text(string good, string bad, string more) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Codes, good, bad, more);

    private static Command One(ToolHost host, string name, string description, string codes, Func<string, bool, int> run)
    {
        var path = Path("PACKAGE");
        var json = Json();
        var command = new Command(name, $"{description}\n{codes}") { path, json };
        command.SetAction(parsed => Guard(host, () => run(parsed.GetRequiredValue(path), parsed.GetValue(json))));
        return command;
    }

    private static Command Diff(ToolHost host)
    {
        var (first, second, json) = (Path("FIRST"), Path("SECOND"), Json());
        var text = "Compares two packages: graph and weights, preprocessing, signature, metrics and provenance.\n"
            + Text("the same", "different", " or damaged");
        var command = new Command("diff", text) { first, second, json };
        command.SetAction(parsed => Guard(
            host, () => PackageComparison.Run(host, parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), parsed.GetValue(json))));
        return command;
    }

    private static Argument<string> Path(string name) => new(name) { Description = "The folder or .zip file of a package." };

    private static Option<bool> Json() => new("--json") { Description = "Writes JSON instead of tables." };

    private static int Guard(ToolHost host, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
    }
}
