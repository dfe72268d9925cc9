namespace Atelier.Training;

/// <summary>The learning rate falls along half a cosine over the whole training: slowly at first, fastest in the middle.</summary>
/// <remarks>
/// factor = f + (1 - f) (1 + cos(pi step / steps)) / 2 with the final factor f; Loshchilov and Hutter, "SGDR" (2017), without restarts,
/// as PyTorch's <c>CosineAnnealingLR</c>, stepped at each step. The final factor would be that of the step after the last.
/// </remarks>
public sealed record CosineDecay : LearningRateSchedule
{
    /// <summary>The factor that the decay leads to.</summary>
    /// <value>0 by default; from 0 to 1.</value>
    public double FinalFactor
    {
        get;
        init => field = OptionRules.UpToOne(value, nameof(FinalFactor));
    }

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step)
    {
        var progress = Math.Min(1, (double)step.Step / step.TotalSteps);
        return FinalFactor + (1 - FinalFactor) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
