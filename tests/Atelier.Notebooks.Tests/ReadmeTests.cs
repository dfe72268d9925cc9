namespace Atelier.Notebooks.Tests;

/// <summary>What the README says is so.</summary>
[Collection("one process at a time")]
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Checkout.PathOf("README.md"));

    [Fact]
    public void Tour_IsTheCodeThatRuns()
    {
        var source = File.ReadAllText(Checkout.PathOf("tests", "Atelier.Notebooks.Tests", "ReadmeTour.cs"));
        var lines = Between(source, "// <tour>\n", "        // </tour>").Split('\n').Select(line => line.Length > 8 ? line[8..] : line);

        Assert.Equal(string.Join('\n', lines), Between(Readme, "```csharp\n", "```"));
    }

    [Fact]
    public async Task Tour_Runs()
    {
        var folder = Folders.New("tour");
        var (before, console) = (Environment.CurrentDirectory, Console.Out);
        using var written = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(written);
            await ReadmeTour.RunAsync();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Console.SetOut(console);
        }

        Assert.Matches(@"digits \(700 rows\): accuracy 0\.9\d+, .*; over HTTP the first image is a \d", written.ToString());
        Directory.Delete(folder, recursive: true);
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
