using System.Threading.Channels;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>A model that doubles numbers, one call at a time as a test lets it.</summary>
internal sealed class SteppedModel : IPredictor
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public ModelSignature Signature { get; init; } = new([new TensorSpec("x", DataType.Int32, [-1, -1])], [new TensorSpec("y", DataType.Int32, [-1, -1])], []);

    /// <summary>Refuses batches with negative numbers, as a preprocessing refuses words that it does not know.</summary>
    public bool RefusesNegatives { get; init; }

    public bool IsDisposed { get; private set; }

    public async ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        var call = new Call(inputs, cancellationToken);
        Assert.True(_calls.Writer.TryWrite(call));
        await using var registration = cancellationToken.Register(() => call.Released.TrySetCanceled(cancellationToken));
        await call.Released.Task;
        var values = inputs[0].Values<int>().ToArray();
        return RefusesNegatives && values.Any(value => value < 0)
            ? throw new ArgumentException("A number is negative; expected none.", nameof(inputs))
            : [NamedTensor.Create<int>("y", Array.ConvertAll(values, value => 2 * value), inputs[0].Shape)];
    }

    /// <summary>The next call that has begun.</summary>
    public ValueTask<Call> NextAsync() => _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Whether a call has begun that no test has taken.</summary>
    public bool HasBegun => _calls.Reader.TryPeek(out _);

    public void Dispose() => IsDisposed = true;

    public sealed record Call(IReadOnlyList<NamedTensor> Inputs, CancellationToken Token)
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int[] Values => Inputs[0].Values<int>().ToArray();

        public void Release() => Released.TrySetResult();
    }
}
