using System.IO.Compression;
using System.Security.Cryptography;
using Atelier.Data;

namespace Atelier.Tests.Data.Downloads;

/// <summary>From a request to a loaded dataset, against a server on this machine.</summary>
public sealed class DatasetStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EnsureAsync_PartOfADataset_FetchesOnlyItsFiles()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["/t10k-images-idx3-ubyte.gz"] = Zip([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6]),
            ["/t10k-labels-idx1-ubyte.gz"] = Zip([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]),
        };
        using var server = new FileServer((request, _) => ServerReply.Of(files[request.Path], request));
        var entry = EntryAt(server, "mnist", files);

        await EnsureAsync(entry, DatasetPart.Test);

        var data = Datasets.Load("mnist", DatasetPart.Test, _folder.Path);
        Assert.Equal([5f, 6], data.Features.ToArray());
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), server.Requests.Select(request => request.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EnsureAsync_FilesAreThereUnderOtherNames_AsksNobody()
    {
        using var server = new FileServer((_, _) => new ServerReply { Status = 404 });
        _folder.Write("positive.txt", "fine");
        _folder.Write("negative.txt", "bad");

        await EnsureAsync(EntryAt(server, "rt-polarity", []), DatasetPart.All);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task EnsureAsync_NoConnection_SaysWhereToPutTheFilesByHand()
    {
        var gone = new FileServer((_, _) => new ServerReply());
        var entry = EntryAt(gone, "penguins", []);
        gone.Dispose();

        var message = (await Assert.ThrowsAnyAsync<IOException>(() => EnsureAsync(entry, DatasetPart.All))).Message;

        Assert.StartsWith("`penguins.csv` could not be downloaded. Tried:\n  " + entry.Card.Files[0].Urls[0] + ": ", message, StringComparison.Ordinal);
        Assert.Contains($"By hand: put these files into `{_folder.Path}`, under their published names", message, StringComparison.Ordinal);
        Assert.Contains("\n  penguins.csv  13,478 bytes  SHA-256 e07636bd8af74260099ea2f8678e2eabbf35def579940cc76f67061ee16c06c1", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_ShippedDataset_NeedsNoConnection()
    {
        var data = await Datasets.LoadAsync("reviews", DatasetPart.Test, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1_000, data.Count);
    }

    [Fact]
    public async Task LoadFrameAsync_FilesAreThere_ReadsThem()
    {
        _folder.Write("iris.csv", "sepal_length,sepal_width,petal_length,petal_width,species\n1,2,3,4,mine\n");

        var frame = await Datasets.LoadFrameAsync("iris", root: _folder.Path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("mine", frame["species"][0]);
    }

    [Fact]
    public async Task LoadAsync_UnknownName_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Datasets.LoadAsync("imagenet", cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>A dataset of the catalogue whose files lie at the server; those that are given have their checksums.</summary>
    private static CatalogueEntry EntryAt(FileServer server, string name, Dictionary<string, byte[]> files)
    {
        var entry = Catalogue.Find(name);
        return entry with
        {
            Card = entry.Card with
            {
                Files = [.. entry.Card.Files.Select(file => (files.TryGetValue("/" + file.Name, out var content)
                    ? file with { Size = content.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) }
                    : file) with { Urls = [server.Url(file.Name)] })],
            },
        };
    }

    private static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return zipped.ToArray();
    }

    private Task EnsureAsync(CatalogueEntry entry, DatasetPart part) => DatasetStore.EnsureAsync(
        entry, part, _folder.Path, new Downloader(_client, new QuickTime(), new DownloadPolicy()), null, TestContext.Current.CancellationToken);
}
