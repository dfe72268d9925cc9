using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Calls the callbacks of a training in order, and names the one that fails.</summary>
internal sealed class CallbackList(IReadOnlyList<TrainingCallback> callbacks, TrainingContext context)
{
    private readonly TrainingCallback[] _callbacks = [.. callbacks];

    public void TrainingStart() => Each(nameof(TrainingCallback.OnTrainingStart), callback => callback.OnTrainingStart(context));

    public void EpochStart() => Each(nameof(TrainingCallback.OnEpochStart), callback => callback.OnEpochStart(context));

    public void EpochEnd(EpochResult result) => Each(nameof(TrainingCallback.OnEpochEnd), callback => callback.OnEpochEnd(context, result));

    public void BatchEnd()
    {
        if (_callbacks.Length > 0)
        {
            Each(nameof(TrainingCallback.OnBatchEnd), callback => callback.OnBatchEnd(context));
        }
    }

    /// <summary>Ends every callback, even after one has failed.</summary>
    /// <param name="report">False when the training has failed already: that error is the one to show.</param>
    public void TrainingEnd(bool report)
    {
        Exception? first = null;
        foreach (var callback in _callbacks)
        {
            try
            {
                callback.OnTrainingEnd(context);
            }
            catch (Exception exception)
            {
                first ??= Failure(callback, nameof(TrainingCallback.OnTrainingEnd), exception);
            }
        }

        if (report && first is not null)
        {
            throw first;
        }
    }

    /// <summary>Writes what the callbacks remember, each under its type.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_callbacks.Length);
        foreach (var callback in _callbacks)
        {
            using var state = new MemoryStream();
            using (var own = new BinaryWriter(state))
            {
                callback.SaveState(context, own);
            }

            writer.Write(callback.GetType().FullName!);
            var bytes = state.ToArray();
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Gives each callback what one of its type remembered; one that was not there before begins anew.</summary>
    public void Load(BinaryReader reader)
    {
        var left = _callbacks.ToList();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var (type, state) = (reader.ReadString(), reader.ReadBytes(reader.ReadInt32()));
            var place = left.FindIndex(callback => callback.GetType().FullName == type);
            if (place < 0 || state.Length == 0)
            {
                continue;
            }

            using var own = new BinaryReader(new MemoryStream(state));
            left[place].LoadState(context, own);
            left.RemoveAt(place);
        }
    }

    private void Each(string method, Action<TrainingCallback> call)
    {
        foreach (var callback in _callbacks)
        {
            try
            {
                call(callback);
            }
            catch (Exception exception)
            {
                throw Failure(callback, method, exception);
            }
        }
    }

    private InvalidOperationException Failure(TrainingCallback callback, string method, Exception exception) => new(
        $"The callback {callback.GetType().Name} failed in {method}{(context.Epoch > 0 ? $" of epoch {context.Epoch}" : "")}: {exception.Message}",
        exception);
}
