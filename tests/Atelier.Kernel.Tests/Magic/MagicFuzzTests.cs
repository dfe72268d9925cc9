using System.Text;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel.Tests;

/// <summary>Whatever a line or a cell holds, it is read or refused in words.</summary>
public sealed class MagicFuzzTests
{
    private const int Mutations = 10_000;
    private const string Alphabet = "#!@-=:\"\\{}[],. \t\n\r\u2028ax1é'/$\ud83d\udc4d";

    private static readonly string[] Lines =
    [
        "#!set --name x --value @input:\"Your name\" --byref",
        "#!share total --from csharp --as sum --mime-type application/json",
        "#!value --name data --from-file \"C:\\\\data\\\\a b.json\"",
        "#!plot {\"a\": [1, 2, {\"b\": \"}\"}]} [1, 2] @password:{\"prompt\":\"p\",\"saveAs\":\"s\"} -1",
        "#!connect jupyter --kernel-name=k \"a \\\"quoted\\\" text \\u0041\"",
    ];

    private static readonly string[] Cells =
    [
        "var x = 1;\n#!time\nx\n#!fsharp\nlet y = 2\n#!share x --from csharp\n",
        "#!html\n<b>a</b>\n#!csharp\nvar s = \"\"\"\n#!time\n\"\"\";\n/*\n#!who\n*/\n#if X\n#!about\n#endif\n",
        "  #!value --name a --from-value b\n#!markdown\n# Title\n#!js\nx = 1;\r\n#!unknown here\r\n",
        "#r \"nuget: A, 1.0\"\n#!import a.dib\nConsole.WriteLine($\"{\n#!x\n}\");",
    ];

    private static readonly KernelActionDirective Directive = new("#!set")
    {
        Parameters = [new("--name") { Required = true }, new("--value") { AllowImplicitName = true, MaxOccurrences = 3 }, new("--byref") { Flag = true }],
        Subcommands = [new("jupyter") { Parameters = [new("--kernel-name")] }],
    };

    [Fact]
    public void Match_MutatedLines_NeverBreaks()
    {
        var random = new Random(20261);
        var place = new MagicPlace("Cell 1", 1);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var line = Mutate(Lines[i % Lines.Length], random);
            try
            {
                MagicMatcher.Match(Directive, line, place);
                read++;
            }
            catch (CellException exception)
            {
                Assert.StartsWith("Cell 1, line 1: ", exception.Error.Message);
                refused++;
            }
        }
        Assert.True(read > 50, $"{read} lines were read, which is too few to mean anything.");
        Assert.True(refused > 50, $"{refused} lines were refused, which is too few to mean anything.");
    }

    [Fact]
    public void Split_MutatedCells_LosesNoLine()
    {
        var random = new Random(20262);
        for (var i = 0; i < Mutations; i++)
        {
            var cell = Mutate(Cells[i % Cells.Length], random);
            var parts = CellSplitter.Split(cell, "csharp", name => name is "csharp" or "fsharp" or "html" or "js" or "value" or "markdown" ? name : null);

            Assert.Equal(CodeLines(cell), parts.Where(part => !part.IsMagic).SelectMany(part => CodeLines(part.Text)));
        }
    }

    private static IEnumerable<string> CodeLines(string text) => text
        .Split('\n', '\r')
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && !line.StartsWith("#!", StringComparison.Ordinal));

    private static string Mutate(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (var changes = random.Next(1, 6); changes > 0 && result.Length > 0; changes--)
        {
            var at = random.Next(result.Length);
            var length = Math.Min(random.Next(1, 9), result.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    result.Remove(at, length);
                    break;
                case 1:
                    result.Insert(at, result.ToString(at, length));
                    break;
                case 2:
                    result[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 3:
                    result.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                default:
                    result.Insert(at, Lines[random.Next(Lines.Length)]);
                    break;
            }
        }
        return result.ToString();
    }
}
