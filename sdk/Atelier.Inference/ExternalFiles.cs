using System.Globalization;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>Refuses weights that a file asks to be read from where they may not be.</summary>
internal static class ExternalFiles
{
    /// <summary>Requires one of the files that came with a graph in memory.</summary>
    public static void EnsureAmong(string title, IReadOnlyList<OnnxDataFile> files, TensorProto tensor)
    {
        var location = Location(title, tensor);
        var file = files.FirstOrDefault(file => file.Name == location) ?? throw Refused(
            title, tensor, location, $"which did not come with it ({(files.Count == 0 ? "no data files did" : string.Join(", ", files.Select(file => file.Name)))})");
        if (Path.GetFileName(file.Name) != file.Name || file.Name is "." or "..")
        {
            throw Refused(title, tensor, location, "which is no plain file name");
        }

        EnsureWithin(title, tensor, location, file.Bytes.Length);
    }

    /// <summary>Requires a file in a folder or below it, not a link that leads out.</summary>
    public static void EnsureInside(string title, string folder, TensorProto tensor)
    {
        var location = Location(title, tensor);
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal)
            || location.Split('/', '\\').Any(part => part is "" or "." or ".."))
        {
            throw Refused(title, tensor, location, "which is outside of its folder");
        }

        FileSystemInfo file = new FileInfo(Path.Combine(folder, location));
        var length = file.Exists ? ((FileInfo)file).Length : throw Refused(title, tensor, location, "which does not exist");
        for (var part = file.FullName; part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null)
            {
                throw Refused(title, tensor, location, "which is a link");
            }
        }

        EnsureWithin(title, tensor, location, length);
    }

    private static string Location(string title, TensorProto tensor)
    {
        var locations = tensor.ExternalData.Where(entry => entry.Key == "location").Select(entry => entry.Value).ToArray();
        return locations is [{ Length: > 0 } location] && !location.Contains('\0', StringComparison.Ordinal)
            ? location
            : throw Refused(title, tensor, string.Join(", ", locations), "where one file name is expected");
    }

    private static void EnsureWithin(string title, TensorProto tensor, string location, long length)
    {
        var offset = Number("offset", 0);
        var count = Number("length", Math.Max(0, length - offset));
        if (offset < 0 || count < 0 || offset > length || count > length - offset)
        {
            throw Refused(title, tensor, location, $"bytes {offset} to {(decimal)offset + count} of {length}");
        }

        // Types that Atelier has no word for are left to ONNX Runtime, which knows their sizes.
        if (OnnxTypes.FromOnnx(tensor.DataType) is { } type)
        {
            var needed = tensor.Dims.Aggregate((decimal)type.Size(), (product, next) => product * next);
            var isWhole = tensor.ExternalData.All(entry => entry.Key != "length");
            if (type == DataType.String || (isWhole ? count < needed : count != needed))
            {
                throw Refused(
                    title, tensor, location,
                    type == DataType.String ? "where text cannot be" : $"which holds {count} bytes there; its shape ({string.Join(", ", tensor.Dims)}) needs {needed}");
            }
        }

        long Number(string key, long otherwise)
        {
            var entries = tensor.ExternalData.Where(entry => entry.Key == key).ToArray();
            return entries.Length == 0 ? otherwise
                : entries.Length == 1 && long.TryParse(entries[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw Refused(title, tensor, location, $"with the {key} `{string.Join(", ", entries.Select(entry => entry.Value))}`");
        }
    }

    private static InvalidDataException Refused(string title, TensorProto tensor, string location, string why) => new(
        $"In {title} the constant `{tensor.Name}` is to be read from `{location}`, {why}. Put the files with weights beside the ONNX file, as themselves, and name them without folders above.");
}
