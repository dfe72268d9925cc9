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
