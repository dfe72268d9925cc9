namespace Atelier.Kernel.Tests;

public sealed class OutputQueueTests
{
    private readonly OutputQueue _queue = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<CellOutput> _seen = [];

    [Fact]
    public async Task Write_FewOutputs_AreHandedOnBeforeTheWriterGoesOn()
    {
        var delivery = _queue.DeliverAsync(_seen.Add, _end.Task);

        var counts = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            _queue.Write("stdout", $"{i}\n");
            counts.Add(_seen.Count);
        }
        _end.SetResult();
        await delivery;

        // A writer waits a moment only, so on a busy machine one of them may go on before.
        Assert.True(counts.Where((count, i) => count > i).Count() > 15, string.Join(" ", counts));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n")), Text());
    }

    [Fact]
    public async Task Write_Flood_IsJoinedAndNothingIsLost()
    {
        var delivery = _queue.DeliverAsync(_seen.Add, _end.Task);

        for (var i = 0; i < 100_000; i++)
            _queue.Write("stdout", $"{i}\n");
        _end.SetResult();
        await delivery;

        Assert.Equal(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}\n")), Text());
        Assert.InRange(_seen.Count, 2, 20_000);
    }

    [Fact]
    public async Task Write_HalvesOfACharacter_StayTogether()
    {
        var delivery = _queue.DeliverAsync(_seen.Add, _end.Task);

        // The end of a line hands on what is there, and with it the half that comes after.
        _queue.Write("stdout", "a\n\ud83d");
        _queue.Write("stdout", "\ude00\n");
        _queue.Write("stdout", "x\ud83d");
        _end.SetResult();
        await delivery;

        Assert.Equal("a\n\U0001F600\nx\ud83d", Text());
        Assert.DoesNotContain(_seen.SkipLast(1), output => char.IsHighSurrogate(((StreamOutput)output).Text[^1]));
    }

    [Fact]
    public async Task Write_ReaderThatWaitsForTheWriter_LocksNothingUp()
    {
        using var written = new ManualResetEventSlim();
        var delivery = _queue.DeliverAsync(_ => written.Wait(TestContext.Current.CancellationToken), _end.Task);

        _queue.Write("stdout", "a");
        written.Set();
        _end.SetResult();
        await delivery;
    }

    [Fact]
    public async Task Deliver_ReaderThatThrows_EndsTheDelivery()
    {
        var delivery = _queue.DeliverAsync(_ => throw new NotSupportedException("reader"), _end.Task);

        _queue.Write("stdout", "a");

        await Assert.ThrowsAsync<NotSupportedException>(() => delivery);
        _queue.Write("stdout", "b");
    }

    private string Text() => string.Concat(_seen.Cast<StreamOutput>().Select(output => output.Text));
}
