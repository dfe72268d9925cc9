using System.Globalization;
using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Packaging;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The record of a training for a model package.</summary>
internal static class TrainingProvenance
{
    public static Provenance Of(TrainingResult result, Dataset data, torch.Device device, DateTimeOffset endedAt, string? commit) => new()
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
        Seeds = new Dictionary<string, long> { ["training"] = result.Options.Seed },
        Commit = commit,
        Energy = new EnergyUse(result.Energy.Joules, result.Energy.Sources),
    };

    /// <summary>What must be the same for a training to go on where another has stopped: all but its length, unless a schedule looks at that.</summary>
    public static Dictionary<string, string> Settings(TrainingOptions options, Dataset data)
    {
        var settings = Options(options);
        if (options.Schedule is null)
        {
            settings.Remove("epochs");
            settings.Remove("steps");
        }

        settings["rows"] = Text(data.Count);
        settings["features"] = Text(data.FeatureCount);
        return settings;
    }

    private static Dictionary<string, string> Options(TrainingOptions options)
    {
        var optimizer = options.Optimizer;
        var settings = new Dictionary<string, string>
        {
            [options.Steps is null ? "epochs" : "steps"] = Text(options.Steps ?? options.Epochs),
            ["batch_size"] = Text(options.BatchSize),
            ["loss"] = options.Loss.Settings,
            ["seed"] = Text(options.Seed),
            ["optimizer"] = optimizer.GetType().Name,
            ["learning_rate"] = Text(optimizer.LearningRate),
            ["weight_decay"] = Text(optimizer.WeightDecay),
        };
        foreach (var (name, value) in optimizer.Settings)
        {
            settings[name] = Text(value);
        }

        AddUnlessDefault("accumulate_batches", Text(options.AccumulateBatches), options.AccumulateBatches == 1);
        AddUnlessDefault("schedule", $"{options.Schedule}", options.Schedule is null);
        AddUnlessDefault("clip_norm", Text(options.ClipNorm ?? 0), options.ClipNorm is null);
        AddUnlessDefault("clip_value", Text(options.ClipValue ?? 0), options.ClipValue is null);
        AddUnlessDefault("precision", $"{options.Precision}", options.Precision == TrainingPrecision.Float32);
        return settings;

        void AddUnlessDefault(string name, string value, bool isDefault)
        {
            if (!isDefault)
            {
                settings[name] = value;
            }
        }
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
