using System.Globalization;
using System.Text;

namespace Atelier.Training.Tests;

public sealed class ProgressCallbackTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Fit_ToAWriter_IsOneLineAnEpoch()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        new Trainer(model, new TrainingOptions { Epochs = 3 }).FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), [new ProgressCallback(output)]);

        var lines = Lines(output);
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            @"^epoch 2/3  loss \d\.\d{4}, accuracy \d\.\d{4}, validation loss \d\.\d{4}, validation accuracy \d\.\d{4}, [\d,]+ rows/s(, \d+ s left)?$",
            lines[1]);
        Assert.EndsWith(" rows/s", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SlowEpochs_SaysTheTimeLeft()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        // This clock gains 90 seconds whenever it is looked at.
        new Trainer(model, new TrainingOptions { Epochs = 2 }, new ManualTime(TimeSpan.FromSeconds(90)))
            .FitInTest(TestData.Blobs(), null, [new ProgressCallback(output)]);

        Assert.EndsWith(", 1 min 30 s left", Lines(output)[0], StringComparison.Ordinal);
        Assert.EndsWith(" rows/s", Lines(output)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_StoppedEarly_SaysWhy()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var stopper = new Scripted { EpochEnd = (context, _) => context.RequestStop("enough") };

        new Trainer(model).FitInTest(TestData.Blobs(), null, [new ProgressCallback(output), stopper]);

        Assert.EndsWith($"stopped: enough{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OnATerminal_ShowsABarAndWipesIt()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var losses = new List<double>();
        var recorder = new Scripted { BatchEnd = context => losses.Add(context.BatchLoss) };

        new Trainer(model, new TrainingOptions { Epochs = 2, BatchSize = 100 })
            .FitInTest(TestData.Blobs(300), null, [recorder, Live(output, 120, new ManualTime(Second))]);

        var shown = output.ToString().Split('\r');
        var mean = string.Create(CultureInfo.InvariantCulture, $"{(losses[0] + losses[1]) / 2:0.0000}");
        Assert.Matches(@"^epoch 1/2 \[=+> +\]  33 %, loss \d\.\d{4}, 100 rows/s, 2 s left, 5 s in all$", shown[1]);
        Assert.StartsWith($"epoch 1/2 [====================>         ]  66 %, loss {mean}, 100 rows/s, 1 s left", shown[2], StringComparison.Ordinal);
        Assert.StartsWith("epoch 1/2 [==============================] 100 %", shown[3], StringComparison.Ordinal);
        Assert.Equal(new string(' ', shown[3].Length), shown[4]);
        Assert.StartsWith("epoch 1/2  loss", shown[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OnATerminal_CoversWhatALongerLineLeft()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var widths = new Queue<int>([120, 40, 40]);

        var callback = new ProgressCallback(output, () => true, new ManualTime(Second), widths.Dequeue);
        new Trainer(model, new TrainingOptions { Epochs = 1, BatchSize = 100 }).FitInTest(TestData.Blobs(300), null, [callback]);

        var shown = output.ToString().Split('\r');
        Assert.Equal(shown[1].Length, shown[2].Length);
        Assert.True(shown[2].TrimEnd().Length <= 39, shown[2]);
        Assert.Equal(shown[3].TrimEnd(), shown[3]);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    [InlineData(33)]
    [InlineData(1)]
    public void Fit_OnATerminal_NeverFillsALine(int width)
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        new Trainer(model, new TrainingOptions { Epochs = 2, BatchSize = 50 })
            .FitInTest(TestData.Blobs(300), TestData.Blobs(90), [Live(output, width, new ManualTime(Second))]);

        var bars = output.ToString().Split('\r').Where(line => line.Length > 0 && !line.Contains('\n')).ToArray();
        Assert.Equal(14, bars.Length);
        Assert.All(bars, bar => Assert.InRange(bar.Length, 1, Math.Max(1, width - 1)));
    }

    [Fact]
    public void Fit_ManyStepsInAMoment_DrawsFiveTimesASecond()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        // 100 steps in which the clock is read once: a second.
        new Trainer(model, new TrainingOptions { Epochs = 1, BatchSize = 3 })
            .FitInTest(TestData.Blobs(300), null, [Live(output, 120, new ManualTime(TimeSpan.FromMilliseconds(10)))]);

        Assert.Equal(5, output.ToString().Split('\r').Count(line => line.StartsWith("epoch 1/1 [", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_ValidationAfterABar_SaysWhatIsWaitedFor()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();

        new Trainer(model, new TrainingOptions { Epochs = 1, BatchSize = 3 })
            .FitInTest(TestData.Blobs(300), TestData.Blobs(90), [Live(output, 120, new ManualTime(TimeSpan.FromMilliseconds(9)))]);

        Assert.EndsWith(", validating", output.ToString().Split('\r').Last(line => line.Contains("100 %", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_TheOutputFails_TrainsOnAndWritesNoMore()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new FailingWriter(good: 2);
        var callback = new ProgressCallback(output);

        var first = new Trainer(model, new TrainingOptions { Epochs = 6 }).FitInTest(TestData.Blobs(), null, [callback]);
        var writes = output.Writes;
        new Trainer(model, new TrainingOptions { Epochs = 6 }).FitInTest(TestData.Blobs(), null, [callback]);

        Assert.Equal(6, first.History.Count);
        Assert.Equal(3, writes);
        Assert.Equal(4, output.Writes); // the second training tries again
    }

    [Fact]
    public void Fit_TheOutputIsClosed_TrainsOn()
    {
        using var model = Models.Mlp(8, [4], 3);
        var output = new StreamWriter(new MemoryStream());
        output.Dispose();

        var result = new Trainer(model, new TrainingOptions { Epochs = 2 }).FitInTest(TestData.Blobs(), null, [new ProgressCallback(output)]);

        Assert.Equal(2, result.History.Count);
    }

    [Fact]
    public void Fit_FigureThatIsNoNumber_IsShownAsSuch()
    {
        using var model = Models.Mlp(8, [4], 3);
        using var output = new StringWriter();
        var options = new TrainingOptions { Epochs = 1, Metrics = [new ConstantMetric(double.NaN)] };

        new Trainer(model, options).FitInTest(TestData.Blobs(), null, [Live(output, 120, new ManualTime(Second))]);

        Assert.Contains(", constant NaN, ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void IsTerminal_OnlyTheTerminalItself_CanBeWrittenOver()
    {
        using var console = new StreamWriter(new MemoryStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using var notebook = new StreamWriter(new MemoryStream(), Encoding.UTF8);
        using var text = new StringWriter();
        Assert.SkipUnless(Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage, $"The console writes {Console.OutputEncoding.WebName}.");

        Assert.True(ProgressCallback.IsTerminal(console, isRedirected: false, "xterm"));
        Assert.True(ProgressCallback.IsTerminal(console, isRedirected: false, null));
        Assert.False(ProgressCallback.IsTerminal(console, isRedirected: true, "xterm"));
        Assert.False(ProgressCallback.IsTerminal(console, isRedirected: false, "dumb"));
        Assert.False(ProgressCallback.IsTerminal(notebook, isRedirected: false, "xterm"));
        Assert.False(ProgressCallback.IsTerminal(text, isRedirected: false, "xterm"));
    }

    private static ProgressCallback Live(TextWriter output, int width, TimeProvider time) => new(output, () => true, time, () => width);

    private static string[] Lines(StringWriter output) => output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
