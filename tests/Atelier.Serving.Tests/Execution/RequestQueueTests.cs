using System.Diagnostics;
using Atelier.Prediction;

namespace Atelier.Serving.Tests;

/// <summary>What runs at once, what waits, what is joined, and what is turned away.</summary>
public sealed class RequestQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predict_AsManyAsMayRun_RunAtOnceAndTheNextWaits()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 2 });

        var answers = Enumerable.Range(1, 3).Select(value => Ask(queue, value)).ToArray();
        var (first, second) = (await model.NextAsync(), await model.NextAsync());

        Assert.Equal((1, 2), queue.Load);
        Assert.False(model.HasBegun);
        first.Release();
        var third = await model.NextAsync();
        Assert.Equal((0, 2), queue.Load);
        second.Release();
        third.Release();
        Same([[2], [4], [6]], await Task.WhenAll(answers));
        Assert.Equal((0, 0), queue.Load);
    }

    [Fact]
    public async Task Predict_QueueFull_IsTurnedAwayWithATimeToTryAgain()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 2 });
        var answers = Enumerable.Range(1, 3).Select(value => Ask(queue, value)).ToArray();

        var error = await Assert.ThrowsAsync<RequestException>(() => Ask(queue, 4));

        Assert.Equal(503, error.StatusCode);
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("1 requests run and 2 wait", error.Message, StringComparison.Ordinal);
        foreach (var _ in answers)
        {
            (await model.NextAsync()).Release();
        }

        Same([[2], [4], [6]], await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Predict_NoQueue_TakesWhatCanRun()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 0 });
        var answer = Ask(queue, 1);

        await Assert.ThrowsAsync<RequestException>(() => Ask(queue, 2));
        (await model.NextAsync()).Release();
        await answer;
        var next = Ask(queue, 3);
        (await model.NextAsync()).Release();

        Same([6], await next);
    }

    [Fact]
    public async Task Predict_GivenUpWhileItWaits_MakesRoomAndNeverRuns()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 1 });
        using var patience = new CancellationTokenSource();
        var first = Ask(queue, 1);
        var second = Ask(queue, 2, patience);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = Ask(queue, 3);
        (await model.NextAsync()).Release();
        var last = await model.NextAsync();
        last.Release();

        Assert.Equal([3], last.Values);
        Same([[2], [6]], await Task.WhenAll(first, third));
    }

    [Fact]
    public async Task Predict_GivenUpWhileItRuns_CancelsTheModelsCall()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 1 });
        using var patience = new CancellationTokenSource();
        var answer = Ask(queue, 1, patience);
        await model.NextAsync();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal((0, 0), queue.Load);
    }

    [Fact]
    public async Task Predict_WaitingRequests_RunAsOneAndGetTheirOwnRows()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(8));
        var first = Ask(queue, 1);
        var others = new[] { Ask(queue, [2, 3]), Ask(queue, [4]), Ask(queue, [5, 6, 7]) };
        (await model.NextAsync()).Release();

        var joined = await model.NextAsync();
        joined.Release();

        Assert.Equal([2, 3, 4, 5, 6, 7], joined.Values);
        Same([2], await first);
        Same([[4, 6], [8], [10, 12, 14]], await Task.WhenAll(others));
    }

    [Fact]
    public async Task Predict_MoreRowsThanABatch_AreJoinedUpToIt()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(4));
        var answers = new[] { Ask(queue, 0), Ask(queue, [1, 2, 3]), Ask(queue, [4, 5]), Ask(queue, [6]), Ask(queue, [7, 8, 9, 10, 11]) };
        (await model.NextAsync()).Release();

        var batches = new List<int[]>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var call = await model.NextAsync();
            batches.Add(call.Values);
            call.Release();
        }

        // The one row of 6 fills the first batch; what is longer than a batch runs by itself.
        Assert.Equal([[1, 2, 3, 6], [4, 5], [7, 8, 9, 10, 11]], batches);
        Same([[0], [2, 4, 6], [8, 10], [12], [14, 16, 18, 20, 22]], await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Predict_OtherLengths_AreNotJoined()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(8));
        var first = Ask(queue, 1);
        var narrow = Ask(queue, [2, 3]);
        var wide = queue.PredictAsync([NamedTensor.Create<int>("x", new[] { 4, 5 }, 1, 2)], Token).AsTask();
        (await model.NextAsync()).Release();

        var (second, third) = (await model.NextAsync(), default(SteppedModel.Call));
        second.Release();
        third = await model.NextAsync();
        third.Release();

        Assert.Equal([2, 3], second.Values);
        Assert.Equal([1, 2], third.Inputs[0].Shape);
        Same([8, 10], (await wide)[0].Values<int>().ToArray());
        Same([[2], [4, 6]], await Task.WhenAll(first, narrow));
    }

    [Fact]
    public async Task Predict_OneOfABatchIsRefused_TheOthersAreAnswered()
    {
        var model = new SteppedModel { RefusesNegatives = true };
        using var queue = Queue(model, Joining(8));
        var first = Ask(queue, 1);
        var (good, bad, alsoGood) = (Ask(queue, 2), Ask(queue, -3), Ask(queue, 4));
        foreach (var _ in Enumerable.Range(0, 5))
        {
            (await model.NextAsync()).Release();
        }

        Same([[2], [4], [8]], await Task.WhenAll(first, good, alsoGood));
        Assert.Contains("expected none", (await Assert.ThrowsAsync<ArgumentException>(() => bad)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OneOfABatchIsGivenUp_TheOtherIsAnswered()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(8));
        using var patience = new CancellationTokenSource();
        var first = Ask(queue, 1);
        var (given, kept) = (Ask(queue, 2, patience), Ask(queue, 3));
        (await model.NextAsync()).Release();
        var joined = await model.NextAsync();

        await patience.CancelAsync();

        Assert.False(joined.Token.IsCancellationRequested);
        joined.Release();
        Same([[2], [6]], await Task.WhenAll(first, kept));
        _ = await Record.ExceptionAsync(() => given);
    }

    [Fact]
    public async Task Predict_AllOfABatchAreGivenUp_CancelsTheModelsCall()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(8));
        using var patience = new CancellationTokenSource();
        var first = Ask(queue, 1);
        var others = new[] { Ask(queue, 2, patience), Ask(queue, 3, patience) };
        (await model.NextAsync()).Release();
        var joined = await model.NextAsync();

        await patience.CancelAsync();

        foreach (var other in others)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        }

        Assert.True(joined.Token.IsCancellationRequested);
        Same([2], await first);
    }

    [Fact]
    public async Task Predict_WithADelay_GathersThoughTheModelIsFree()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(3) with { MaxBatchDelay = Long });

        var answers = new[] { Ask(queue, 1), Ask(queue, 2), Ask(queue, 3) };
        var joined = await model.NextAsync();
        joined.Release();

        // The batch is full long before the delay is over.
        Assert.Equal([1, 2, 3], joined.Values);
        Same([[2], [4], [6]], await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Predict_WithADelayThatEnds_RunsWhatHasGathered()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, Joining(100) with { MaxBatchDelay = TimeSpan.FromMilliseconds(50) });
        var start = Stopwatch.GetTimestamp();

        var answer = Ask(queue, 1);
        var call = await model.NextAsync();
        call.Release();

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(49));
        Same([2], await answer);
    }

    [Fact]
    public async Task Predict_InputsInAnyOrder_AreJoinedByName()
    {
        var signature = new ModelSignature(
            [new TensorSpec("a", DataType.Int32, [-1]), new TensorSpec("b", DataType.String, [-1])], [new TensorSpec("y", DataType.Int32, [-1])], []);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<string>();
        using var queue = Queue(
            new FakePredictor(signature, async (inputs, _) =>
            {
                await release.Task;
                var (a, b) = (inputs.Single(input => input.Name == "a"), inputs.Single(input => input.Name == "b"));
                seen.Add($"{string.Join(',', a.Values<int>().ToArray())} {string.Join(',', b.Values<string>().ToArray())}");
                return [NamedTensor.Create("y", a.Values<int>(), a.Shape)];
            }),
            Joining(8));
        NamedTensor Number(int value) => NamedTensor.Create<int>("a", new[] { value }, 1);
        NamedTensor Word(string value) => NamedTensor.Create<string>("b", new[] { value }, 1);

        var answers = new[]
        {
            queue.PredictAsync([Number(1), Word("one")], Token).AsTask(),
            queue.PredictAsync([Word("two"), Number(2)], Token).AsTask(),
            queue.PredictAsync([Number(3), Word("three")], Token).AsTask(),
        };
        release.SetResult();

        Assert.Equal([1, 2, 3], (await Task.WhenAll(answers)).Select(outputs => outputs[0].Values<int>().Span[0]));
        Assert.Equal(["1 one", "2,3 two,three"], seen);
    }

    [Fact]
    public async Task Predict_ModelThatMixesRows_IsFoundOut()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakePredictor(new SteppedModel().Signature, async (_, _) =>
        {
            await release.Task;
            return [NamedTensor.Create<int>("y", new[] { 7 }, 1, 1)];
        });
        using var queue = Queue(model, Joining(8));
        var answers = new[] { Ask(queue, 1), Ask(queue, 2), Ask(queue, 3) };
        release.SetResult();

        Same([7], await answers[0]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => answers[1]);
        Assert.Contains("a joined batch of 2 rows", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxBatchSize 1", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => answers[2]);
    }

    [Fact]
    public async Task Predict_SlowModel_LeavesTheThreadsOfThePoolToOthers()
    {
        var threads = new List<bool>();
        using var queue = Queue(
            new FakePredictor(new SteppedModel().Signature, inputs =>
            {
                threads.Add(Thread.CurrentThread.IsThreadPoolThread);
                var start = Stopwatch.GetTimestamp();
                SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(2));
                return [NamedTensor.Create("y", inputs[0].Values<int>(), inputs[0].Shape)];
            }),
            new ExecutionOptions { MaxConcurrency = 1 });

        for (var value = 0; value < 5; value++)
        {
            Same([value], await Ask(queue, value));
        }

        // The first tells how long the model takes.
        Assert.Equal([false, false, false, false], threads.Skip(1));
    }

    [Fact]
    public async Task EnsureRoom_QueueFull_RefusesUntilThereIsRoom()
    {
        var model = new SteppedModel();
        using var queue = Queue(model, new ExecutionOptions { MaxConcurrency = 1, MaxQueue = 1 });
        queue.EnsureRoom();
        var first = Ask(queue, 1);
        queue.EnsureRoom();
        var second = Ask(queue, 2);

        Assert.Equal(503, Assert.Throws<RequestException>(queue.EnsureRoom).StatusCode);
        (await model.NextAsync()).Release();
        await first;
        (await model.NextAsync()).Release();
        await second;
        queue.EnsureRoom();
    }

    [Fact]
    public void Queue_JoiningOfAModelWithoutRows_IsRefused()
    {
        var model = new SteppedModel { Signature = new([new TensorSpec("x", DataType.Int32, [-1])], [new TensorSpec("sum", DataType.Int32, [1])], []) };

        var error = Assert.Throws<ArgumentException>(() => Queue(model, Joining(2)));

        Assert.Contains("the model `m` has `sum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_FromManyThreads_AnswersEachWithItsOwn()
    {
        using var queue = Queue(
            new FakePredictor(new SteppedModel().Signature, inputs =>
                [NamedTensor.Create<int>("y", Array.ConvertAll(inputs[0].Values<int>().ToArray(), value => 2 * value), inputs[0].Shape)]),
            Joining(16) with { MaxQueue = 1000 });

        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (value, token) =>
        {
            using var patience = new CancellationTokenSource();
            var answer = Ask(queue, [value, -value], value % 3 == 0 ? patience : null);
            if (value % 9 == 0)
            {
                await patience.CancelAsync();
                _ = await Record.ExceptionAsync(() => answer);
                return;
            }

            Same([2 * value, -2 * value], await answer);
        });

        Assert.Equal((0, 0), queue.Load);
    }

    private static ExecutionOptions Joining(int rows) => new() { MaxConcurrency = 1, MaxBatchSize = rows };

    private static RequestQueue Queue(IPredictor model, ExecutionOptions options) => new("the model `m`", model, options);

    private static Task<int[]> Ask(RequestQueue queue, int value, CancellationTokenSource? patience = null) => Ask(queue, [value], patience);

    private static async Task<int[]> Ask(RequestQueue queue, int[] rows, CancellationTokenSource? patience = null) =>
        (await queue.PredictAsync([NamedTensor.Create<int>("x", rows, rows.Length, 1)], patience?.Token ?? CancellationToken.None))[0].Values<int>().ToArray();

    private static void Same(int[][] expected, int[][] actual) => Assert.Equal(expected, actual);

    private static void Same(int[] expected, int[] actual) => Assert.Equal(expected, actual);
}
