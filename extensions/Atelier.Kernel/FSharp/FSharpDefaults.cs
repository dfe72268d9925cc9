namespace Atelier.Kernel;

/// <summary>What every F# cell can use without saying so.</summary>
internal static class FSharpDefaults
{
    public const string Opens = """
        open System
        open System.IO
        open System.Text
        open System.Linq
        open System.Threading.Tasks
        open Microsoft.AspNetCore.Html
        open Microsoft.DotNet.Interactive
        open Microsoft.DotNet.Interactive.Formatting
        open type Microsoft.DotNet.Interactive.Kernel
        """;
}
