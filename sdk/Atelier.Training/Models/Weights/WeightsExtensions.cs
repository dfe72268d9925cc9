using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Saves and loads the weights of any TorchSharp module as safetensors, the format in which PyTorch models are published.</summary>
/// <remarks>
/// A file holds parameters and persistent buffers under the names that PyTorch's <c>state_dict</c> gives them, and can be read by Python's
/// <c>safetensors.torch.load_file</c>. Nothing in such a file is run. Not safe while another thread trains the model.
/// </remarks>
public static class WeightsExtensions
{
    private static readonly Dictionary<string, string> PyTorchMetadata = new() { ["format"] = "pt" };

    /// <summary>Writes the model's weights into one file, which appears whole or not at all.</summary>
    /// <param name="model">The model; it is not changed. Weights on another device are copied block by block.</param>
    /// <param name="path">The file, usually ending in <c>.safetensors</c>; one that exists is replaced. Its folder must exist.</param>
    /// <exception cref="ArgumentException">A tensor's type has no word in the format, such as complex numbers.</exception>
    /// <exception cref="IOException">The file cannot be written; one that was there is still there.</exception>
    public static void SaveWeights(this nn.Module model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (Directory.Exists(full) || folder is null)
        {
            throw new IOException($"`{path}` is a folder; expected a file to write weights into, such as {Path.Combine(path, "model.safetensors")}.");
        }

        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder `{folder}` to write `{Path.GetFileName(full)}` into. Create it first.");
        }

        // In the same folder, so that the move is one step of the file system.
        var part = $"{full}.{Path.GetRandomFileName()}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                SafeTensorsWriter.Write(stream, [.. model.state_dict().Select(pair => (pair.Key, pair.Value))], PyTorchMetadata);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, full, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Loads weights by name from a safetensors file, in place: the model's devices and number types stay, values are converted.</summary>
    /// <param name="model">The model to load into.</param>
    /// <param name="path">A file of <see cref="SaveWeights"/>, of PyTorch or of any other writer of the format.</param>
    /// <param name="strict">
    /// True, the default: model and file must have the same tensors in the same shapes, else nothing is loaded. False: what matches is
    /// loaded, and the report says what did not.
    /// </param>
    /// <param name="rename">
    /// Gives each name in the file the name in the model, or null to leave that tensor out. A prefix from a PyTorch wrapper is taken off by
    /// <c>rename: name => name.StartsWith("module.") ? name["module.".Length..] : name</c>.
    /// </param>
    /// <returns>What was loaded, and what did not match.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or holds a needed tensor in a type that cannot be read, or <paramref name="strict"/> is not met; the message
    /// then has the whole report. The model is as it was.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="rename"/> gives two tensors one name.</exception>
    public static WeightsReport LoadWeights(this nn.Module model, string path, bool strict = true, Func<string, string?>? rename = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafeTensorsFile.Open(path);
        var loading = new WeightsLoading(model.state_dict(), file, rename ?? (name => name));
        if (strict && !loading.Report.IsComplete)
        {
            throw new InvalidDataException(
                $"The weights in `{path}` do not fit the model; nothing was loaded. {loading.Advice}{Environment.NewLine}"
                + $"Without `strict` there would be {loading.Report}");
        }

        loading.Run();
        return loading.Report;
    }
}
