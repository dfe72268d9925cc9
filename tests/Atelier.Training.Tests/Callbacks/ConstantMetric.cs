using Atelier.Evaluation;
using Atelier.Prediction;

namespace Atelier.Training.Tests;

/// <summary>A figure that is always the same.</summary>
internal sealed class ConstantMetric(double value, string name = "constant") : IMetric
{
    public string Name => name;

    public bool HigherIsBetter => true;

    public void Reset()
    {
    }

    public void Update(Predictions predictions, ReadOnlySpan<int> labels)
    {
    }

    public double Compute() => value;
}
