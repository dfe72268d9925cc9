using Atelier.Evaluation;
using TorchSharp;

namespace Atelier.Training;

/// <summary>Writes checkpoints into a folder, and takes a training up where the newest of them left it.</summary>
/// <remarks>
/// A checkpoint holds the model, the optimizer, the place in the schedule and in the epoch's rows, torch's random numbers, the figures so far and what other
/// callbacks remember: on the CPU a training that was stopped anywhere, even killed, and started again by the same program ends with the same weights, bit
/// for bit, as one that was not. Each is a safetensors file with a checksum, written beside its place and then moved there. One that is damaged is named in
/// <see cref="TrainingResult.Notes"/>, and the one before it used. One training at a time for each folder.
/// </remarks>
public sealed class Checkpoints : TrainingCallback
{
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";

    private readonly int _everyEpochs;
    private readonly int? _everySteps;
    private readonly int _keep;
    private readonly bool _resume;

    /// <summary>Makes the callback.</summary>
    /// <param name="folder">Where the checkpoints lie, one training to a folder; made when it does not exist.</param>
    /// <param name="everyEpochs">After how many epochs one is written; at least 1.</param>
    /// <param name="everySteps">After how many steps of the optimizer one is written as well; null for only after epochs, at least 1.</param>
    /// <param name="keep">How many stay, the newest; at least 1. More than one, so that a damaged one has one before it.</param>
    /// <param name="resume">Whether the newest is taken up; else a folder that holds some is refused.</param>
    /// <exception cref="ArgumentException">A number is below 1, or the folder has no name.</exception>
    public Checkpoints(string folder, int everyEpochs = 1, int? everySteps = null, int keep = 3, bool resume = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = Path.GetFullPath(folder);
        _everyEpochs = OptionRules.AtLeastOne(everyEpochs, nameof(everyEpochs));
        _everySteps = everySteps is null ? null : OptionRules.AtLeastOne(everySteps.Value, nameof(everySteps));
        _keep = OptionRules.AtLeastOne(keep, nameof(keep));
        _resume = resume;
    }

    /// <summary>Where the checkpoints lie.</summary>
    public string Folder { get; }

    /// <summary>Opens the file that a checkpoint is written to; tests put a full disk here.</summary>
    internal Func<string, FileStream> Create { get; init; } = path => new FileStream(path, FileMode.Create, FileAccess.ReadWrite);

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder cannot be made or written to, or holds checkpoints that are not to be resumed.</exception>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        EnsureWritable();
        if (_resume)
        {
            context.ResumeFrom = this;
        }
        else if (Files().Length > 0)
        {
            throw new IOException(
                $"The folder `{Folder}` holds the checkpoints of an earlier training, and `resume` is false. Give this training another folder, delete that one, or resume it.");
        }
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_everySteps is { } steps && context.Step > 0 && context.Step % steps == 0)
        {
            context.CheckpointWanted = this;
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Epoch % _everyEpochs == 0 || context.Step >= context.TotalSteps)
        {
            context.CheckpointWanted = this;
        }
    }

    /// <summary>Writes a checkpoint and deletes the oldest above the number to keep.</summary>
    internal void Write(int step, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        CheckpointFile.Write(Path.Combine(Folder, FormattableString.Invariant($"{Prefix}{step:D9}{Extension}")), tensors, metadata, Create);
        foreach (var old in Files().SkipLast(_keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>The newest checkpoint that is not damaged; null where there is none at all.</summary>
    /// <param name="note">Takes what there is to say of damaged ones.</param>
    /// <exception cref="InvalidDataException">All are damaged.</exception>
    internal (string Path, SafeTensorsFile File)? OpenNewest(Action<string> note)
    {
        var files = Files();
        InvalidDataException? first = null;
        foreach (var path in files.Reverse())
        {
            try
            {
                return (path, CheckpointFile.Open(path));
            }
            catch (InvalidDataException damage)
            {
                note($"the checkpoint `{path}` is damaged and was left out: {damage.Message}");
                first ??= damage;
            }
        }

        return first is null ? null : throw new InvalidDataException(
            $"All {files.Length} checkpoints in `{Folder}` are damaged, the newest so: {first.Message} Delete the folder to start over.", first);
    }

    private string[] Files() => [.. Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}").Order(StringComparer.Ordinal)];

    /// <summary>Finds out before the training, rather than after its first epoch, that nothing can be written.</summary>
    private void EnsureWritable()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            foreach (var unfinished in Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}.part"))
            {
                File.Delete(unfinished);
            }

            var probe = Path.Combine(Folder, $"{Prefix}probe{Extension}.part");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder `{Folder}` for checkpoints cannot be written to: {failure.Message} Choose another folder, or make this one writable.", failure);
        }
    }
}
