namespace Atelier.Training;

/// <summary>The settings that <see cref="Adam"/> and <see cref="AdamW"/> share: those of the running means of the gradient and of its square.</summary>
public abstract record MomentOptions : OptimizerOptions
{
    private protected MomentOptions()
    {
    }

    /// <inheritdoc/>
    /// <value>0.001 by default; above 0 and finite.</value>
    public sealed override double LearningRate
    {
        get;
        init => field = OptionRules.Positive(value, nameof(LearningRate));
    } = 1e-3;

    /// <summary>How much of the running mean of the gradient is kept at each step.</summary>
    /// <value>0.9 by default; from 0 to below 1.</value>
    public double Beta1
    {
        get;
        init => field = OptionRules.Share(value, nameof(Beta1));
    } = 0.9;

    /// <summary>How much of the running mean of the squared gradient is kept at each step.</summary>
    /// <value>0.999 by default; from 0 to below 1.</value>
    public double Beta2
    {
        get;
        init => field = OptionRules.Share(value, nameof(Beta2));
    } = 0.999;

    /// <summary>Added to the denominator, against division by zero.</summary>
    /// <value>1e-8 by default; above 0 and finite.</value>
    public double Epsilon
    {
        get;
        init => field = OptionRules.Positive(value, nameof(Epsilon));
    } = 1e-8;

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<(string Name, double Value)> Settings => [("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon)];
}
