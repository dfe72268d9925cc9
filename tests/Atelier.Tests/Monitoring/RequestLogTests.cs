using Atelier.Monitoring;
using Atelier.Prediction;

namespace Atelier.Tests.Monitoring;

public sealed class RequestLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_WhatWasWritten_IsTheSame()
    {
        await using (var log = new RequestLog(_folder.Path))
        {
            Assert.True(log.TryWrite(Request("a", Noon), [Rows(1, 2)], [Scores(0.25f, 0.75f)]));
            Assert.True(log.TryWrite(Request("b", Noon.AddDays(1)) with { Error = "too busy" }, [Rows(3, float.PositiveInfinity)], []));
            await log.DisposeAsync();
            Assert.Equal((2, 0), (log.Written, log.Dropped));
        }

        var window = RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(2));

        Assert.Equal(["requests-2026-03-04.jsonl", "requests-2026-03-05.jsonl"], Files());
        Assert.Equal(["a", "b"], window.Requests.Select(request => request.Id));
        var (first, second) = (window.Requests[0], window.Requests[1]);
        Assert.Equal((Noon, "digits", "v3"), (first.Time, first.Model, first.Version));
        Assert.Equal((TimeSpan.FromMilliseconds(2.5), null), (first.Duration, first.Error));
        Assert.Equal([1, 2], first.Inputs[0].Numbers);
        Assert.Equal([1, 2], first.Inputs[0].Shape);
        var output = Assert.Single(first.Outputs);
        Assert.Equal(("scores", DataType.Float32, Redaction.None), (output.Name, output.DataType, output.Redaction));
        Assert.Equal(("too busy", 0), (second.Error, second.Outputs.Count));
        Assert.Equal(double.PositiveInfinity, second.Inputs[0].Numbers![1]);
        Assert.Equal(0, window.Skipped);
    }

    [Fact]
    public async Task Read_Window_TakesTheStartAndNotTheEnd()
    {
        var hourly = Enumerable.Range(0, 5).Select(i => Request($"{i}", Noon.AddHours(i)));
        await Write([.. hourly, Request("x", Noon.AddHours(2)) with { Model = "other" }]);

        var window = RequestWindow.Read(_folder.Path, Noon.AddHours(1), Noon.AddHours(3), "digits");

        Assert.Equal(["1", "2"], window.Requests.Select(request => request.Id));
    }

    [Fact]
    public void Read_NoFolder_IsEmpty() => Assert.Empty(RequestWindow.Read(_folder["absent"], Noon, Noon.AddDays(1)).Requests);

    [Fact]
    public void Read_EndBeforeStart_SaysSo() => Assert.StartsWith(
        "`until` is 2026-03-04T12:00:00.0000000+00:00; expected a time after `from`",
        Assert.Throws<ArgumentException>(() => RequestWindow.Read(_folder.Path, Noon, Noon)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Read_TornLastLine_IsPassedOverAndLaterLinesAreNot()
    {
        await Write([Request("a", Noon), Request("b", Noon)]);
        var path = _folder[Files()[0]];
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^20]);

        var torn = RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1));
        await Write([Request("c", Noon)]);
        var later = RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1));

        Assert.Equal(["a"], torn.Requests.Select(request => request.Id));
        Assert.Equal(["a", "c"], later.Requests.Select(request => request.Id));
        Assert.Equal((1, 1), (torn.Skipped, later.Skipped));
    }

    [Fact]
    public async Task Read_WhileTheLogWrites_Works()
    {
        await using var log = new RequestLog(_folder.Path);
        log.TryWrite(Request("a", Noon), [Rows(1, 2)], []);
        SpinWait.SpinUntil(() => log.Written == 1, TimeSpan.FromSeconds(30));

        Assert.Single(RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1)).Requests);
    }

    [Fact]
    public async Task TryWrite_SamplingRate_ChoosesTheSameIdsEachTime()
    {
        string[] ids = [.. Enumerable.Range(0, 2000).Select(i => $"request {i}")];
        await using var log = new RequestLog(_folder["one"], new RequestLogOptions { SamplingRate = 0.3 });
        await using var again = new RequestLog(_folder["two"], new RequestLogOptions { SamplingRate = 0.3 });
        await using var more = new RequestLog(_folder["three"], new RequestLogOptions { SamplingRate = 0.6 });

        string[] chosen = [.. ids.Where(log.Samples)];

        Assert.InRange(chosen.Length, 500, 700);
        Assert.Equal(chosen, ids.Where(again.Samples));
        Assert.All(chosen, id => Assert.True(more.Samples(id)));
        Assert.False(log.TryWrite(Request(ids.Except(chosen).First(), Noon), [], []));
        Assert.Equal(0, log.Dropped);
    }

    [Fact]
    public async Task TryWrite_MoreThanTheFolderMayTake_DeletesTheOldestDays()
    {
        var options = new RequestLogOptions { MostBytes = 20_000 };
        foreach (var day in Enumerable.Range(0, 10))
        {
            await Write(Enumerable.Range(0, 20).Select(i => Request($"{day} {i}", Noon.AddDays(day))), options);
            Assert.InRange(Files().Sum(name => new FileInfo(_folder[name]).Length), 1, options.MostBytes);
        }

        var window = RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(10));
        Assert.InRange(Files().Length, 2, 9);
        Assert.Equal("requests-2026-03-13.jsonl", Files()[^1]);
        Assert.DoesNotContain(window.Requests, request => request.Id.StartsWith("0 ", StringComparison.Ordinal));
        Assert.Equal(20, window.Requests.Count(request => request.Id.StartsWith("9 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TryWrite_OneDayThatFillsTheRoom_StopsAndCounts()
    {
        _folder.Write("notes-2020-01-01.jsonl", new string('x', 9000));
        _folder.Write("thesis.txt", new string('x', 9000));
        await using var log = new RequestLog(_folder.Path, new RequestLogOptions { MostBytes = 5000 });

        foreach (var i in Enumerable.Range(0, 100))
        {
            log.TryWrite(Request($"{i}", Noon), [Rows(1, 2)], []);
        }

        await log.DisposeAsync();
        Assert.InRange(new FileInfo(_folder["requests-2026-03-04.jsonl"]).Length, 1000, 5000);
        Assert.InRange(log.Written, 5, 95);
        Assert.Equal(100, log.Written + log.Dropped);
        Assert.Equal(log.Written, RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1)).Requests.Count);
        Assert.Equal(2, Files().Count(name => name.StartsWith("notes", StringComparison.Ordinal) || name == "thesis.txt"));
    }

    [Fact]
    public async Task TryWrite_DiskRefuses_CountsAndGoesOn()
    {
        Directory.CreateDirectory(_folder["requests-2026-03-04.jsonl"]);
        await using var log = new RequestLog(_folder.Path);

        log.TryWrite(Request("a", Noon), [], []);
        log.TryWrite(Request("b", Noon.AddDays(1)), [], []);
        await log.DisposeAsync();

        Assert.Equal((1, 1), (log.Written, log.Dropped));
        Assert.False(log.TryWrite(Request("c", Noon), [], []));
        Assert.Equal(2, log.Dropped);
    }

    [Fact]
    public async Task TryWrite_ArraysUsedAgain_KeepsWhatWasThere()
    {
        float[] buffer = [1, 2];
        await using (var log = new RequestLog(_folder.Path))
        {
            log.TryWrite(Request("a", Noon), [NamedTensor.Create<float>("rows", buffer, 1, 2)], []);
            buffer[0] = 99;
        }

        Assert.Equal([1, 2], RequestWindow.Read(_folder.Path, Noon, Noon.AddDays(1)).Requests[0].Inputs[0].Numbers);
    }

    [Fact]
    public async Task Constructor_SecondLogOfAFolder_IsRefusedUntilTheFirstEnds()
    {
        var first = new RequestLog(_folder.Path);

        var error = Assert.Throws<IOException>(() => new RequestLog(_folder.Path));
        await first.DisposeAsync();
        await using var second = new RequestLog(_folder.Path);

        Assert.Contains("another log writes to it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoggedTensor_Rules_DropHashAndCut()
    {
        var rules = new RedactionRules { Dropped = ["name"], Hashed = ["city", "zip"], HashKey = new byte[16] };
        rules = rules with { MostValues = 2, MostCharacters = 3 };

        var name = LoggedTensor.Of(NamedTensor.Create<string>("name", new[] { "Ada" }, 1), rules);
        var city = LoggedTensor.Of(NamedTensor.Create<string>("city", new[] { "Rome", "Rome", "Bern" }, 3), rules with { MostValues = 3 });
        var zip = LoggedTensor.Of(NamedTensor.Create<long>("zip", new[] { 8000L }, 1), rules);
        var text = LoggedTensor.Of(NamedTensor.Create<string>("text", new[] { "abcdef", null! }, 2), rules);
        var rows = LoggedTensor.Of(NamedTensor.Create<byte>("rows", new byte[] { 1, 2, 3 }, 3), rules);

        Assert.Equal((Redaction.Dropped, null, null), (name.Redaction, name.Numbers, name.Texts));
        Assert.Equal(Redaction.Hashed, city.Redaction);
        Assert.Equal(city.Texts![0], city.Texts[1]);
        Assert.NotEqual(city.Texts[0], city.Texts[2]);
        // printf 8000 | openssl dgst -sha256 -mac HMAC -macopt hexkey:00000000000000000000000000000000
        Assert.Equal("4deb150c0479e190", Assert.Single(zip.Texts!));
        Assert.Null(zip.Numbers);
        Assert.Equal(["abc", ""], text.Texts);
        Assert.Equal(Redaction.Cut, rows.Redaction);
        Assert.Equal([1, 2], rows.Numbers!);
        Assert.Equal([3], rows.Shape);
    }

    [Fact]
    public void LoggedTensor_EveryElementType_IsNumbers()
    {
        Assert.Equal([1, 0], Numbers(NamedTensor.Create<bool>("x", new[] { true, false }, 2)));
        Assert.Equal([200], Numbers(NamedTensor.Create<byte>("x", new byte[] { 200 }, 1)));
        Assert.Equal([60000], Numbers(NamedTensor.Create<ushort>("x", new ushort[] { 60000 }, 1)));
        Assert.Equal([4e9], Numbers(NamedTensor.Create<uint>("x", new uint[] { 4_000_000_000 }, 1)));
        Assert.Equal([1e18], Numbers(NamedTensor.Create<ulong>("x", new ulong[] { 1_000_000_000_000_000_000 }, 1)));
        Assert.Equal([-3], Numbers(NamedTensor.Create<sbyte>("x", new sbyte[] { -3 }, 1)));
        Assert.Equal([-300], Numbers(NamedTensor.Create<short>("x", new short[] { -300 }, 1)));
        Assert.Equal([-70000], Numbers(NamedTensor.Create<int>("x", new[] { -70000 }, 1)));
        Assert.Equal([-4e9], Numbers(NamedTensor.Create<long>("x", new[] { -4_000_000_000 }, 1)));
        Assert.Equal([0.5], Numbers(NamedTensor.Create<Half>("x", new[] { (Half)0.5 }, 1)));
        Assert.Equal([0.1], Numbers(NamedTensor.Create<double>("x", new[] { 0.1 }, 1)));

        static IEnumerable<double> Numbers(NamedTensor tensor) => LoggedTensor.Of(tensor).Numbers!;
    }

    [Fact]
    public void Options_OutOfRange_SaySo()
    {
        Assert.Contains(
            "`SamplingRate` is 1.5; expected 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new RequestLogOptions { SamplingRate = 1.5 }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "`HashKey` has 3 bytes; expected at least 16",
            Assert.Throws<ArgumentException>(() => new RedactionRules { HashKey = new byte[3] }).Message,
            StringComparison.Ordinal);
    }

    private static NamedTensor Rows(params float[] values) => NamedTensor.Create<float>("rows", values, 1, values.Length);

    private static NamedTensor Scores(params float[] values) => NamedTensor.Create<float>("scores", values, 1, values.Length);

    private static RecordedRequest Request(string id, DateTimeOffset time) => new(id, time, "digits", "v3", TimeSpan.FromMilliseconds(2.5));

    private string[] Files() =>
    [
        .. Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path))
            .Where(name => name != ".lock").Order(StringComparer.Ordinal),
    ];

    private async Task Write(IEnumerable<RecordedRequest> requests, RequestLogOptions? options = null)
    {
        await using var log = new RequestLog(_folder.Path, options);
        Assert.All(requests, request => Assert.True(log.TryWrite(request, [Rows(1, 2)], [Scores(0.25f, 0.75f)])));
    }
}
