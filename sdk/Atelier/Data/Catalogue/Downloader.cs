using System.Net;

namespace Atelier.Data;

/// <summary>Fetches files over HTTP: from the first mirror that works, going on where a transfer was cut, checked before anybody sees them.</summary>
internal sealed class Downloader(HttpClient client, TimeProvider time, DownloadPolicy policy)
{
    private static readonly Lazy<Downloader> Default = new(() =>
    {
        var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; // the policy says how long a server may be silent
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Atelier"); // some servers refuse who gives no name
        return new Downloader(client, TimeProvider.System, new DownloadPolicy());
    });

    /// <summary>The one for the public methods; it makes no connection before it is used.</summary>
    public static Downloader Shared => Default.Value;

    /// <summary>Puts a file into a folder, unless it is there.</summary>
    /// <param name="file">The file and where it can be had.</param>
    /// <param name="folder">The folder; it is made where it does not exist.</param>
    /// <param name="help">What a person can do when this fails.</param>
    /// <param name="progress">Told of every piece that arrives.</param>
    /// <param name="cancellationToken">Stops; what has arrived stays for the next time.</param>
    /// <exception cref="IOException">No mirror gave the file, or it cannot be stored.</exception>
    public async Task FetchAsync(DatasetFile file, string folder, string help, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var target = Path.Combine(folder, file.Name);
        try
        {
            Directory.CreateDirectory(folder);
            using var held = await DownloadLock.AcquireAsync(Path.Combine(folder, $".{file.Name}.lock"), time, cancellationToken).ConfigureAwait(false);
            if (File.Exists(target))
            {
                return; // another process was faster
            }

            var tried = await GoThroughMirrorsAsync(file, new PartialFile(target), progress, cancellationToken).ConfigureAwait(false);
            if (tried.Count > 0)
            {
                throw new DownloadException($"`{file.Name}` could not be downloaded. Tried:\n  {string.Join("\n  ", tried)}\n{help}");
            }
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not DownloadException))
        {
            throw new IOException(
                $"`{file.Name}` cannot be stored in `{folder}`: {error.Message.TrimEnd('.')}. Make room or write access there, or name another folder in "
                + $"`root` or in the environment variable {CacheLocation.Variable}. {help}",
                error);
        }
    }

    /// <summary>What went wrong, in order; empty when the file has arrived.</summary>
    private async Task<List<string>> GoThroughMirrorsAsync(
        DatasetFile file, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        var mirrors = file.Urls.ToList();
        for (var round = 0; round < policy.Rounds && mirrors.Count > 0; round++)
        {
            if (round > 0)
            {
                await Task.Delay(policy.FirstDelay * (1 << (round - 1)), time, cancellationToken).ConfigureAwait(false);
            }

            foreach (var url in mirrors.ToArray())
            {
                if (await FetchFromAsync(url, file, part, progress, cancellationToken).ConfigureAwait(false) is not { } failure)
                {
                    return [];
                }

                tried.Add($"{url}: {failure.Reason}");
                if (failure.IsFinal)
                {
                    mirrors.Remove(url);
                }
            }
        }

        return tried;
    }

    /// <summary>Asks one mirror, again and again while each transfer brings something.</summary>
    private async Task<DownloadFailure?> FetchFromAsync(
        Uri url, DatasetFile file, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        for (var resumes = 0; ; resumes++)
        {
            var before = part.ResumeFrom(url).Length;
            var failure = await TransferAsync(url, file, part, progress, cancellationToken).ConfigureAwait(false);
            if (failure is null || failure.IsFinal || part.ResumeFrom(url).Length <= before || resumes == policy.MostResumes)
            {
                return failure;
            }

            await Task.Delay(policy.FirstDelay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DownloadFailure?> TransferAsync(
        Uri url, DatasetFile file, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(policy.Stall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            var (have, version) = part.ResumeFrom(url);
            if (have > 0 && have == file.Size)
            {
                // An earlier process ended between the last byte and the check.
                if (await FinishAsync(file, part, pieced: true, cancellationToken).ConfigureAwait(false) is null)
                {
                    return null;
                }

                have = 0;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (have > 0)
            {
                request.Headers.Range = new(have, null);
                request.Headers.TryAddWithoutValidation("If-Range", version);
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (Refusal(response, have) is { } refusal)
            {
                if (have > 0)
                {
                    part.Delete(); // what is there does not fit what the server has; start afresh next time
                }

                return refusal;
            }

            have = response.StatusCode == HttpStatusCode.PartialContent ? have : 0;
            var total = have + response.Content.Headers.ContentLength;
            if (file.Size is { } size && total is { } offered && offered != size)
            {
                part.Delete();
                return new DownloadFailure(FormattableString.Invariant($"offers {offered:N0} bytes; expected {size:N0}"), IsFinal: true);
            }

            var failure = await ReceiveAsync(response, url, file, part, have, file.Size ?? total, progress, stall, either.Token).ConfigureAwait(false);
            return failure ?? await FinishAsync(file, part, have > 0, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            return new DownloadFailure(error.Message, IsFinal: false);
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new DownloadFailure(FormattableString.Invariant($"sent nothing for {policy.Stall.TotalSeconds:0.###} seconds"), IsFinal: false);
        }
    }

    /// <summary>Why an answer is of no use; null when it brings the file.</summary>
    private static DownloadFailure? Refusal(HttpResponseMessage response, long have)
    {
        var status = (int)response.StatusCode;
        var answer = $"answered {status} {response.ReasonPhrase}".TrimEnd();
        return response.StatusCode switch
        {
            HttpStatusCode.OK => null,
            HttpStatusCode.PartialContent when have > 0 && response.Content.Headers.ContentRange?.From == have => null,
            HttpStatusCode.PartialContent => new DownloadFailure(answer + " with another range than asked for", IsFinal: have == 0),
            HttpStatusCode.RequestedRangeNotSatisfiable => new DownloadFailure(answer, IsFinal: have == 0),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => new DownloadFailure(answer, IsFinal: false),
            _ => new DownloadFailure(answer, IsFinal: status < 500),
        };
    }

    private async Task<DownloadFailure?> ReceiveAsync(
        HttpResponseMessage response,
        Uri url,
        DatasetFile file,
        PartialFile part,
        long have,
        long? total,
        IProgress<DownloadProgress>? progress,
        CancellationTokenSource stall,
        CancellationToken cancellationToken)
    {
        var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var sink = have > 0 ? part.Append() : part.Restart(url, VersionOf(response));
        await using (sink.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 16];
            while (true)
            {
                stall.CancelAfter(policy.Stall);
                int read;
                try
                {
                    read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                }
                catch (IOException error)
                {
                    return new DownloadFailure(FormattableString.Invariant($"broke off after {have:N0} bytes ({error.Message.TrimEnd('.')})"), IsFinal: false);
                }

                have += read;
                if (read == 0 || have > total)
                {
                    break;
                }

                await sink.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.Name, have, total));
            }
        }

        if (have > total)
        {
            part.Delete();
            return new DownloadFailure(FormattableString.Invariant($"sends more than the {total:N0} bytes expected"), IsFinal: true);
        }

        return have < total
            ? new DownloadFailure(FormattableString.Invariant($"ended after {have:N0} of {total:N0} bytes"), IsFinal: false)
            : null;
    }

    /// <summary>Checks the whole file and gives it its name.</summary>
    private static async Task<DownloadFailure?> FinishAsync(DatasetFile file, PartialFile part, bool pieced, CancellationToken cancellationToken)
    {
        if (await FileDigest.DifferenceAsync(part.Path, file, cancellationToken).ConfigureAwait(false) is { } difference)
        {
            part.Delete();
            return new DownloadFailure("sent another or a damaged file: " + difference, IsFinal: !pieced);
        }

        part.Complete();
        return null;
    }

    /// <summary>What a later If-Range may name: a strong entity tag, else the date of the last change (RFC 9110, 13.1.5).</summary>
    private static string? VersionOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");
}
