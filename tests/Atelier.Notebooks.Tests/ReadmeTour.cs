using Atelier.Client;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using Atelier.Registry;
using Atelier.Serving;
using Atelier.Training;

namespace Atelier.Notebooks.Tests;

/// <summary>The README's tour as a program; the text between the marks is the text of the README.</summary>
internal static class ReadmeTour
{
    public static async Task RunAsync()
    {
        // <tour>
        var (train, validation, test) = Datasets.Load("digits").Split(0.8, 0.1, 0.1, seed: 7);
        var scaler = new StandardScaler().Fit(train);                       // learned on the training part only

        using var model = Models.Mlp(inputs: 784, hidden: [32], classes: 10, seed: 7);
        var options = new TrainingOptions { Epochs = 10, BatchSize = 128, Seed = 7 };
        var result = new Trainer(model, options).Fit(
            scaler.Transform(train), scaler.Transform(validation), [new ProgressCallback(), new EarlyStopping(patience: 3)]);

        var package = ModelPackage.Create("digits", OnnxExporter.Export(model), scaler, result.Provenance);
        using var predictor = OnnxPredictor.Load(package);
        var report = Evaluator.Evaluate(predictor, test);                   // raw test images: the package is what is served
        package.With(report).Save("models/digits", overwrite: true);

        await using var server = await ModelServer.StartAsync(ModelPackage.Load("models/digits"));
        using var client = await InferenceClient.ConnectAsync(server.Url, "digits");
        Console.WriteLine($"{report}; over HTTP the first image is a {client.Predict(test.Slice(0, 1)).Label(0)}");
        // </tour>

        // <smaller>
        var (small, smaller) = Quantizer.Quantize(package, new StaticQuantization { Calibration = train.Slice(0, 500) }, test);
        Console.WriteLine(smaller);                                         // size, latency and accuracy before and after
        var registry = new FolderRegistry("registry");
        var version = await registry.RegisterAsync(small, tags: new Dictionary<string, string> { ["made"] = "int8" });
        await registry.SetAliasAsync("digits", "champion", version.Version);
        // </smaller>
    }
}
