using System.Globalization;
using Atelier.Onnx;
using Atelier.Packaging;

namespace Atelier.Training;

/// <summary>Moves the weights of a model that is too large for one file into files beside it.</summary>
/// <remarks>ONNX, docs/ExternalData.md.</remarks>
internal static class ExternalWeights
{
    /// <summary>A protobuf message ends at 2 GiB; a mebibyte is left for everything that is not weights.</summary>
    public const long Limit = int.MaxValue - (1L << 20);

    // Small tensors, such as shapes, are read while a graph is loaded and stay in it.
    private const int SmallTensor = 1024;
    private const int Alignment = 4096;

    /// <summary>Moves the weights where all together are above a limit; gives the files.</summary>
    public static IReadOnlyList<OnnxDataFile> Split(ModelProto model, long limit)
    {
        var large = model.Graph.Initializer.Where(tensor => tensor.RawData.Length > SmallTensor).ToArray();
        if (large.Sum(tensor => (long)tensor.RawData.Length) <= limit)
        {
            return [];
        }

        var files = new List<OnnxDataFile>();
        var start = 0;
        while (start < large.Length)
        {
            var (end, length) = (start, 0L);
            while (end < large.Length && (end == start || Aligned(length) + large[end].RawData.Length <= limit))
            {
                length = Aligned(length) + large[end++].RawData.Length;
            }

            files.Add(Move(large.AsSpan(start..end), length, string.Create(CultureInfo.InvariantCulture, $"model.onnx.data{files.Count}")));
            start = end;
        }

        return files;
    }

    private static long Aligned(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private static OnnxDataFile Move(ReadOnlySpan<TensorProto> tensors, long length, string name)
    {
        var bytes = new byte[length];
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            offset = Aligned(offset);
            var size = tensor.RawData.Length;
            tensor.RawData.Span.CopyTo(bytes.AsSpan((int)offset, size));
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = name });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = size.ToString(CultureInfo.InvariantCulture) });
            offset += size;
        }

        return new OnnxDataFile(name, bytes);
    }
}
