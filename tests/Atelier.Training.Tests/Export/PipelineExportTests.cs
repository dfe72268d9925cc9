using Atelier.Data;
using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;
using Atelier.Preprocessing;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>Exported models become one graph with their preprocessing.</summary>
public sealed class PipelineExportTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(23)]
    public void Package_OfAModelAndItsPreprocessing_TakesRawColumnsAndGivesWhatTorchGives(int opset)
    {
        var data = Datasets.Load("churn").Slice(0, 700);
        var fitted = new ColumnPipeline()
            .Add(["age", "monthly_charge_eur", "data_gb"], new Imputer(), new StandardScaler())
            .Add(["region", "plan", "contract"], new OneHotEncoder())
            .Add("referral_code", new TargetEncoder())
            .Fit(data);
        using var model = Training.Models.Mlp(fitted.Output.Width, [16], data.ClassNames.Count, seed: 3);
        var provenance = new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = DataSummary.Of(data) };

        var package = ModelPackage.Create("churn", OnnxExporter.Export(model, new OnnxExportOptions { OpsetVersion = opset }), fitted, provenance);

        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        Assert.Equal(fitted.Input.Names, package.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(["probabilities", "label"], package.Graph.Outputs.Select(output => output.Name));
        var expected = Softmax(model, fitted.Transform(data));
        using var predictor = OnnxPredictor.Load(package);
        foreach (var batch in new[] { 1, 7, 256 })
        {
            Assert.Equal(expected, predictor.Predict(data, batch).Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-5f);
        }
    }

    private static float[] Softmax(nn.Module<Tensor, Tensor> model, Dataset rows)
    {
        model.eval();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var given = tensor(rows.Features.ToArray(), [rows.Count, rows.FeatureCount]);
        return model.call(given).softmax(-1).data<float>().ToArray();
    }
}
