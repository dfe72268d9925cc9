namespace Atelier.Training;

/// <summary>The learning rate rises to its peak and then falls far below its start, once in the whole training.</summary>
/// <remarks>
/// Smith and Topin, "Super-Convergence" (2018), as PyTorch's <c>OneCycleLR</c> in two phases, stepped at each step, without its cycle of
/// the momentum. The optimizer's learning rate is the peak.
/// </remarks>
public sealed record OneCycle : LearningRateSchedule
{
    /// <summary>The share of the steps that the rise takes.</summary>
    /// <value>0.3 by default; from 0 to 1.</value>
    public double RisingShare
    {
        get;
        init => field = OptionRules.UpToOne(value, nameof(RisingShare));
    } = 0.3;

    /// <summary>How many times lower than the peak the learning rate begins.</summary>
    /// <value>25 by default; at least 1 and finite.</value>
    public double StartDivisor
    {
        get;
        init => field = OptionRules.Divisor(value, nameof(StartDivisor));
    } = 25;

    /// <summary>How many times lower than it began the learning rate ends.</summary>
    /// <value>10,000 by default; at least 1 and finite.</value>
    public double FinalDivisor
    {
        get;
        init => field = OptionRules.Divisor(value, nameof(FinalDivisor));
    } = 1e4;

    /// <summary>The way up and the way down.</summary>
    /// <value><see cref="Annealing.Cosine"/> by default.</value>
    public Annealing Annealing
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Annealing), value, "`Annealing` must be Cosine or Linear.");
    }

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step)
    {
        // Both may lie between steps, the peak even before the first one.
        var peak = RisingShare * step.TotalSteps - 1;
        var last = step.TotalSteps - 1;
        var at = Math.Min(step.Step, last);
        return at <= peak
            ? Between(1 / StartDivisor, 1, peak == 0 ? 1 : at / peak)
            : Between(1, 1 / StartDivisor / FinalDivisor, (at - peak) / (last - peak));
    }

    private double Between(double from, double to, double progress) => Annealing == Annealing.Linear
        ? from + (to - from) * progress
        : to + (from - to) / 2 * (1 + Math.Cos(Math.PI * progress));
}
