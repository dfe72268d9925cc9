using Atelier.Inference;
using Atelier.Packaging;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>Runs exported graphs in ONNX Runtime beside the modules that they came from.</summary>
internal static class Exported
{
    public static OnnxPredictor Load(OnnxGraph graph)
    {
        var data = new DataSummary("random", 1, [1], [], [], new string('0', 64));
        return OnnxPredictor.Load(ModelPackage.Create("exported", graph, null, new Provenance { CreatedAt = DateTimeOffset.UnixEpoch, Data = data }));
    }

    public static float[] Random(int seed, params int[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() * 6) - 3;
        }

        return values;
    }

    /// <summary>The largest absolute difference between the graph and the module in evaluation mode, optionally with a softmax behind it.</summary>
    public static double LargestDifference(OnnxPredictor predictor, nn.Module<Tensor, Tensor> model, bool softmax, int seed, params int[] shape)
    {
        var values = Random(seed, shape);
        var input = NamedTensor.Create<float>(predictor.Signature.Inputs[0].Name, values, shape);
        var actual = predictor.PredictAsync([input], TestContext.Current.CancellationToken).GetAwaiter().GetResult()[0];

        model.eval();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var given = tensor(values, [.. shape.Select(length => (long)length)]);
        using var raw = model.call(given);
        using var expected = softmax ? raw.softmax(-1) : raw.alias();
        Assert.Equal(expected.shape.Select(length => (int)length), actual.Shape);
        var numbers = expected.contiguous().data<float>().ToArray();
        return numbers.Zip(actual.Values<float>().ToArray(), (a, b) => Math.Abs((double)a - b)).Max();
    }
}
