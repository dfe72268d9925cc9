using System.Globalization;
using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Packaging;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The record of a training for a model package.</summary>
internal static class TrainingProvenance
{
    public static Provenance Of(TrainingResult result, Dataset data, torch.Device device, DateTimeOffset endedAt) => new()
    {
        CreatedAt = endedAt,
        Data = DataSummary.Of(data),
        Options = Options(result.Options),
        Figures = Figures(result),
        Versions = new Dictionary<string, string>
        {
            ["Atelier"] = typeof(Trainer).Assembly.GetName().Version!.ToString(3),
            ["TorchSharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["libtorch"] = TorchRuntime.LibTorchVersion,
            [".NET"] = Environment.Version.ToString(),
        },
        Hardware = $"{device}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        Duration = result.Elapsed,
    };

    private static Dictionary<string, string> Options(TrainingOptions options)
    {
        var optimizer = options.Optimizer;
        var settings = new Dictionary<string, string>
        {
            ["epochs"] = Text(options.Epochs),
            ["batch_size"] = Text(options.BatchSize),
            ["seed"] = Text(options.Seed),
            ["optimizer"] = optimizer.GetType().Name,
            ["learning_rate"] = Text(optimizer.LearningRate),
            ["weight_decay"] = Text(optimizer.WeightDecay),
        };
        foreach (var (name, value) in optimizer.Settings)
        {
            settings[name] = Text(value);
        }

        return settings;
    }

    private static Dictionary<string, double> Figures(TrainingResult result)
    {
        if (result.ModelEpoch == 0)
        {
            return [];
        }

        var epoch = result.History[result.ModelEpoch - 1];
        return epoch.Training.Select(figure => ($"training_{figure.Name}", figure.Value))
            .Concat(epoch.Validation.Select(figure => ($"validation_{figure.Name}", figure.Value)))
            .Append(("epoch", result.ModelEpoch))
            .ToDictionary(figure => figure.Item1, figure => figure.Item2);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
