using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>How a training went or goes: its curves, its best and last epoch, and why it ended.</summary>
internal static class TrainingRunPage
{
    private const int MostRows = 20;

    public static Page Of(ITrainingRun run)
    {
        var line = LineOf(run);
        if (run.History.Count == 0)
        {
            return new Page(line, new Heading("Training", line));
        }

        var curves = Curve.Of(run);
        return new Page(
            $"Training: {line}",
            new Heading("Training", line),
            new Tiles([.. Summary(run)]),
            new Drawings([.. curves.Where(curve => curve.Lines.Any()).Select(CurveDrawing.Draw)]),
            Epochs(run, curves));
    }

    /// <summary>The curves for front ends that know Plotly's format.</summary>
    public static string FigureOf(ITrainingRun run) => CurveFigure.Of([.. Curve.Of(run).Where(curve => curve.Lines.Any())], LineOf(run));

    private static string LineOf(ITrainingRun run)
    {
        var best = Best(run) is { } found ? $"best {found.Name} {Show.Figure(found.Value)} in epoch {found.Epoch}, " : "";
        var state = run is LiveTrainingRun { IsRunning: true } ? run.StopReason : $"stopped: {run.StopReason}";
        return $"{Show.Count(run.History.Count, "epoch")} in {Show.Duration(run.Elapsed)}, {best}{state}";
    }

    private static IEnumerable<(string Label, string Value)> Summary(ITrainingRun run)
    {
        if (Best(run) is { } best)
        {
            yield return ("best epoch", Show.Count(best.Epoch));
        }

        var last = run.History[^1];
        foreach (var figure in last.Validation.Count > 0 ? last.Validation : last.Training)
        {
            yield return ($"last {(last.Validation.Count > 0 ? "validation" : "training")} {figure.Name}", Show.Figure(figure.Value));
        }

        yield return ("time", Show.Duration(run.Elapsed));
    }

    /// <summary>The epoch with the lowest validation loss, or training loss where there was no validation.</summary>
    private static (int Epoch, string Name, double Value)? Best(ITrainingRun run)
    {
        var validated = run.History.Any(epoch => epoch.Validation.Any(IsLoss));
        var losses = run.History
            .Select(epoch => (epoch.Epoch, Figures: validated ? epoch.Validation : epoch.Training))
            .Select(epoch => (epoch.Epoch, Loss: epoch.Figures.FirstOrDefault(IsLoss)?.Value ?? double.NaN))
            .Where(epoch => double.IsFinite(epoch.Loss))
            .ToArray();
        if (losses.Length == 0)
        {
            return null;
        }

        var (number, loss) = losses.MinBy(epoch => epoch.Loss);
        return (number, validated ? "validation loss" : "training loss", loss);

        static bool IsLoss(MetricValue figure) => figure.Name == EpochResult.Loss;
    }

    private static Table Epochs(ITrainingRun run, IReadOnlyList<Curve> curves)
    {
        var lines = curves.SelectMany(curve => curve.Lines.Select(line => (Name: $"{line.Name} {curve.Name}", line.Values))).ToArray();
        var epochs = run.History;
        var shown = Thinning.Indices(epochs.Count, MostRows).ToArray();
        return new Table(
            ["epoch", .. lines.Select(line => new Column(line.Name)), "time"],
            [.. shown.Select(i => (IReadOnlyList<Cell>)
            [
                Show.Count(epochs[i].Epoch),
                .. lines.Select(line => new Cell(double.IsNaN(line.Values[i]) ? "" : Show.Figure(line.Values[i]))),
                Show.Duration(epochs[i].Elapsed),
            ])])
        {
            Caption = shown.Length < epochs.Count ? $"{shown.Length} of {Show.Count(epochs.Count)} epochs" : "all epochs",
            Collapsed = true,
        };
    }
}
