using Atelier.Prediction;

namespace Atelier.Inference.Tests;

/// <summary>Several threads at once, and the end of a predictor; alone in the process, whose memory is measured.</summary>
[Collection(nameof(OnnxPredictorThreadTests))]
[CollectionDefinition(nameof(OnnxPredictorThreadTests), DisableParallelization = true)]
public sealed class OnnxPredictorThreadTests
{
    private const int Threads = 24;

    [Fact]
    public async Task Predict_SeveralThreads_EachGetsItsOwnAnswer()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(Sample.Scaler(4)));
        var rows = Sample.Of("rows");
        var expected = Sample.Of("probabilities_of_standardized");

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => OnOwnThread(() =>
        {
            var random = new Random(thread);
            for (var call = 0; call < 200; call++)
            {
                var count = random.Next(1, 9);
                var start = random.Next(Sample.Rows - count);
                var input = NamedTensor.Create<float>("features", rows.AsMemory(start * 4, count * 4), count, 4);
                OnnxPredictorTests.AssertClose(expected.AsSpan(start * 3, count * 3), predictor.Predict(input)[0]);
            }
        })));
    }

    [Fact]
    public async Task Predict_24ThreadsOf10000Calls_AnswersAreRightAndMemoryIsFlat()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier());
        var rows = Sample.Of("rows");
        var expected = Sample.Of("probabilities");

        await Work(100);
        var before = MemoryInUse();
        await Work(10_000);
        var grown = MemoryInUse() - before;

        // A leak of 100 bytes a call would be 24 MB.
        Assert.True(grown < 20 << 20, $"The process grew by {grown >> 10} KiB over 240,000 calls.");

        Task Work(int calls) => Task.WhenAll(Enumerable.Range(0, 24).Select(thread => OnOwnThread(() =>
        {
            for (var call = 0; call < calls; call++)
            {
                var row = (thread + call) % Sample.Rows;
                var output = predictor.Predict(NamedTensor.Create<float>("features", rows.AsMemory(row * 4, 4), 1, 4))[0].Values<float>().Span;
                for (var i = 0; i < 3; i++)
                {
                    if (Math.Abs(output[i] - expected[(row * 3) + i]) > 1e-5f)
                    {
                        Assert.Fail($"Row {row} gave {output[i]}; expected {expected[(row * 3) + i]}.");
                    }
                }
            }
        })));

        static long MemoryInUse()
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet;
        }
    }

    [Fact]
    public void Predict_AfterDispose_SaysSo()
    {
        var predictor = OnnxPredictor.Load(Sample.Classifier());
        predictor.Dispose();
        predictor.Dispose();

        var error = Assert.Throws<ObjectDisposedException>(() => predictor.Predict(NamedTensor.Create<float>("features", new float[4], 1, 4)));

        Assert.Contains("`classifier` was disposed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhileCallsRun_LetsThemFinishAndRefusesOthers()
    {
        var rows = Sample.Of("rows");
        var expected = Sample.Of("probabilities");
        for (var round = 0; round < 10; round++)
        {
            var predictor = OnnxPredictor.Load(Sample.Classifier());
            using var begun = new CountdownEvent(Threads);
            var calls = Enumerable.Range(0, Threads).Select(thread => OnOwnThread(() =>
            {
                begun.Signal();
                try
                {
                    while (true)
                    {
                        // Small and large batches: bound ahead, and not.
                        var count = thread % 2 == 0 ? 1 : Sample.Rows;
                        var output = predictor.Predict(NamedTensor.Create<float>("features", rows.AsMemory(0, count * 4), count, 4))[0];
                        OnnxPredictorTests.AssertClose(expected.AsSpan(0, count * 3), output);
                    }
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            })).ToArray();

            begun.Wait(TestContext.Current.CancellationToken);
            predictor.Dispose();

            await Task.WhenAll(calls);
        }
    }

    /// <summary>Runs on a thread outside the pool, which would start so many only one after another.</summary>
    private static Task OnOwnThread(Action action) =>
        Task.Factory.StartNew(action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
