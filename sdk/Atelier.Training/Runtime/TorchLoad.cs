namespace Atelier.Training;

/// <summary>How the loading of libtorch ended.</summary>
/// <param name="Location">The file that libtorch was loaded from; null after a failure.</param>
/// <param name="PatchedCopy">The copy of TorchSharp's native library that was loaded in its place; null when none was needed.</param>
/// <param name="Error">What was searched and what to do; null after a success.</param>
internal sealed record TorchLoad(string? Location, string? PatchedCopy, string? Error)
{
    public static TorchLoad Success(string location, string? patchedCopy) => new(location, patchedCopy, null);

    public static TorchLoad Failure(string error) => new(null, null, error);
}
