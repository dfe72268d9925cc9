using Atelier.Data;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The batches of a dataset; those of a streamed one are read while the model learns from the one before.</summary>
internal sealed class BatchReader : IDisposable
{
    private readonly BatchBuffer[] _buffers;
    private Task? _reading;
    private ReadOnlyMemory<int> _ahead;

    /// <param name="data">Where the rows are.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="size">The most rows of a batch.</param>
    /// <param name="device">Where the model is.</param>
    public BatchReader(Dataset data, string name, int size, torch.Device device) =>
        _buffers = [.. Enumerable.Range(0, data.IsStreamed ? 2 : 1).Select(_ => new BatchBuffer(data, name, size, device))];

    /// <summary>Reads a batch, which stays valid until the next call.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="next">Those of the batch that will be asked for next, or none.</param>
    public BatchBuffer Read(ReadOnlyMemory<int> rows, ReadOnlyMemory<int> next)
    {
        if (_buffers.Length == 1)
        {
            _buffers[0].Gather(rows.Span);
            return _buffers[0];
        }

        if (_reading is not null && _ahead.Equals(rows))
        {
            _reading.GetAwaiter().GetResult();
        }
        else
        {
            Wait();
            _buffers[1].Gather(rows.Span);
        }

        (_buffers[0], _buffers[1]) = (_buffers[1], _buffers[0]);
        var free = _buffers[1];
        (_ahead, _reading) = (next, next.IsEmpty ? null : Task.Run(() => free.Gather(next.Span)));
        return _buffers[0];
    }

    public void Dispose()
    {
        Wait();
        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Lets a batch that nobody will ask for be read to its end: the source may not be there any longer than the reader.</summary>
    private void Wait()
    {
        ((IAsyncResult?)_reading)?.AsyncWaitHandle.WaitOne();
        _reading = null;
    }
}
