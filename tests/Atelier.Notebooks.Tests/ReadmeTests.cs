namespace Atelier.Notebooks.Tests;

/// <summary>What the README says is so.</summary>
[Collection("one process at a time")]
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Checkout.PathOf("README.md"));

    [Theory]
    [InlineData("ReadmeTour.cs", "tour", "## The tour")]
    [InlineData("ReadmeTour.cs", "smaller", "A model becomes smaller")]
    [InlineData("ReadmeTables.cs", "tables", "Tables go the same way.")]
    public void Tour_IsTheCodeThatRuns(string file, string region, string after)
    {
        var source = File.ReadAllText(Checkout.PathOf("tests", "Atelier.Notebooks.Tests", file));
        var lines = Between(source, $"// <{region}>\n", $"        // </{region}>").Split('\n').Select(line => line.Length > 8 ? line[8..] : line);

        Assert.Equal(string.Join('\n', lines), Between(Readme[Readme.IndexOf(after, StringComparison.Ordinal)..], "```csharp\n", "```"));
    }

    [Fact]
    public void Tables_Run()
    {
        var folder = Folders.New("tables");
        var (before, console) = (Environment.CurrentDirectory, Console.Out);
        using var written = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            Directory.CreateDirectory("customers");
            File.Copy(Checkout.PathOf("datasets", "churn", "churn.csv.gz"), Path.Combine("customers", "churn.csv.gz"));
            Console.SetOut(written);
            ReadmeTables.Run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Console.SetOut(console);
        }

        Assert.Contains("frame: 20,000 rows of 16 columns", written.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
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
