namespace Atelier.Kernel;

/// <summary>An error or a warning of a package restore.</summary>
/// <param name="Code">NuGet's code, such as <c>NU1101</c>.</param>
/// <param name="Level"><c>Error</c> or <c>Warning</c>.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="PackageId">The package that it is about; may be empty.</param>
internal sealed record RestoreMessage(string Code, string Level, string Text, string PackageId)
{
    public bool IsError => Level == "Error";
}
