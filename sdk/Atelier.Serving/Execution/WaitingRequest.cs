using System.Diagnostics;
using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>A request that waits for its turn at a model.</summary>
internal sealed class WaitingRequest(IReadOnlyList<NamedTensor> inputs, int rows, CancellationToken cancellationToken)
    : TaskCompletionSource<IReadOnlyList<NamedTensor>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The inputs, in the order of the model's signature.</summary>
    public IReadOnlyList<NamedTensor> Inputs { get; } = inputs;

    /// <summary>How many rows they have.</summary>
    public int Rows { get; } = rows;

    /// <summary>When the request came, by <see cref="Stopwatch"/>.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Cancellation { get; } = cancellationToken;

    /// <summary>Whether another request's rows can stand below these: all but the number of rows is equal.</summary>
    public bool Joins(WaitingRequest other)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            var (mine, its) = (Inputs[i].Shape, other.Inputs[i].Shape);
            for (var axis = 1; axis < mine.Count; axis++)
            {
                if (mine[axis] != its[axis])
                {
                    return false;
                }
            }
        }

        return true;
    }
}
