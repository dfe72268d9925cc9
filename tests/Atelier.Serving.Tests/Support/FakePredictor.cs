using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>A predictor whose answers a test writes.</summary>
internal sealed class FakePredictor(
    ModelSignature signature, Func<IReadOnlyList<NamedTensor>, CancellationToken, Task<IReadOnlyList<NamedTensor>>> answer) : IPredictor
{
    public FakePredictor(ModelSignature signature, Func<IReadOnlyList<NamedTensor>, IReadOnlyList<NamedTensor>> answer)
        : this(signature, (inputs, _) => Task.FromResult(answer(inputs)))
    {
    }

    public ModelSignature Signature => signature;

    public bool IsDisposed { get; private set; }

    public async ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(
        IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        signature.EnsureAccepts(inputs);
        return await answer(inputs, cancellationToken);
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>Three features in; two scores, softmax of sums that every feature enters, and their better class out.</summary>
    public static FakePredictor Classifier(params string[] classNames) => new(
        new ModelSignature(
            [new TensorSpec("features", DataType.Float32, [-1, 3])],
            [new TensorSpec("scores", DataType.Float32, [-1, 2]), new TensorSpec("class", DataType.Int64, [-1])],
            classNames),
        inputs => Classify(inputs[0]));

    /// <summary>Gives every input back: one of each element type, <c>in_FP32</c> as <c>out_FP32</c> and so on.</summary>
    public static FakePredictor Echo()
    {
        var types = Enum.GetValues<DataType>();
        return new FakePredictor(
            new ModelSignature(
                [.. types.Select(type => new TensorSpec($"in_{type.ToProtocolName()}", type, [-1, 2]))],
                [.. types.Select(type => new TensorSpec($"out_{type.ToProtocolName()}", type, [-1, 2]))],
                []),
            inputs => [.. types.Select(type => Tensors.Rename(inputs.First(input => input.DataType == type), $"out_{type.ToProtocolName()}"))]);
    }

    /// <summary>Gives one tensor of any length back, of one type.</summary>
    public static FakePredictor Echo(DataType type, params int[] shape) => new(
        new ModelSignature([new TensorSpec("x", type, shape)], [new TensorSpec("y", type, shape)], []),
        inputs => [Tensors.Rename(inputs[0], "y")]);

    private static IReadOnlyList<NamedTensor> Classify(NamedTensor features)
    {
        var values = features.Values<float>().Span;
        var scores = new float[features.Shape[0] * 2];
        var classes = new long[features.Shape[0]];
        for (var row = 0; row < classes.Length; row++)
        {
            var margin = MathF.Tanh((0.37f * values[row * 3]) - (0.11f * values[(row * 3) + 1]) + (0.73f * values[(row * 3) + 2]));
            scores[row * 2] = (1 - margin) / 2;
            scores[(row * 2) + 1] = (1 + margin) / 2;
            classes[row] = margin > 0 ? 1 : 0;
        }

        return
        [
            NamedTensor.Create<float>("scores", scores, classes.Length, 2),
            NamedTensor.Create<long>("class", classes, classes.Length),
        ];
    }
}
