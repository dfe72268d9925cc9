using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>Says of a line that begins with <c>#!</c> why it does nothing here, and what to do instead.</summary>
internal static class AbsentMagics
{
    private const string Lesson =
        "belongs to the lessons of .NET Interactive's Journey package, which this kernel does not run. "
        + "Write the lesson's text in Markdown cells and its checks in code.";
    private const string Laboratory = "belongs to .NET Interactive's ExtensionLab package, which this kernel does not load. Remove the line.";
    private const string Internal = "is one that .NET Interactive used for itself; this kernel needs nothing of the kind. Remove the line.";
    private const string AspNet = "ran a web server in the notebook, which this kernel does not do by a magic command. "
        + "Start one in code: var app = WebApplication.Create(); app.MapGet(\"/\", () => 1); await app.StartAsync();";
    private const string PowerShell = "selects PowerShell, which this kernel does not have. "
        + "Write the cell in C# (System.Diagnostics.Process.Start runs a program), or run the script outside of the notebook.";
    private const string Query = "is a language that a package adds, and no package of this session has added it. Load one in a cell before: #r \"nuget: PACKAGE\". "
        + "Without one, reach the database from C# through its ADO.NET package.";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#!pwsh"] = PowerShell,
        ["#!powershell"] = PowerShell,
        ["#!http"] = "selects a language of HTTP requests, which this kernel does not have. "
            + "Send the request from C#: await new HttpClient().GetStringAsync(\"https://...\").",
        ["#!sql"] = Query,
        ["#!kql"] = Query,
        ["#!connect"] = "adds a kernel of another process or a database, and no package of this session brings a way to connect. Load one in a cell before: "
            + "#r \"nuget: PACKAGE\". Kernels over signalr, stdio and jupyter are not supported: run what they would run in its own notebook.",
        ["#!aspnet"] = AspNet,
        ["#!aspnet-stop"] = AspNet,
        ["#!explain"] = Laboratory,
        ["#!inspect"] = Laboratory,
        ["#!linqify"] = Laboratory,
        ["#!record"] = Laboratory,
        ["#!nuget-restore"] = Internal,
        ["#!expand"] = Internal,
        ["#!enable-http"] = Internal,
        ["#!start-lesson"] = Lesson,
        ["#!model-answer"] = Lesson,
        ["#!meta"] = "introduces the metadata of a .dib document and can stand only in such a file, above its first cell.",
        ["#!raw"] = "introduces raw text in a .dib document and selects no language. Make the cell a raw cell.",
    };

    /// <summary>The reason, in words.</summary>
    /// <param name="name">The name that the line begins with, <c>#!</c> included.</param>
    /// <param name="kernel">The kernel that is selected where the line stands.</param>
    /// <param name="root">The session's kernels.</param>
    public static string Explain(string name, string kernel, CompositeKernel root)
    {
        if (Reasons.TryGetValue(name, out var reason))
            return $"{name} {reason}";
        if (name.StartsWith("#!sql-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("#!kql-", StringComparison.OrdinalIgnoreCase))
            return $"{name} selects a database connection that this session has not opened. {name[..5]} {Query}";
        if (root.ChildKernels.FirstOrDefault(other => other.MagicCommands.Any(command =>
                command.Directive.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } owner)
            return $"{name} is a magic command of the kernel {owner.Name}, and {kernel} is selected there. Put #!{owner.Name} above it.";
        var known = root.ChildKernels.Prepend(root).SelectMany(other => other.MagicCommands).Select(command => command.Directive.Name)
            .Concat(root.ChildKernels.SelectMany(child => child.KernelInfo.Aliases.Prepend(child.Name)).Select(selected => $"#!{selected}"));
        return $"{name} is neither a magic command nor a language of this session{ClosestName.Suggest(name, known)} "
            + "#!lsmagic lists all there are. What a package or a cell adds can be used from the next cell on.";
    }
}
