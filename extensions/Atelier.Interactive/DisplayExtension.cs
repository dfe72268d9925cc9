using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive;

/// <summary>Makes machine learning values look good in notebooks.</summary>
/// <remarks>
/// Data frames and their profiles, datasets, votes and label audits, tensors (TorchSharp's too, whenever they are loaded),
/// predictions, evaluation reports, confusion matrices, model packages and signatures, training runs and Plotly.NET charts show
/// themselves as tables, pictures and curves, with plain text for readers without HTML. Everything works offline.
/// </remarks>
public static class DisplayExtension
{
    /// <summary>Registers how values look. Kernels call this by themselves when a notebook references the package.</summary>
    /// <remarks>
    /// Calling it again changes nothing, but that the next Plotly.NET chart brings plotly.js into the page again: for a page that
    /// has lost the output of the first chart. Formatters that a notebook registers later win over these.
    /// </remarks>
    public static void Load()
    {
        // The formatter table is the only memory, so that Formatter.ResetToDefault is followed by a full registration.
        if (Formatter.RegisteredFormatters(false).OfType<ChartFormatter>().FirstOrDefault() is { } loaded)
        {
            loaded.Library.Reset();
            return;
        }

        Registration.Apply();
    }

    /// <summary>Registers how values look, and draws trainings while they go. Kernels call this by themselves when a notebook references the package.</summary>
    /// <param name="display">
    /// Shows a value in the running cell, and gives what puts another value in its place: <c>value => display(value).Update</c> in a notebook.
    /// Given again, the last one counts.
    /// </param>
    /// <remarks>
    /// A training with the callback LiveCurves, or any <see cref="Evaluation.LiveTrainingRun"/>, then shows its curves when it starts, at most three
    /// times a second as it goes, and at its end. A drawing that fails is told of on the error output; the training goes on.
    /// </remarks>
    public static void Load(Func<object, Action<object>> display)
    {
        ArgumentNullException.ThrowIfNull(display);
        Load();
        LiveDrawing.Use(display);
    }
}
