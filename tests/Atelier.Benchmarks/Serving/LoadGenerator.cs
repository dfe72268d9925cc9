using System.Collections.Concurrent;
using System.Diagnostics;

namespace Atelier.Benchmarks.Serving;

/// <summary>Loads a server over kept connections from this process.</summary>
public static class LoadGenerator
{
    /// <summary>Callers that each send their next request as soon as the last is answered.</summary>
    public static LoadResult Closed(ServerProcess server, byte[] request, int connections, double seconds) =>
        Measure(server, answers => Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await RawConnection.OpenAsync(server.Url).ConfigureAwait(false);
            var mine = new List<(int, float)>();
            var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() is var start && start < end)
            {
                var (status, _) = await connection.SendAsync(request).ConfigureAwait(false);
                mine.Add((status, (float)Stopwatch.GetElapsedTime(start).TotalSeconds));
            }

            answers.Add(mine);
        }))));

    /// <summary>Requests at a steady rate, whatever the answers; the time of each counts from when it was due.</summary>
    public static LoadResult Open(ServerProcess server, byte[] request, double rate, double seconds) => Measure(server, async answers =>
    {
        var (idle, sent, opened) = (new ConcurrentStack<RawConnection>(), new List<Task>(), new ConcurrentBag<RawConnection>());
        var done = new ConcurrentQueue<(int, float)>();
        var clock = Stopwatch.StartNew();
        var count = (long)(rate * seconds);
        for (var next = 0L; next < count;)
        {
            var due = (long)(clock.Elapsed.TotalSeconds * rate);
            for (; next <= due && next < count; next++)
            {
                sent.Add(SendAsync(TimeSpan.FromSeconds(next / rate)));
            }

            await Task.Delay(1).ConfigureAwait(false);
        }

        await Task.WhenAll(sent).ConfigureAwait(false);
        answers.Add([.. done]);
        foreach (var connection in opened)
        {
            connection.Dispose();
        }

        async Task SendAsync(TimeSpan due)
        {
            if (!idle.TryPop(out var connection))
            {
                connection = await RawConnection.OpenAsync(server.Url).ConfigureAwait(false);
                opened.Add(connection);
            }

            var (status, _) = await connection.SendAsync(request).ConfigureAwait(false);
            done.Enqueue((status, (float)(clock.Elapsed - due).TotalSeconds));
            idle.Push(connection);
        }
    });

    private static LoadResult Measure(ServerProcess server, Func<ConcurrentBag<List<(int, float)>>, Task> load)
    {
        var answers = new ConcurrentBag<List<(int, float)>>();
        var (clock, before) = (Stopwatch.StartNew(), server.ProcessorSeconds);
        load(answers).GetAwaiter().GetResult();
        return new LoadResult(clock.Elapsed.TotalSeconds, server.ProcessorSeconds - before, [.. answers.SelectMany(part => part)]);
    }
}
