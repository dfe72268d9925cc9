using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Atelier.Prediction;

namespace Atelier.Monitoring;

/// <summary>Writes a sample of requests and their answers to files of JSON lines, one a day (UTC), in a folder of bounded size.</summary>
/// <remarks>
/// A caller never waits and never meets an error: what cannot be written is counted in <see cref="Dropped"/>. A crash loses what waits in
/// memory and tears
/// one line at most, which <see cref="RequestWindow"/> passes over. One log writes to a folder at a time. Safe to call from several
/// threads.
/// </remarks>
public sealed class RequestLog : IAsyncDisposable
{
    private readonly RequestLogOptions _options;
    private readonly Channel<RecordedRequest> _waiting;
    private readonly Lazy<Task> _end;
    private readonly FileStream _lock;
    private long _written;
    private long _dropped;

    /// <summary>Opens a log.</summary>
    /// <param name="folder">Where the day files lie; it is made where needed. Other files in it are left alone.</param>
    /// <param name="options">How much is written down; null takes the defaults.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or another log writes to it.</exception>
    public RequestLog(string folder, RequestLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = Path.GetFullPath(folder);
        _options = options ?? new RequestLogOptions();
        Directory.CreateDirectory(Folder);
        try
        {
            _lock = new FileStream(Path.Combine(Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"`{Folder}` cannot be written to, or another log writes to it: {error.Message} Give each log a folder of its own.", error);
        }

        _waiting = Channel.CreateBounded<RecordedRequest>(new BoundedChannelOptions(_options.Capacity) { SingleReader = true });
        var writing = Task.Run(WriteAsync, CancellationToken.None);
        _end = new Lazy<Task>(() => EndAsync(writing));
    }

    /// <summary>Where the day files lie.</summary>
    public string Folder { get; }

    /// <summary>How many requests have been written down.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>
    /// How many sampled requests were not written down: they came too fast, the disk refused them, or they alone would have filled the
    /// room.
    /// </summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether a request belongs to the sample.</summary>
    /// <param name="id">Its id.</param>
    public bool Samples(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (_options.SamplingRate is 0 or 1)
        {
            return _options.SamplingRate == 1;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) / (double)ulong.MaxValue < _options.SamplingRate;
    }

    /// <summary>Hands a request over to be written, if it belongs to the sample; returns at once.</summary>
    /// <remarks>What may be written of the tensors is copied before the call returns: their arrays may be used again.</remarks>
    /// <param name="request">Id, time, model and duration; its inputs and outputs are replaced by the tensors given.</param>
    /// <param name="inputs">What was asked.</param>
    /// <param name="outputs">What was answered; empty after an error.</param>
    /// <returns>True where it waits to be written; false where it is not in the sample or was dropped.</returns>
    public bool TryWrite(RecordedRequest request, IReadOnlyList<NamedTensor> inputs, IReadOnlyList<NamedTensor> outputs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (!Samples(request.Id))
        {
            return false;
        }

        // Nothing is copied for a queue that is full.
        if (_waiting.Reader.Count < _options.Capacity && _waiting.Writer.TryWrite(request with
        {
            Inputs = [.. inputs.Select(tensor => LoggedTensor.Of(tensor, _options.Redaction))],
            Outputs = [.. outputs.Select(tensor => LoggedTensor.Of(tensor, _options.Redaction))],
        }))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Writes what waits and closes the files; later requests are dropped.</summary>
    public ValueTask DisposeAsync() => new(_end.Value);

    private async Task EndAsync(Task writing)
    {
        _waiting.Writer.TryComplete();
        await writing.ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var reader = _waiting.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = new List<RecordedRequest>();
            while (batch.Count < _options.Capacity && reader.TryRead(out var request))
            {
                batch.Add(request);
            }

            foreach (var day in batch.GroupBy(request => DayFiles.DayOf(request.Time)))
            {
                Write(DayFiles.PathOf(Folder, DayFiles.Requests, day.Key), [.. day]);
            }
        }
    }

    /// <summary>Adds requests to the file of their day.</summary>
    private void Write(string path, IReadOnlyList<RecordedRequest> requests)
    {
        var done = 0;
        try
        {
            byte[][] lines = [.. requests.Select(DayFiles.Line)];
            var room = MakeRoom(path, lines.Sum(line => (long)line.Length));
            using var file = DayFiles.Append(path, FileShare.Read | FileShare.Delete);
            foreach (var line in lines)
            {
                room -= line.Length;
                if (room < 0)
                {
                    break;
                }

                file.Write(line);
                done++;
            }

            file.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that is full or gone must not stop the server; how much is lost is told by the count.
            done = 0;
        }

        Interlocked.Add(ref _written, done);
        Interlocked.Add(ref _dropped, requests.Count - done);
    }

    /// <summary>
    /// Deletes the oldest day files until so many bytes fit, and gives the bytes that do; the file that is written to is never deleted.
    /// </summary>
    private long MakeRoom(string path, long wanted)
    {
        var files = DayFiles.In(Folder).Select(file => new FileInfo(file.Path)).ToArray();
        // One byte may be needed to end a torn line.
        var room = _options.MostBytes - files.Sum(file => file.Length) - 1;
        foreach (var file in files.Where(file => file.FullName != path).TakeWhile(_ => room < wanted))
        {
            room += file.Length;
            file.Delete();
        }

        return room;
    }
}
