using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Something that happens alongside a training, such as a progress display.</summary>
/// <remarks>
/// Made to be derived from: override what is needed; the methods here do nothing. All are called on the training's thread, in the
/// order of the callbacks. An exception ends the training and names the callback.
/// </remarks>
public abstract class TrainingCallback
{
    /// <summary>Called before the first epoch.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainingStart(TrainingContext context)
    {
    }

    /// <summary>Called before each epoch.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnEpochStart(TrainingContext context)
    {
    }

    /// <summary>Called after each step of the optimizer; must be quick, since steps take less than a millisecond.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnBatchEnd(TrainingContext context)
    {
    }

    /// <summary>Called after each epoch and its validation.</summary>
    /// <param name="context">The training.</param>
    /// <param name="result">The figures of the epoch.</param>
    public virtual void OnEpochEnd(TrainingContext context, EpochResult result)
    {
    }

    /// <summary>Called at the end, however the training ends: done, stopped, cancelled or failed.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainingEnd(TrainingContext context)
    {
    }

    /// <summary>Writes what the callback remembers from one epoch to the next into a checkpoint; nothing, unless overridden.</summary>
    /// <param name="context">The training.</param>
    /// <param name="writer">Takes it.</param>
    public virtual void SaveState(TrainingContext context, BinaryWriter writer)
    {
    }

    /// <summary>Takes over what <see cref="SaveState"/> wrote; called after <see cref="OnTrainingStart"/> when a training is resumed.</summary>
    /// <param name="context">The training.</param>
    /// <param name="reader">Gives it.</param>
    public virtual void LoadState(TrainingContext context, BinaryReader reader)
    {
    }
}
