using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Atelier.Kernel.Tests;

public sealed class HtmlPageTests
{
    private const string Pixel = "iVBORw0KGgo=";

    [Fact]
    public void Convert_Outputs_AreTheRichestFormInTheirOrder()
    {
        var cell = Documents.Code("x");
        cell["execution_count"] = 7;
        cell["outputs"] = new JsonArray(
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "one <1>\u001b[31m!\u001b[0m\n" },
            Display(("text/plain", "plain"), ("text/html", "<b id=\"rich\">h</b><script>draw(1 < 2)</script>"), ("image/png", Pixel)),
            Display(("image/png", Pixel + "\n"), ("text/plain", "not this")),
            Display(("image/svg+xml", "<svg/>")),
            Display(("text/markdown", "*soft*")),
            Display(("text/plain", "a < b")),
            Display(("application/x-own", "?")),
            new JsonObject { ["output_type"] = "stream", ["name"] = "stderr", ["text"] = "careful" },
            new JsonObject { ["output_type"] = "error", ["ename"] = "E", ["evalue"] = "v", ["traceback"] = new JsonArray("E: <v>", "  at line 1") });

        var page = Convert(cell);

        string[] expected =
        [
            "[7]", "<pre class=\"nb-stdout\">one &lt;1&gt;!</pre>", "<b id=\"rich\">h</b><script>draw(1 < 2)</script>",
            $"src=\"data:image/png;base64,{Pixel}\"", "src=\"data:image/svg+xml;base64,PHN2Zy8+\"", "<em>soft</em>", "<pre>a &lt; b</pre>",
            "type application/x-own cannot be shown", "<pre class=\"nb-stderr\">careful</pre>", "<pre class=\"nb-error\">E: &lt;v&gt;\n  at line 1</pre>",
        ];
        var positions = expected.Select(text => page.Text.IndexOf(text, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
        Assert.DoesNotContain("not this", page.Text);
        Assert.Contains("Cell 1: An output of type application/x-own", Assert.Single(page.Warnings));
    }

    [Fact]
    public void Convert_Text_IsEncoded()
    {
        var page = Convert(
            Documents.Markdown("# A <b>bold</b> `<title>` & more"),
            Documents.Code("var s = \"</pre><script>\"; // <i>"),
            new JsonObject { ["cell_type"] = "raw", ["source"] = "<raw>" });

        Assert.Contains("<title>A bold &lt;title&gt; &amp; more</title>", page.Text);
        Assert.Contains("<span class=\"k\">var</span> s = <span class=\"s\">&quot;&lt;/pre&gt;&lt;script&gt;&quot;</span>; <span class=\"c\">// &lt;i&gt;</span>", page.Text);
        Assert.Contains("<pre>&lt;raw&gt;</pre>", page.Text);
        Assert.DoesNotContain("<script", page.Text);
    }

    [Fact]
    public void Convert_NoHeading_TitleIsTheName() =>
        Assert.Contains("<title>my &amp; notebook</title>", NotebookConverter.Convert(Documents.Of(Documents.Markdown("text")), NotebookFormat.Html, "my & notebook").Text);

    [Fact]
    public void Convert_Pictures_AreEmbeddedOrNamed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["my pictures"]);
        File.WriteAllBytes(folder["my pictures", "a.png"], [1, 2, 3]);
        var cell = Documents.Markdown("![x](my%20pictures/a.png) <img alt=\"y\" src='my pictures/a.png'> ![z](attachment:b.png) ![far](https://example.org/a.png?b=1&c=2) ![gone](gone.png)");
        cell["attachments"] = new JsonObject { ["b.png"] = new JsonObject { ["image/png"] = Pixel } };

        var page = NotebookConverter.Convert(Documents.Of(cell), NotebookFormat.Html, folder: folder.Path);

        Assert.Equal(2, Regex.Count(page.Text, "src=[\"']data:image/png;base64,AQID[\"']"));
        Assert.Contains($"src=\"data:image/png;base64,{Pixel}\"", page.Text);
        Assert.Contains("<a href=\"https://example.org/a.png?b=1&amp;c=2\">far</a>", page.Text);
        Assert.DoesNotMatch("src=[\"'](?!data:)", page.Text);
        Assert.Equal(2, page.Warnings.Count);
        Assert.Contains("https://example.org/a.png?b=1&c=2 is on the network", page.Warnings[0]);
        Assert.Contains("gone.png was not found", page.Warnings[1]);
    }

    [Fact]
    public void Convert_OutputThatLoadsFromTheNetwork_IsAWarning()
    {
        var cell = Documents.Code("chart");
        cell["outputs"] = new JsonArray(Display(("text/html", "<script src=\"https://cdn.example.org/plot.js\"></script><a href=\"https://example.org\">x</a>")));

        Assert.Contains("https://cdn.example.org/plot.js", Assert.Single(Convert(cell).Warnings));
    }

    [Fact]
    public void Convert_MarkdownWithHtmlAndFormulas_LoadsNothingUnsaid()
    {
        var page = Convert(Documents.Markdown(
            "$x^2$\n\n$$\n\\sum_i\n$$\n\n<img src=http://example.org/a.png alt=\"b\">\n\n<iframe src=\"https://example.org/frame\"></iframe>\n\n`<img src=\"https://example.org/code\">` [l](https://example.org/l)"));

        Assert.Contains("<span class=\"math\">x^2</span>", page.Text);
        Assert.Matches("<div class=\"math\">\\s*\\\\sum_i\\s*</div>", page.Text);
        Assert.Contains("<a href=\"http://example.org/a.png\">b</a>", page.Text);
        Assert.Equal(2, page.Warnings.Count);
        Assert.Contains("https://example.org/frame", page.Warnings[1]);
    }

    [Fact]
    public void Convert_MarkdownNestedTooDeeply_IsShownAsItIs()
    {
        var page = Convert(Documents.Markdown(new string('>', 5_000) + " deep"));

        Assert.Contains(" deep", page.Text);
        Assert.Contains("nested too deeply", Assert.Single(page.Warnings));
    }

    [Fact]
    public void Render_AnyCode_LosesAndAddsNothing()
    {
        const string Code = "#r \"nuget: A\"\n#!time\nvar x = $\"{1:N2} \\\" {{\"; /* a */ char c = 'x';\n#if false\nskipped < 1\n#endif\nvar r = \"\"\"raw\"\"\"; // end\nfoo<int>(@\"v\"u8)";
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var changed = Code.ToCharArray();
            for (var changes = i == 0 ? 0 : random.Next(8); changes > 0; changes--)
                changed[random.Next(changed.Length)] = "{}[]()\"#!;<>&\n /*$'"[random.Next(19)];

            var html = CodeColors.Render(new string(changed));

            Assert.Equal(new string(changed), WebUtility.HtmlDecode(Regex.Replace(html, "</?span[^>]*>", "")));
        }
    }

    private static ConvertedNotebook Convert(params JsonObject[] cells) => NotebookConverter.Convert(Documents.Of(cells), NotebookFormat.Html);

    private static JsonObject Display(params (string Type, string Content)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["metadata"] = new JsonObject(),
        ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create(entry.Type, (JsonNode?)entry.Content))),
    };
}
