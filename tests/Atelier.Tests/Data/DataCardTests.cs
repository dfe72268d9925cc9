using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Atelier.Data;
using Atelier.Generators;

namespace Atelier.Tests.Data;

/// <summary>The folder <c>datasets/</c> and its data cards.</summary>
public sealed partial class DataCardTests
{
    private static readonly string Root = Checkout.PathOf("datasets");

    public static TheoryData<string> Names => [.. Datasets.All.Where(card => card.Origin != DatasetOrigin.Downloaded).Select(card => card.Name)];

    [Fact]
    public void Folders_AreTheDatasetsThatNeedNoDownload()
    {
        string[] folders = [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Where(name => name != "Shared").Order(StringComparer.Ordinal)];

        Assert.Equal(Names.Select(row => row.Data).Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void Index_ListsEveryDataset()
    {
        var index = File.ReadAllText(Path.Combine(Root, "README.md"));

        Assert.All(Datasets.All, card => Assert.Contains(
            card.Origin == DatasetOrigin.Downloaded ? $"\n| {card.Name} |" : $"\n| [{card.Name}]({card.Name}/README.md) |", index, StringComparison.Ordinal));
        Assert.Equal(Datasets.All.Count, IndexLine().Count(index));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_HasEverySection(string name)
    {
        var card = Card(name);

        Assert.StartsWith($"# Data card: {name}\n", card, StringComparison.Ordinal);
        Assert.All(
            new[] { "Summary", "Source and making", "Splits", "Labels", "Uses and limits", "Personal and sensitive information", "Licence", "Checksums" },
            section => Assert.Contains($"\n## {section}\n", card, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_Checksums_AreThoseOfEveryFile(string name)
    {
        var folder = Path.Combine(Root, name);
        var stated = ChecksumLine().Matches(Card(name)).Select(line => (line.Groups[2].Value, line.Groups[1].Value)).ToHashSet();
        foreach (var path in Directory.GetFiles(folder, "*.gz"))
        {
            var file = Path.GetFileName(path);

            Assert.Contains((file, Sha256(File.ReadAllBytes(path))), stated);
            Assert.Contains((Path.GetFileNameWithoutExtension(path), Sha256(CsvText.Unzip(path))), stated);
        }

        Assert.Equal(2 * Directory.GetFiles(folder, "*.gz").Length, stated.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_NamesTheFilesThatAreThere(string name) => Assert.All(
        Directory.GetFiles(Path.Combine(Root, name)).Select(file => Path.GetFileName(file)).Where(file => file != "README.md"),
        file => Assert.Contains($"`{file}`", Card(name), StringComparison.Ordinal));

    [Fact]
    public void Datasets_AreSmall() =>
        Assert.InRange(Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 4 << 20);

    private static string Card(string name) => File.ReadAllText(Path.Combine(Root, name, "README.md"));

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [GeneratedRegex("^    ([0-9a-f]{64})  ([^ \n]+)$", RegexOptions.Multiline)]
    private static partial Regex ChecksumLine();

    [GeneratedRegex("^\\| (?!Dataset|---)", RegexOptions.Multiline)]
    private static partial Regex IndexLine();
}
