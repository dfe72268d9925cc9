namespace Atelier.Kernel;

/// <summary>The names of the two output streams in notebooks.</summary>
internal static class StreamNames
{
    public const string Output = "stdout";
    public const string Error = "stderr";
}
