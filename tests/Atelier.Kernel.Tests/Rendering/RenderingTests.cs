using static Atelier.Kernel.Tests.Markup;

namespace Atelier.Kernel.Tests;

/// <summary>How values look in HTML and in plain text; what the formatting library decides must stay as notebooks know it.</summary>
[Collection(EngineCollection.Name)]
public sealed class RenderingTests(RenderingSession session) : IClassFixture<RenderingSession>
{
    private static readonly string[] List = ["<i>index</i>", "value"];
    private static readonly string[] TypedList = ["<i>index</i>", "<i>type</i>", "value"];
    private static readonly string[] Pairs = ["<i>key</i>", "value"];

    /// <summary>Values of one line.</summary>
    public static TheoryData<string, string, string> Scalars => new()
    {
        { "42", Text("42"), "42" },
        { "true", Text("True"), "True" },
        { "3.14", Text("3.14"), "3.14" },
        { "double.NaN", Text("NaN"), "NaN" },
        { "1.50m", Text("1.50"), "1.50" },
        { "'c'", Text("c"), "c" },
        { "(int?)5", Text("5"), "5" },
        { "Guid.Empty", Text("00000000-0000-0000-0000-000000000000"), "00000000-0000-0000-0000-000000000000" },
        { "System.Numerics.BigInteger.Pow(2, 100)", Text("1267650600228229401496703205376"), "1267650600228229401496703205376" },
        { "(object)null", Text("&lt;null&gt;"), "<null>" },
        { "new DateTime(2024, 3, 5, 6, 7, 8)", "<span>2024-03-05 06:07:08Z</span>", "2024-03-05 06:07:08Z" },
        { "new DateTimeOffset(2024, 3, 5, 6, 7, 8, TimeSpan.FromHours(2))", "<span>2024-03-05 04:07:08Z</span>", "2024-03-05 04:07:08Z" },
        { "new TimeSpan(1, 2, 3)", "<span>01:02:03</span>", "01:02:03" },
        { "DayOfWeek.Friday", "<span>Friday</span>", "Friday" },
        { "\"a<b\".AsMemory()", "<span>a&lt;b</span>", "a<b" },
        {
            "typeof(List<string>)",
            "<span><a href=\"https://docs.microsoft.com/dotnet/api/system.collections.generic.list-1?view=net-7.0\">System.Collections.Generic.List&lt;System.String&gt;</a></span>",
            "System.Collections.Generic.List<System.String>"
        },
        { "new[] { 1, 2, 3 }", Text("[ 1, 2, 3 ]"), "[ 1, 2, 3 ]" },
        { "new[] { \"a\", \"b\" }", Text("[ a, b ]"), "[ a, b ]" },
        { "new List<int>()", Text("[  ]"), "[  ]" },
        { "Enumerable.Range(0, 25)", Text("[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (5 more) ]"), "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (5 more) ]" },
        { "Enumerable.Range(0, 25).Where(x => x < 24)", Text("[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (more) ]"), "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (more) ]" },
        { "new SortedSet<string> { \"a\" }", Text("[ a ]"), "[ a ]" },
        { "new Queue<int>([1, 2])", Text("[ 1, 2 ]"), "[ 1, 2 ]" },
        { "new byte[] { 1, 2, 255 }", Text("[ 1, 2, 255 ]"), "[ 1, 2, 255 ]" },
        { "new ReadOnlyMemory<int>([1, 2])", Text("[ 1, 2 ]"), "[ 1, 2 ]" },
        { "new Memory<int>([1, 2])", Text("[ 1, 2 ]"), "[ 1, 2 ]" },
        { "new[,] { { 1, 2 }, { 3, 4 } }", Text("[ 1, 2, 3, 4 ]"), "[ 1, 2, 3, 4 ]" },
        { "HTML(\"<b>x</b>\")", "<b>x</b>", "<b>x</b>" },
    };

    /// <summary>Objects, sequences of objects and dictionaries.</summary>
    public static TheoryData<string, string, string> Objects => new()
    {
        { "new { A = 1, B = \"<x>\" }", Tree("{ A = 1, B = &lt;x&gt; }", ("A", Text("1")), ("B", Text("&lt;x&gt;"))), "*Int32,String>\n      A: 1\n      B: <x>" },
        { "record P(string Name, int Age); new P(\"a\", 1)", Tree("P { Name = a, Age = 1 }", ("Name", Text("a")), ("Age", Text("1"))), "P\n      Name: a\n      Age: 1" },
        { "struct S { public int F; public int P { get; set; } } new S { F = 1, P = 2 }", "*<td>P</td><td>*</td></tr><tr><td>F</td>*", "S\n      P: 2\n      F: 1" },
        { "new { A = new { B = new { C = 1 } } }", "*<td>A</td><td><details class=\"dni-treeview\">*", "*\n      A: *\n        B: *\n          C: 1" },
        { "(1, \"x\")", Tree("(1, x)", ("Item1", Text("1")), ("Item2", Text("x"))), "( 1, x )" },
        { "new KeyValuePair<string, int>(\"a\", 1)", Tree("[a, 1]", ("Key", Text("a")), ("Value", Text("1"))), "KeyValuePair<String,Int32>\n      Key: a\n      Value: 1" },
        { "class Bad { public int X => throw new InvalidOperationException(\"no\"); } new Bad()", "*<td>X</td><td>*System.InvalidOperationException: no*", "Bad\n      X: System.InvalidOperationException: no*" },
        { "new Exception(\"boom\")", "*<td>Message</td><td>" + Text("boom") + "*", "System.Exception: boom" },
        { "new DateOnly(2024, 1, 2)", "*<td>Year</td>*", "DateOnly\n      Year: 2024\n*" },
        { "new Uri(\"http://x.y/z\")", "*<td>Host</td>*", "Uri\n      AbsolutePath: /z\n*" },
        { "new StringBuilder(\"abc\")", "*<td>Length</td>*", "StringBuilder\n      Capacity: 16\n*" },
        { "Task.FromResult(1)", "*<td>Status</td>*", "Task<Int32>\n      Id: *" },
        {
            "new[] { new { A = 1 }, new { A = 2 } }",
            Table(List, ["0", Folded("{ A = 1 }", ("A", Text("1")))], ["1", Folded("{ A = 2 }", ("A", Text("2")))]),
            "*[]\n      - A: 1\n      - A: 2"
        },
        { "new object[] { 1, \"x\" }", Table(TypedList, ["0", "*", Text("1")], ["1", "*", Text("x")]), "Object[]\n    - 1\n    - x" },
        { "new List<object>()", "<i>(empty)</i>", "List<Object>*" },
        { "Enumerable.Range(0, 25).Select(i => new { i }).ToList()", "*(5 more)*", "*- i: 19 ... (5 more)" },
        { "Enumerable.Range(0, 25).Select(i => new { i }).Where(x => x.i >= 0)", "*... (more)*", "*- i: 19 ... (more)" },
        { "new Dictionary<string, int> { [\"a\"] = 1 }", Table(Pairs, [Text("a"), Text("1")]), "Dictionary<String,Int32>\n      - Key: a\n        Value: 1" },
        { "new[] { \"a\", \"bb\" }.GroupBy(x => x.Length)", "*<td>Key</td><td>" + Text("1") + "*<i>(values)</i>*", "*\n      - Key: 1\n        (values): [ a ]\n      - Key: 2\n        (values): [ bb ]" },
        { "dynamic e = new System.Dynamic.ExpandoObject(); e.B = 1; e.A = \"x\"; (object)e", Table(["A", "B"], ["x", Text("1")]), "B: 1\nA: x" },
        { "System.Text.Json.JsonDocument.Parse(\"{\\\"a\\\":[1,\\\"b\\\",null]}\")", "<details class=\"dni-treeview\"><summary>*{&quot;a&quot;:[1,&quot;b&quot;,null]}*", "{\"a\":[1,\"b\",null]}" },
        { "System.Text.Json.JsonDocument.Parse(\"\\\"t\\\"\").RootElement", "<span>&quot;t&quot;</span>", "t" },
    };

    /// <summary>What the formatting library makes huge, unreadable or an exception.</summary>
    public static TheoryData<string, string, string> Repaired => new()
    {
        { "(Func<double, double>)Math.Sqrt", Text("System.Func&lt;System.Double,System.Double&gt; (System.Math.Sqrt)"), "System.Func<System.Double,System.Double> (System.Math.Sqrt)" },
        { "(Action)(() => { })", Text("System.Action"), "System.Action" },
        { "new { D = (Action)(() => { }) }", "*<td>D</td><td>" + Text("System.Action") + "*", "*\n      D: System.Action" },
        { "typeof(string).GetMethod(\"Clone\")", Text("System.String: System.Object Clone()"), "System.String: System.Object Clone()" },
        { "typeof(string).GetProperties()", "*System.String: Int32 Length*", "PropertyInfo[]\n      - System.String: Char Chars [Int32]\n      - System.String: Int32 Length" },
        { "typeof(string).Assembly", Text("System.Private.CoreLib, *"), "System.Private.CoreLib, *" },
        { "System.Globalization.CultureInfo.GetCultureInfo(\"fr-FR\")", Text("fr-FR (French (France))"), "fr-FR (French (France))" },
        { "new[] { typeof(int), typeof(string) }", Table(List, ["0", "*"], ["1", "*"]), "Type[]\n      - System.Int32\n      - System.String" },
        { "new HashSet<int> { 1, 2 }", "*<td>Count</td><td>" + Text("2") + "*", "HashSet<Int32>\n      Count: 2\n      Capacity: *\n      Comparer: *\n      (values): [ 1, 2 ]" },
        {
            "new List<Dictionary<string, object>> { new() { [\"a\"] = 1, [\"b\"] = \"x\" }, new() { [\"a\"] = 2 } }",
            "*<th><i>key</i></th>*",
            "List<Dictionary<String,Object>>\n      - Dictionary<String,Object>\n        - a: 1\n        - b: x\n      - Dictionary<String,Object>\n        - a: 2"
        },
        { "new[] { new[] { 1, 2 }, new[] { 3 } }", Table(List, ["0", Text("[ 1, 2 ]")], ["1", Text("[ 3 ]")]), "Int32[][]\n      - [ 1, 2 ]\n      - [ 3 ]" },
        { "new[] { (\"a\", 1) }", "*<td>Item1</td>*", "ValueTuple<String,Int32>[]\n      - ( a, 1 )" },
        { "Enumerable.Range(0, 22).Select(i => (i, i)).ToList()", "*(2 more)*", "*\n      - ( 19, 19 ) ... (2 more)" },
        { "System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"a\\\":1}\")", "*<td>a</td>*", "{\"a\":1}" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    [MemberData(nameof(Objects))]
    [MemberData(nameof(Repaired))]
    public async Task Value_OfEachKind_HasHtmlAndPlainText(string code, string html, string plain)
    {
        var shown = await session.Show(code);

        AssertLike(html, shown["text/html"]);
        AssertLike(plain, shown["text/plain"]);
        Assert.True(shown["text/html"].Length + shown["text/plain"].Length < 20_000, "The value fills pages.");
    }

    [Theory]
    [InlineData("\"a<b\"", "text/plain", "a<b")]
    [InlineData("new Microsoft.DotNet.Interactive.Formatting.LaTeXString(\"x^2\")", "text/latex text/plain", "x^2")]
    [InlineData("new Microsoft.DotNet.Interactive.Jupyter.MathString(\"x^2\")", "text/latex text/plain", "$$x^2$$")]
    public async Task Value_WithAnotherPreferredType_HasNoHtml(string code, string mimeTypes, string text)
    {
        var shown = await session.Show(code);

        Assert.Equal(mimeTypes.Split(' '), shown.Keys);
        Assert.All(shown.Values, shown => Assert.Equal(text, shown));
    }

    [Theory]
    [InlineData("new { A = 1, B = (string)null, C = double.NaN }", "{\"A\":1,\"C\":\"NaN\"}")]
    [InlineData("(1, \"x\")", "{\"Item1\":1,\"Item2\":\"x\"}")]
    [InlineData("new[] { (a: 1, b: (2, 3)) }", "[{\"Item1\":1,\"Item2\":{\"Item1\":2,\"Item2\":3}}]")]
    [InlineData("new { Big = System.Numerics.BigInteger.Pow(2, 70) }", "{\"Big\":1180591620717411303424}")]
    public async Task Display_AsJson_KeepsTheContent(string code, string json)
    {
        var shown = await session.ShowDisplay($"display({code}, \"application/json\");");

        Assert.Equal(["application/json", "text/plain"], shown.Keys);
        Assert.Equal(json, shown["application/json"]);
    }

    [Fact]
    public async Task Value_WhosePropertiesNeverEnd_IsShownByItsText()
    {
        var shown = await session.Show("""
            class Endless
            {
                public Endless[] A => [.. Enumerable.Range(0, 20).Select(_ => new Endless())];
                public Endless[] B => A;
                public Endless[] C => A;
                public Endless[] D => A;
                public override string ToString() => "endless";
            }
            new Endless()
            """);

        Assert.StartsWith("<div class=\"dni-plaintext\"><pre>endless\n(Its properties fill ", shown["text/html"]);
        Assert.True(shown["text/plain"].Length <= 5_000_000);
    }

    [Fact]
    public async Task DisplayTable_IsATableAndItsPlainTextIsCsv()
    {
        var shown = await session.ShowDisplay("new[] { new { A = 1, B = \"x y\" }, new { A = 2, B = \"z\" } }.DisplayTable();");

        Assert.Equal(
            "<table><thead><tr><td><span>A</span></td><td><span>B</span></td></tr></thead><tbody><tr><td>" + Text("1") + "</td><td>x y</td></tr><tr><td>" + Text("2")
            + "</td><td>z</td></tr></tbody></table>",
            shown["text/html"]);
        Assert.Equal("A,B\n1,\"x y\"\n2,z", shown["text/plain"].ReplaceLineEndings("\n"));
    }

    /// <summary>The same text, where an asterisk stands for anything.</summary>
    private static void AssertLike(string expected, string actual)
    {
        var parts = expected.Split('*');
        if (parts.Length == 1)
        {
            Assert.Equal(expected, actual);
            return;
        }
        Assert.StartsWith(parts[0], actual);
        Assert.EndsWith(parts[^1], actual);
        var place = 0;
        foreach (var part in parts)
        {
            place = actual.IndexOf(part, place, StringComparison.Ordinal);
            Assert.True(place >= 0, $"Expected after what came before: {part}\nin: {actual}");
            place += part.Length;
        }
    }
}
