using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Image files as rows; they are decoded when asked for, several at once.</summary>
internal sealed class ImageFileSource(IReadOnlyList<FileStamp> files, ImageOptions options) : IFeatureSource
{
    private readonly int _width = options.Channels * options.Height * options.Width;
    private readonly ConcurrentDictionary<int, float[]> _cache = [];
    private long _cacheLeft = options.CacheBytes;

    public int Count => files.Count;

    public IReadOnlyList<int> Shape { get; } = [options.Channels, options.Height, options.Width];

    public unsafe void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var chosen = rows.ToArray();
        fixed (float* start = destination)
        {
            // The destination stays pinned until every image is decoded.
            var to = start;
            var errors = new ConcurrentDictionary<int, Exception>();
            Parallel.For(0, chosen.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, (at, loop) =>
            {
                try
                {
                    Read(chosen[at], new Span<float>(to + ((long)at * _width), _width));
                }
                catch (Exception error) when (error is IOException or InvalidDataException)
                {
                    errors[at] = error;
                    loop.Break();
                }
            });
            if (!errors.IsEmpty)
            {
                // Break lets all earlier ones finish: the first in order is reported, however the threads ran.
                ExceptionDispatchInfo.Throw(errors.MinBy(pair => pair.Key).Value);
            }
        }
    }

    private void Read(int row, Span<float> destination)
    {
        if (_cache.TryGetValue(row, out var kept))
        {
            kept.CopyTo(destination);
            return;
        }

        var file = files[row];
        ImageLoading.Load(file.ReadAllBytes(ImageLoading.MostBytes), $"`{file.Path}`", options, destination);
        var bytes = (long)_width * sizeof(float);
        if (Interlocked.Add(ref _cacheLeft, -bytes) < 0 || !_cache.TryAdd(row, destination.ToArray()))
        {
            Interlocked.Add(ref _cacheLeft, bytes);
        }
    }
}
