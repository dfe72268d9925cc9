namespace Atelier.Training;

/// <summary>Padding, resizing and rearranging of images.</summary>
internal static class AtenImages
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
    };
}
