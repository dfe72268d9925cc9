using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Everything that decides how a training goes on: puts it into checkpoints and takes it out of them.</summary>
/// <param name="context">The training.</param>
/// <param name="step">What happens in a step.</param>
/// <param name="figures">The figures of the running epoch.</param>
/// <param name="callbacks">What happens alongside.</param>
/// <param name="settings">What a checkpoint must have been made with to be taken up.</param>
internal sealed class TrainingState(
    TrainingContext context, ModelStep step, EpochFigures figures, CallbackList callbacks, IReadOnlyDictionary<string, string> settings)
{
    private const string ModelPrefix = "model.";
    private const string Format = "atelier.checkpoint";
    private const string FormatVersion = "1";
    private const string PositionKey = "position";
    private const string SettingPrefix = "setting.";
    private const string RandomName = "random";

    private (string Name, Action<BinaryWriter> Save, Action<BinaryReader> Load)[] Parts =>
    [
        ("optimizer", step.Optimizer.Save, step.Optimizer.Load),
        ("scaler", step.Scaler.Save, step.Scaler.Load),
        ("figures", figures.Save, figures.Load),
        ("callbacks", callbacks.Save, callbacks.Load),
    ];

    /// <summary>Writes a checkpoint if one was asked for.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void SaveWanted()
    {
        if (context.CheckpointWanted is not { } checkpoints)
        {
            return;
        }

        context.CheckpointWanted = null;
        // A checkpoint of a model that is spoilt already would only be resumed to fail.
        step.EnsureFiniteWeights($"in step {context.Step}", "Take a lower learning rate, scale the features, or set ClipNorm. The checkpoints before are as they were.");
        using var scope = NewDisposeScope();
        var tensors = ModelTensors().ToList();
        tensors.Add((RandomName, get_rng_state()));
        tensors.AddRange(Parts.Select(part => (part.Name, tensor(Bytes(part.Save)))));
        var metadata = settings.ToDictionary(setting => SettingPrefix + setting.Key, setting => setting.Value);
        metadata[Format] = FormatVersion;
        metadata[PositionKey] = new CheckpointPosition(context.Epoch, context.Batch, context.Step, context.LearningRate, context.Results).ToJson();
        checkpoints.Write(context.Step, tensors, metadata);
    }

    /// <summary>Takes the newest sound checkpoint up, if a callback asks for that and there is one.</summary>
    /// <exception cref="InvalidDataException">All checkpoints are damaged.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint is of another model or of other settings.</exception>
    public void Resume()
    {
        if (context.ResumeFrom?.OpenNewest(context.Note) is not { } opened)
        {
            return;
        }

        using var file = opened.File;
        EnsureSame(file, opened.Path);
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in ModelTensors())
        {
            file.CopyTo(name, tensor);
        }

        foreach (var (name, _, load) in Parts)
        {
            using var reader = new BinaryReader(new MemoryStream(file.Bytes(name)));
            load(reader);
        }

        set_rng_state(tensor(file.Bytes(RandomName)));
        var position = CheckpointPosition.FromJson(file.Metadata[PositionKey]);
        (context.Epoch, context.Batch, context.Step, context.LearningRate) = (position.Epoch, position.Batch, position.Step, position.LearningRate);
        context.Results.AddRange(position.History);
        context.Note($"resumed from `{opened.Path}`, step {position.Step}");
    }

    private IEnumerable<(string Name, Tensor Tensor)> ModelTensors() =>
        context.Model.state_dict().Select(entry => (ModelPrefix + entry.Key, entry.Value));

    private void EnsureSame(SafeTensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(Format, out var version) || version != FormatVersion)
        {
            throw new InvalidOperationException(
                $"The checkpoint `{path}` has format {version ?? "none"}; expected {FormatVersion}. Resume it with the version of this library that wrote it, or choose another folder.");
        }

        var here = ModelTensors().ToDictionary(entry => entry.Name, entry => entry.Tensor.shape);
        var there = file.Tensors.Where(entry => entry.Name.StartsWith(ModelPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Name, entry => entry.Shape);
        foreach (var name in here.Keys.Union(there.Keys))
        {
            if (!here.TryGetValue(name, out var mine) || !there.TryGetValue(name, out var theirs) || !mine.AsSpan().SequenceEqual(theirs))
            {
                throw Other(path, "another model", $"`{name[ModelPrefix.Length..]}`", Shape(there.GetValueOrDefault(name)), Shape(here.GetValueOrDefault(name)));
            }
        }

        var written = file.Metadata.Where(entry => entry.Key.StartsWith(SettingPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[SettingPrefix.Length..], entry => entry.Value);
        foreach (var name in settings.Keys.Union(written.Keys))
        {
            if (written.GetValueOrDefault(name) != settings.GetValueOrDefault(name))
            {
                throw Other(path, "a training with other settings", name, written.GetValueOrDefault(name) ?? "not set", settings.GetValueOrDefault(name) ?? "not set");
            }
        }
    }

    private static InvalidOperationException Other(string path, string what, string name, string there, string here) => new(
        $"The checkpoint `{path}` is of {what}: {name} is {there} there and {here} here. "
        + "Give this training another folder, go back to what it was, or delete the folder to start over.");

    private static string Shape(long[]? shape) => shape is null ? "missing" : Check.Show(shape);

    private static byte[] Bytes(Action<BinaryWriter> save)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            save(writer);
        }

        return stream.ToArray();
    }
}
