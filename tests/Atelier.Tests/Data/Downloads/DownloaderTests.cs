using System.Security.Cryptography;
using Atelier.Data;

namespace Atelier.Tests.Data.Downloads;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];

    private readonly TemporaryFolder _folder = new();
    private readonly QuickTime _time = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    private string Target => _folder["cache", "file.bin"];

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchAsync_GoodServer_StoresTheFileAndReportsProgress()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        var progress = new Recorder();

        await FetchAsync([server.Url()], progress: progress);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(new DownloadProgress("file.bin", Content.Length, Content.Length), progress.Reports[^1]);
        Assert.Equal(1, progress.Reports[^1].Fraction);
        Assert.Equal(progress.Reports.Select(report => report.Received).Order(), progress.Reports.Select(report => report.Received));
        Assert.Equal([".file.bin.lock", "file.bin"], FilesLeft());
    }

    [Fact]
    public async Task FetchAsync_FileIsThere_AsksNobody()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        _folder.Write("cache/file.bin", "mine");

        await FetchAsync([server.Url()]);

        Assert.Empty(server.Requests);
        Assert.Equal("mine", File.ReadAllText(Target));
    }

    [Fact]
    public async Task FetchAsync_CutMidway_GoesOnWhereItStopped()
    {
        using var server = new FileServer((request, number) =>
            number < 2 ? ServerReply.Of(Content, request) with { CutAfter = 100_000 } : ServerReply.Of(Content, request));

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([null, "bytes=100000-", "bytes=200000-"], server.Requests.Select(request => request.Range));
        Assert.Equal([null, "\"v1\"", "\"v1\""], server.Requests.Select(request => request.IfRange));
    }

    [Fact]
    public async Task FetchAsync_CutInAnEarlierCall_GoesOnWhereItStopped()
    {
        using var cancelled = new CancellationTokenSource();
        using var server = new FileServer((request, number) =>
            number == 0 ? ServerReply.Of(Content, request) with { CutAfter = 131_072, After = Task.Delay(Timeout.Infinite, cancelled.Token) } : ServerReply.Of(Content, request));
        var progress = new Recorder(report =>
        {
            if (report.Received == 131_072)
            {
                cancelled.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync([server.Url()], progress: progress, stop: cancelled));
        var left = FilesLeft();
        await FetchAsync([server.Url()]);

        Assert.Equal([".file.bin.lock", "file.bin.part", "file.bin.part.source"], left);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal("bytes=131072-", server.Requests.Last().Range);
    }

    [Fact]
    public async Task FetchAsync_EverythingArrivedInAnEarlierCall_OnlyChecks()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        LeavePart(server.Url(), Content);

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Empty(server.Requests);
        Assert.Equal([".file.bin.lock", "file.bin"], FilesLeft());
    }

    [Fact]
    public async Task FetchAsync_EverythingArrivedButDamaged_StartsAfresh()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        LeavePart(server.Url(), [.. Content.Reverse()]);

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Null(Assert.Single(server.Requests).Range);
    }

    [Fact]
    public async Task FetchAsync_PartOfAnotherMirror_IsNotContinued()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        LeavePart(new Uri("http://elsewhere.example/file.bin"), Content[..1000]);

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Null(Assert.Single(server.Requests).Range);
    }

    [Fact]
    public async Task FetchAsync_ServerIgnoresRanges_StartsAfresh()
    {
        using var server = new FileServer((_, number) => new ServerReply { Body = Content, ETag = "\"v1\"", CutAfter = number == 0 ? 100_000 : null });

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal("bytes=100000-", server.Requests.Last().Range);
    }

    [Fact]
    public async Task FetchAsync_FileChangedMeanwhile_StartsAfresh()
    {
        byte[] old = [.. Content.Reverse()];
        using var server = new FileServer((request, number) =>
            number == 0 ? ServerReply.Of(old, request, "\"old\"") with { CutAfter = 100_000 } : ServerReply.Of(Content, request, "\"new\""));

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal("\"old\"", server.Requests.Last().IfRange);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"weak\"")]
    public async Task FetchAsync_CutWithoutAStrongVersion_AsksForAllOfIt(string? etag)
    {
        using var server = new FileServer((_, number) => new ServerReply { Body = Content, ETag = etag, CutAfter = number == 0 ? 100_000 : null });

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.All(server.Requests, request => Assert.Null(request.Range));
    }

    [Fact]
    public async Task FetchAsync_RangeRefused_StartsAfresh()
    {
        using var server = new FileServer((request, number) => number switch
        {
            0 => ServerReply.Of(Content, request) with { CutAfter = 100_000 },
            1 => new ServerReply { Status = 416 },
            _ => ServerReply.Of(Content, request),
        });

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Null(server.Requests.Last().Range);
    }

    [Fact]
    public async Task FetchAsync_AnotherRangeThanAskedFor_StartsAfresh()
    {
        using var server = new FileServer((request, number) => number switch
        {
            0 => ServerReply.Of(Content, request) with { CutAfter = 100_000 },
            1 => new ServerReply { Status = 206, Body = Content[50_000..], Headers = ["Content-Range: bytes 50000-299999/300000"] },
            _ => ServerReply.Of(Content, request),
        });

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(410)]
    public async Task FetchAsync_FirstMirrorRefuses_TakesTheNextAndLeavesTheFirst(int status)
    {
        using var first = new FileServer((_, _) => new ServerReply { Status = status });
        using var second = new FileServer((request, _) => ServerReply.Of(Content, request));

        await FetchAsync([first.Url(), second.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(first.Requests);
    }

    [Fact]
    public async Task FetchAsync_NobodyListens_TakesTheNext()
    {
        var gone = new FileServer((_, _) => new ServerReply());
        var url = gone.Url();
        gone.Dispose();
        using var second = new FileServer((request, _) => ServerReply.Of(Content, request));

        await FetchAsync([url, second.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task FetchAsync_ServerInTrouble_IsAskedAgainLater(int status)
    {
        using var server = new FileServer((request, number) => number < 2 ? new ServerReply { Status = status } : ServerReply.Of(Content, request));

        await FetchAsync([server.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], _time.Waits);
    }

    [Fact]
    public async Task FetchAsync_Redirect_IsFollowed()
    {
        using var server = new FileServer((request, _) => request.Path == "/old"
            ? new ServerReply { Status = 302, Headers = ["Location: /new"] }
            : ServerReply.Of(Content, request));

        await FetchAsync([server.Url("old")]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_DamagedContent_IsThrownAwayAndTheNextMirrorTaken()
    {
        var damaged = (byte[])Content.Clone();
        damaged[123_456] ^= 1;
        using var first = new FileServer((request, _) => ServerReply.Of(damaged, request));
        using var second = new FileServer((request, _) => ServerReply.Of(Content, request));

        await FetchAsync([first.Url(), second.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([".file.bin.lock", "file.bin"], FilesLeft());
    }

    [Fact]
    public async Task FetchAsync_OnlyDamagedContent_SaysBothChecksumsAndKeepsNothing()
    {
        byte[] other = [.. Content.Reverse()];
        using var server = new FileServer((request, _) => ServerReply.Of(other, request));

        var message = (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync([server.Url()]))).Message;

        Assert.Contains(
            $"sent another or a damaged file: its SHA-256 is {Sha256(other)}; expected {Sha256(Content)}", message, StringComparison.Ordinal);
        Assert.Equal([".file.bin.lock"], FilesLeft());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task FetchAsync_OnlyMd5IsPublished_ChecksThat()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        var wrong = new DatasetFile { Name = "file.bin", Md5 = new string('0', 32), Urls = [server.Url()] };
        var right = wrong with { Md5 = Convert.ToHexStringLower(MD5.HashData(Content)) };

        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(wrong));
        await FetchAsync(right);

        Assert.Contains("its MD5 is", error.Message, StringComparison.Ordinal);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_ServerOffersAnotherLength_IsNotRead()
    {
        using var server = new FileServer((_, _) => new ServerReply { Body = Content[..1000] });

        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync([server.Url()]));

        Assert.Contains("offers 1,000 bytes; expected 300,000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_ServerWithoutLengthSendsTooMuch_IsCutOff()
    {
        using var server = new FileServer((_, _) => new ServerReply { Body = [.. Content, .. Content], ClaimedLength = -1 });

        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync([server.Url()]));

        Assert.Contains("sends more than the 300,000 bytes expected", error.Message, StringComparison.Ordinal);
        Assert.Equal([".file.bin.lock"], FilesLeft());
    }

    [Fact]
    public async Task FetchAsync_ServerWithoutLengthStopsEarly_IsNoticed()
    {
        using var server = new FileServer((_, _) => new ServerReply { Body = Content[..1000], ClaimedLength = -1 });

        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync([server.Url()]));

        Assert.Contains("ended after 1,000 of 300,000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_ServerNeverAnswers_IsLeftForTheNext()
    {
        var never = new TaskCompletionSource();
        using var first = new FileServer((_, _) =>
        {
            _time.EndLongWaits(); // the client has asked and waits
            return new ServerReply { Body = Content, Before = never.Task };
        });
        using var second = new FileServer((request, _) => ServerReply.Of(Content, request));

        await FetchAsync([first.Url(), second.Url()]);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(first.Requests);
    }

    [Fact]
    public async Task FetchAsync_ServerFallsSilentMidway_IsLeftForTheNext()
    {
        var never = new TaskCompletionSource();
        using var first = new FileServer((request, number) =>
            ServerReply.Of(Content, request) with { CutAfter = number == 0 ? 10 : 0, After = number == 0 ? never.Task : Task.CompletedTask });
        using var second = new FileServer((request, _) => ServerReply.Of(Content, request));
        var progress = new Recorder(report =>
        {
            if (report.Received == 10)
            {
                _time.EndLongWaits();
            }
        });

        await FetchAsync([first.Url(), second.Url()], progress);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([null, "bytes=10-"], first.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task FetchAsync_NobodyHelps_SaysWhatWasTriedAndWhatToDo()
    {
        using var first = new FileServer((_, _) => new ServerReply { Status = 404 });
        using var second = new FileServer((_, _) => new ServerReply { Status = 500 });

        var message = (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync([first.Url(), second.Url()]))).Message;

        Assert.Contains("`file.bin` could not be downloaded. Tried:", message, StringComparison.Ordinal);
        Assert.Contains($"{first.Url()}: answered 404 Answer", message, StringComparison.Ordinal);
        Assert.Contains($"{second.Url()}: answered 500 Answer", message, StringComparison.Ordinal);
        Assert.EndsWith("(help)", message, StringComparison.Ordinal);
        Assert.Equal(3, second.Requests.Count);
    }

    [Fact]
    public async Task FetchAsync_TwoAtOnce_DownloadsOnce()
    {
        var gate = new TaskCompletionSource();
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request) with { Before = gate.Task });
        var slow = new Downloader(_client, TimeProvider.System, new DownloadPolicy());
        var file = FileAt([server.Url()]);

        var both = new[] { slow, slow }.Select(each => each.FetchAsync(file, _folder["cache"], "", null, TestContext.Current.CancellationToken)).ToArray();
        gate.SetResult();
        await Task.WhenAll(both);

        Assert.Single(server.Requests);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task FetchAsync_AnotherProcessHoldsTheLock_WaitsAndCanBeCancelled()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        Directory.CreateDirectory(_folder["cache"]);
        using var held = new FileStream(_folder["cache", ".file.bin.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var cancelled = new CancellationTokenSource();
        var slow = new Downloader(_client, TimeProvider.System, new DownloadPolicy());

        var waiting = slow.FetchAsync(FileAt([server.Url()]), _folder["cache"], "", null, cancelled.Token);
        var waits = !waiting.IsCompleted;
        await cancelled.CancelAsync();

        Assert.True(waits);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task FetchAsync_FolderIsAFile_SaysWhere()
    {
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        _folder.Write("cache", "");

        var message = (await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync([server.Url()]))).Message;

        Assert.Contains($"`file.bin` cannot be stored in `{_folder["cache"]}`", message, StringComparison.Ordinal);
        Assert.Contains("environment variable ATELIER_DATA", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_FullDisk_SaysWhere()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full, which plays the full disk, on this system.");
        using var server = new FileServer((request, _) => ServerReply.Of(Content, request));
        Directory.CreateDirectory(_folder["cache"]);
        File.CreateSymbolicLink(Target + ".part", "/dev/full");

        var message = (await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync([server.Url()]))).Message;

        Assert.Contains("cannot be stored in", message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", message, StringComparison.Ordinal);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static DatasetFile FileAt(IReadOnlyList<Uri> urls) => new() { Name = "file.bin", Size = Content.Length, Sha256 = Sha256(Content), Urls = urls };

    /// <summary>What a download that ended early leaves behind.</summary>
    private void LeavePart(Uri url, byte[] content)
    {
        Directory.CreateDirectory(_folder["cache"]);
        File.WriteAllBytes(Target + ".part", content);
        File.WriteAllLines(Target + ".part.source", [url.AbsoluteUri, "\"v1\""]);
    }

    private string[] FilesLeft() => [.. Directory.GetFiles(_folder["cache"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private Task FetchAsync(IReadOnlyList<Uri> urls, IProgress<DownloadProgress>? progress = null, CancellationTokenSource? stop = null) =>
        FetchAsync(FileAt(urls), progress, stop);

    private Task FetchAsync(DatasetFile file, IProgress<DownloadProgress>? progress = null, CancellationTokenSource? stop = null) =>
        new Downloader(_client, _time, new DownloadPolicy()).FetchAsync(
            file, _folder["cache"], "(help)", progress, stop?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>Takes reports on the spot, in order.</summary>
    private sealed class Recorder(Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            then?.Invoke(value);
        }
    }
}
