using System.Text;

namespace Atelier.Kernel.Tests;

/// <summary>Whatever a notebook file holds, it is read or refused with the one documented exception, and never takes long.</summary>
public sealed class NotebookReaderFuzzTests
{
    private const int Mutations = 10_000;

    /// <summary>A hang guard: reading all mutations takes a few seconds.</summary>
    private const int Patience = 300_000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "null", "true", "-1", "1e999", "\"cells\"", "\"outputs\":{}", "\"tags\":[1]", "\n", "\r\n",
        "\u2028", "\ud83d\ude00", "\0", "#!csharp\n", "#!meta\n", "#!markdown\n", "#!", "{\"kernelInfo\":", "{\"kernelInfo\":null}", "#!fsharp --x\n", "  ",
    ];

    private static readonly string[] Notebooks =
    [
        """
        {"cells":[{"cell_type":"markdown","metadata":{},"source":["# A\n","b"]},{"cell_type":"raw","source":"x","metadata":{"tags":["a"]}},
         {"cell_type":"code","execution_count":3,"id":"a-1","metadata":{"polyglot_notebook":{"kernelName":"fsharp"},"dotnet_interactive":{"language":"fsharp"}},
          "outputs":[{"output_type":"stream","name":"stdout","text":["x"]},{"output_type":"execute_result","execution_count":3,"data":{"text/plain":["1"],
          "application/json":{"a":[1.5,null,true]}},"metadata":{}},{"output_type":"error","ename":"E","evalue":"v","traceback":["t"]}],"source":["let x = 1\n","x"]}],
         "metadata":{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"},"language_info":{"name":"polyglot-notebook"},
          "polyglot_notebook":{"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":["c#"],"languageName":"csharp","name":"csharp"}]}}},
         "nbformat":4,"nbformat_minor":2}
        """,
        """{"nbformat":4,"cells":[{"cell_type":"code","source":"1"},{"cell_type":"code","source":[]},{"cell_type":"code","id":"x"},{"cell_type":"code","id":"x"}]}""",
    ];

    private static readonly string[] Dibs =
    [
        """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":["c#","C#"],"languageName":"csharp","name":"csharp"},{"name":"fsharp"},{"name":".NET"}]}}

        #!markdown

        # Title

        #!csharp

        var x = 1;
        #!time
        x

        #!fsharp

        let y = "#!csharp"

        #!mermaid

        graph TD
        """,
        "Console.WriteLine(1);\r\n#!html\r\n<b>x</b>\r\n#!raw\r\n#!unknown\r\n\r\n#!csharp\r\n#!share x --from fsharp\r\n",
    ];

    [Fact(Timeout = Patience)]
    public Task Parse_MutatedNotebooks_AreReadOrRefused() =>
        Check(Notebooks, 30_001, text => NotebookDocument.Parse(text), leastRefused: 1_000, TestContext.Current.CancellationToken);

    [Fact(Timeout = Patience)]
    public Task ParseDib_MutatedDocuments_AreReadOrRefused() =>
        Check(Dibs, 30_002, text => NotebookDocument.ParseDib(text), leastRefused: 100, TestContext.Current.CancellationToken);

    private static Task Check(string[] seeds, int seed, Func<string, NotebookDocument> read, int leastRefused, CancellationToken cancellationToken) => Task.Run(() =>
    {
        var random = new Random(seed);
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = Mutate(seeds[i % seeds.Length], random);
            NotebookDocument notebook;
            try
            {
                notebook = read(text);
                accepted++;
            }
            catch (InvalidDataException exception)
            {
                Assert.NotEmpty(exception.Message);
                refused++;
                continue;
            }
            UseAll(notebook);
        }
        Assert.True(accepted > 500, $"{accepted} texts were read, which is too few to mean anything.");
        Assert.True(refused > leastRefused, $"{refused} texts were refused, which is too few to mean anything.");
    }, cancellationToken);

    /// <summary>What was read is whole: every cell has its parts, and what it is written as can be read again.</summary>
    private static void UseAll(NotebookDocument notebook)
    {
        foreach (var cell in notebook.Cells)
            Assert.NotNull(cell.Source + cell.Id + cell.Language + cell.Tags.Count + cell.ExecutionCount + cell.Kind);
        Assert.Equal(notebook.Cells.Select(cell => cell.Source), NotebookDocument.Parse(notebook.ToJson()).Cells.Select(cell => cell.Source));
        Assert.NotNull(NotebookDocument.ParseDib(notebook.ToDib()));
    }

    private static string Mutate(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (var changes = random.Next(1, 5); changes > 0 && result.Length > 0; changes--)
        {
            var at = random.Next(result.Length);
            var length = Math.Min(random.Next(1, 12), result.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    result.Remove(at, length);
                    break;
                case 1:
                    result.Insert(at, result.ToString(at, length));
                    break;
                case 2:
                    result[at] = (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000);
                    break;
                case 3 when random.Next(4) == 0:
                    result.Length = at;
                    break;
                case 4:
                    var from = random.Next(result.Length);
                    result.Insert(at, result.ToString(from, Math.Min(random.Next(60), result.Length - from)));
                    break;
                default:
                    result.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }
        return result.ToString();
    }
}
