using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>Appends the chunks of a result to the builders of its columns while DuckDB makes the next ones.</summary>
/// <remarks>Few rows are converted at once; of many, each worker converts its own share of the columns.</remarks>
internal sealed class ChunkConversion : IDisposable
{
    private const int ChunksAtOnce = 16;
    private const int ChunksAhead = 128;

    private readonly ColumnBuilder[] _builders;
    private readonly List<BlockingCollection<Shared>> _queues = [];
    private readonly List<Task> _tasks = [];
    private int _chunks;
    private volatile Exception? _error;

    public ChunkConversion(ColumnBuilder[] builders) => _builders = builders;

    /// <summary>Takes a chunk, which is disposed of in time.</summary>
    /// <exception cref="InvalidDataException">A value, here or in a chunk before, does not fit the frame's type.</exception>
    public void Add(DuckDBDataChunk chunk)
    {
        if (_chunks++ < ChunksAtOnce)
        {
            using (chunk)
            {
                Append(chunk, _builders, Enumerable.Range(0, _builders.Length));
            }

            return;
        }

        if (_queues.Count == 0)
        {
            Start();
        }

        var shared = new Shared(chunk, _queues.Count);
        foreach (var queue in _queues)
        {
            queue.Add(shared);
        }

        Throw();
    }

    /// <summary>Waits until all is appended.</summary>
    /// <exception cref="InvalidDataException">A value does not fit the frame's type.</exception>
    public void Finish()
    {
        Stop();
        Throw();
    }

    public void Dispose()
    {
        Stop();
        _queues.ForEach(queue => queue.Dispose());
    }

    private void Start()
    {
        // Text takes longest: it is dealt out first.
        var columns = Enumerable.Range(0, _builders.Length).OrderBy(i => _builders[i] is TextBuilder ? 0 : 1).ToArray();
        for (var worker = 0; worker < Workers.Count; worker++)
        {
            var queue = new BlockingCollection<Shared>(ChunksAhead);
            var first = worker;
            var share = columns.Where((_, i) => i % Workers.Count == first).ToArray();
            _queues.Add(queue);
            _tasks.Add(Task.Factory.StartNew(() => Work(queue, share), TaskCreationOptions.LongRunning));
        }
    }

    private void Work(BlockingCollection<Shared> queue, int[] share)
    {
        foreach (var shared in queue.GetConsumingEnumerable())
        {
            try
            {
                if (_error is null)
                {
                    Append(shared.Chunk, _builders, share);
                }
            }
            catch (Exception error)
            {
                _error = error;
            }
            finally
            {
                shared.Release();
            }
        }
    }

    private void Stop()
    {
        foreach (var queue in _queues)
        {
            queue.CompleteAdding();
        }

        Task.WaitAll(_tasks);
    }

    private void Throw()
    {
        if (_error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private static unsafe void Append(DuckDBDataChunk chunk, ColumnBuilder[] builders, IEnumerable<int> columns)
    {
        var rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        foreach (var i in columns)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i);
            builders[i].Append(NativeMethods.Vectors.DuckDBVectorGetData(vector), NativeMethods.Vectors.DuckDBVectorGetValidity(vector), rows);
        }
    }

    /// <summary>A chunk that several workers read; the last disposes of it.</summary>
    private sealed class Shared(DuckDBDataChunk chunk, int readers)
    {
        private int _readers = readers;

        public DuckDBDataChunk Chunk => chunk;

        public void Release()
        {
            if (Interlocked.Decrement(ref _readers) == 0)
            {
                chunk.Dispose();
            }
        }
    }
}
