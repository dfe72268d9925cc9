using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>How an epoch's figures read in a line.</summary>
internal static class EpochText
{
    /// <summary>Such as <c>loss 0.3012, accuracy 0.9127, validation loss 0.2955, validation accuracy 0.9140</c>.</summary>
    public static string Figures(EpochResult epoch) => string.Join(", ", epoch.Training
        .Select(figure => Show(figure.Name, figure.Value))
        .Concat(epoch.Validation.Select(figure => Show($"validation {figure.Name}", figure.Value))));

    private static string Show(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' ')} {value:0.0000}");
}
