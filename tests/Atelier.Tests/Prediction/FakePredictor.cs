using Atelier.Prediction;

namespace Atelier.Tests.Prediction;

/// <summary>Answers each row of one FP32 input with what a function makes of it.</summary>
internal sealed class FakePredictor(int inputs, int outputs, Func<float[], float[]> answer, IReadOnlyList<string>? classNames = null) : IPredictor
{
    public List<int> BatchSizes { get; } = [];

    public ModelSignature Signature { get; } = new(
        [new TensorSpec("features", DataType.Float32, [-1, inputs])],
        [new TensorSpec("probabilities", DataType.Float32, [-1, outputs])],
        classNames ?? []);

    public async ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(
        IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        Signature.EnsureAccepts(inputs);
        await Task.Yield();
        var rows = inputs[0].Shape[0];
        BatchSizes.Add(rows);
        var scores = inputs[0].Values<float>().ToArray().Chunk(inputs[0].Shape[1]).SelectMany(answer).ToArray();
        return [NamedTensor.Create<float>("probabilities", scores, scores.Length / outputs, outputs)];
    }

    public void Dispose()
    {
    }
}
