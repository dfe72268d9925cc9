using System.Globalization;
using System.Text;
using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>Writes a package into a model repository of NVIDIA Triton.</summary>
/// <remarks>The format: Triton's model_repository.md and model_configuration.md, and <c>model_config.proto</c> of triton-inference-server/common.</remarks>
internal static class TritonRepository
{
    private const string LabelFile = "labels.txt";

    public static string Write(ModelPackage package, string folder, TritonOptions options)
    {
        EnsureRunsAlone(package, options.WithoutPreprocessing, "Triton");
        var target = Path.Combine(Path.GetFullPath(folder), package.Name);
        if (Path.Exists(target))
        {
            throw new IOException($"`{target}` exists already. Remove it, or give another model repository.");
        }

        var temporary = PackageFolder.TemporaryBeside(target);
        try
        {
            var version = Path.Combine(temporary, options.Version.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(version);
            Write(Path.Combine(version, PackageParts.Graph), package.Graph.Bytes.Span);
            foreach (var file in package.Graph.DataFiles)
            {
                if (!PackageParts.IsPlainName(file.Name) || file.Name == PackageParts.Graph)
                {
                    throw new InvalidOperationException($"The graph has a data file `{file.Name}`; expected a plain file name other than `{PackageParts.Graph}`.");
                }

                Write(Path.Combine(version, file.Name), file.Bytes.Span);
            }

            Write(Path.Combine(temporary, "config.pbtxt"), Encoding.UTF8.GetBytes(Configuration(package, options)));
            if (Labelled(package) is not null)
            {
                // Triton reads a name a line.
                var labels = package.Signature.ClassNames.Select(name => name.ReplaceLineEndings(" ") + "\n");
                Write(Path.Combine(temporary, LabelFile), Encoding.UTF8.GetBytes(string.Concat(labels)));
            }

            Directory.Move(temporary, target);
            return target;
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Requires a package whose graph takes what callers give.</summary>
    public static void EnsureRunsAlone(ModelPackage package, bool withoutPreprocessing, string server)
    {
        if (package is { Preprocessing: { } preprocessing, PreprocessingPlace.IsInGraph: false } && !withoutPreprocessing)
        {
            throw new InvalidOperationException(
                $"The preprocessing `{preprocessing.Kind}` of the package `{package.Name}` runs in C#, which {server} cannot: raw rows would get "
                + "wrong answers. Package a graph that takes raw rows, serve the package with ModelServer, or set WithoutPreprocessing and "
                + "let the callers send rows that went through it.");
        }
    }

    public static string Configuration(ModelPackage package, TritonOptions options)
    {
        var graph = package.Graph;
        var isBatched = graph.Inputs.Concat(graph.Outputs).All(spec => spec.Shape is [-1, ..]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: {Quote(package.Name)}\n");
        text.Append("platform: \"onnxruntime_onnx\"\n");
        text.Append(CultureInfo.InvariantCulture, $"max_batch_size: {(isBatched ? options.MaxBatchSize : 0)}\n");
        foreach (var input in graph.Inputs)
        {
            Append(text, "input", input, isBatched, null);
        }

        var labelled = Labelled(package);
        foreach (var output in graph.Outputs)
        {
            Append(text, "output", output, isBatched, output == labelled ? LabelFile : null);
        }

        if (isBatched && options.MaxBatchSize > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"dynamic_batching {{\n  max_queue_delay_microseconds: {(long)options.MaxQueueDelay.TotalMicroseconds}\n}}\n");
        }

        return text.ToString();
    }

    /// <summary>The output with a number for each class, if there is one.</summary>
    private static TensorSpec? Labelled(ModelPackage package) => package.Signature.ClassNames.Count is > 0 and var classes
        ? package.Graph.Outputs.FirstOrDefault(output => output.DataType is DataType.Float16 or DataType.Float32 or DataType.Float64
            && output.Shape.Count > 1 && output.Shape[^1] == classes)
        : null;

    private static void Append(StringBuilder text, string what, TensorSpec spec, bool isBatched, string? labels)
    {
        var shape = isBatched ? [.. spec.Shape.Skip(1)] : spec.Shape;
        text.Append(CultureInfo.InvariantCulture, $"{what} {{\n  name: {Quote(spec.Name)}\n  data_type: {TypeName(spec.DataType)}\n");
        // A shape of its own must not be empty; reshape says that the model's is.
        text.Append(CultureInfo.InvariantCulture, $"  dims: [ {(shape.Count == 0 ? "1" : string.Join(", ", shape.Select(length => length.ToString(CultureInfo.InvariantCulture))))} ]\n");
        text.Append(shape.Count == 0 ? "  reshape { shape: [ ] }\n" : "");
        text.Append(labels is null ? "" : $"  label_filename: {Quote(labels)}\n");
        text.Append("}\n");
    }

    private static string TypeName(DataType type) => $"TYPE_{(type == DataType.String ? "STRING" : type.ToProtocolName())}";

    // The text format of Protocol Buffers: bytes outside of ASCII, and those that end a string, as three octal digits.
    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            text.Append(b is >= 32 and < 127 and not ((byte)'"' or (byte)'\\' or (byte)'\'')
                ? ((char)b).ToString()
                : "\\" + Convert.ToString(b, 8).PadLeft(3, '0'));
        }

        return text.Append('"').ToString();
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(bytes);
    }
}
