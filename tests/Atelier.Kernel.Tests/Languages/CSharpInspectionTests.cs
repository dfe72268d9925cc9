namespace Atelier.Kernel.Tests;

public sealed class CSharpInspectionTests
{
    private const string Divide = """
        /// <summary>Divides <paramref name="left"/> by another <see cref="T:System.Int32"/>.</summary>
        /// <param name="left">What is divided.</param>
        /// <param name="right">What it is divided by.</param>
        /// <returns>The quotient.</returns>
        /// <exception cref="System.DivideByZeroException">The divisor is zero.</exception>
        int Divide(int left, int right) => left / right;
        """;

    [Theory]
    [InlineData("numbe‸rs")]
    [InlineData("‸numbers")]
    [InlineData("numbers‸.Count")]
    [InlineData("var count = numbers‸")]
    public async Task Inspect_OfAVariable_TellsItsDeclaration(string text) =>
        Assert.StartsWith("List<int> numbers", await new CSharpSession("var numbers = new List<int>();").Inspect(text));

    [Fact]
    public async Task Inspect_OfAMethod_TellsWhatItsCommentSays()
    {
        var session = new CSharpSession(Divide);

        Assert.Equal(
            """
            int Divide(int left, int right)

            Divides left by another Int32.

            Parameters:
              left: What is divided.
              right: What it is divided by.

            Returns:
              The quotient.

            Exceptions:
              DivideByZeroException: The divisor is zero.
            """.ReplaceLineEndings("\n"),
            await session.Inspect("Div‸ide"));
        var markdown = await session.Inspect("Div‸ide", "text/markdown");
        Assert.StartsWith("```csharp\nint Divide(int left, int right)\n```\n\nDivides `left` by another `Int32`.", markdown);
        Assert.Contains("**Parameters**\n\n- `left`: What is divided.\n- `right`: What it is divided by.", markdown);
    }

    [Fact]
    public async Task Inspect_InsideBrackets_TellsTheParameterThatIsWritten()
    {
        var plain = await new CSharpSession(Divide).Inspect("Divide(1, ‸");

        Assert.StartsWith("int Divide(int left, int right)\n\nint right: What it is divided by.\n\nDivides", plain);
    }

    [Fact]
    public async Task Inspect_OfACommentInTheTextItself_IsTold() =>
        Assert.Contains("Says hello.", await new CSharpSession().Inspect("/// <summary>Says hello.</summary>\nvoid Hello() { }\nHel‸lo();"));

    [Theory]
    [InlineData("F(\"x\", ‸", "int F(string text, int count)")]
    [InlineData("F(1‸)", "int F(int number)")]
    [InlineData("F(count: 1, text‸: \"x\")", "int F(string text, int count)")]
    [InlineData("Same(1‸)", "int Same<int>(int value, int other = 0)")]
    [InlineData("new Box(‸", "new Box(int size)")]
    [InlineData("Box box = new(1‸);", "new Box(int size)")]
    [InlineData("change(‸", "delegate int Change(string text)")]
    [InlineData("\"a\".Longer(‸", "static bool Longer(this string text, int length)")]
    [InlineData("Math.Max(1, ‸", "static int Math.Max(int val1, int val2)")]
    [InlineData("new Dictionary<string, int>()[‸", "int Dictionary<string, int>.this[string key] { get; set; }")]
    [InlineData("class Big(int size) : Box(‸", "new Box(int size)")]
    [InlineData("F(\"(\", ‸", "int F(string text, int count)")]
    [InlineData("F(Same(1), ‸", "int F(string text, int count)")]
    public async Task Inspect_InsideBrackets_BeginsWithTheSignatureThatFits(string text, string expected)
    {
        var session = new CSharpSession(
            "int F(int number) => number; int F(string text, int count) => count; T Same<T>(T value, int other = 0) => value;"
            + "class Box(int size) { } delegate int Change(string text); Change change = null; static bool Longer(this string text, int length) => true;");

        Assert.Contains(expected, (await session.Inspect(text)).Split('\n'));
    }

    [Fact]
    public async Task Inspect_InsideBrackets_TellsAllOverloads()
    {
        var lines = (await new CSharpSession("int F(int number) => number; int F(string text, int count) => count;").Inspect("F(‸")).Split('\n');

        Assert.Equal(["int F(int number)", "int F(string text, int count)"], lines.Take(2));
    }

    [Fact]
    public async Task Inspect_InsideAnAttribute_TellsItsConstructors() =>
        Assert.Contains("new ObsoleteAttribute(string? message)", (await new CSharpSession().Inspect("[Obsolete(‸)]\nclass A { }")).Split('\n'));

    [Theory]
    [InlineData("  ‸  ")]
    [InlineData("// Cons‸ole")]
    [InlineData("var s = \"Cons‸ole\";")]
    [InlineData("unknown‸")]
    [InlineData("1 +‸ 1")]
    [InlineData("‸")]
    public async Task Inspect_WhereNothingIsKnown_IsEmpty(string text) => Assert.Empty(await new CSharpSession().Inspect(text));

    [Theory]
    [InlineData("Cons‸ole", "class System.Console")]
    [InlineData("Day‸OfWeek", "enum System.DayOfWeek")]
    [InlineData("System.Collections.Gen‸eric.List<int> x;", "namespace System.Collections.Generic")]
    [InlineData("Dictionary‸<string, int> d;", "class System.Collections.Generic.Dictionary<string, int>")]
    [InlineData("new[] { 1 }.Wh‸ere(i => i > 0)", "static IEnumerable<int> Enumerable.Where<int>(this IEnumerable<int> source, Func<int, bool> predicate)")]
    [InlineData("Math.P‸I", "const double Math.PI = 3.141592653589793")]
    [InlineData("\"\".Len‸gth", "int string.Length { get; }")]
    [InlineData("foreach (var le‸tter in \"abc\") { }", "char letter")]
    [InlineData("class Th‸ing { }", "class Thing")]
    [InlineData("strin‸g text;", "class System.String")]
    public async Task Inspect_OfASymbol_TellsItsDeclaration(string text, string expected) =>
        Assert.Equal(expected, (await new CSharpSession().Inspect(text)).Split('\n')[0]);

    [Fact]
    public async Task Inspect_OfTheFramework_TellsItsDocumentation()
    {
        Assert.SkipUnless(DocumentationFiles.Find(typeof(object).Assembly.Location, "T:System.String") is not null, "The .NET reference pack is not installed.");

        var plain = await new CSharpSession().Inspect("string.IsNullOr‸Empty(\"\")");

        Assert.Contains("Indicates whether the specified string is null or an empty string", plain);
        Assert.Contains("value: The string to test.", plain);
        Assert.Contains("Writes the current line terminator", await new CSharpSession().Inspect("Console.WriteLine(‸)"));
        Assert.Contains("Adds an object to the end", await new CSharpSession("var numbers = new List<int>();").Inspect("numbers.Ad‸d(1)"));
    }

    [Fact]
    public async Task Inspect_OfAnInheritedMember_TellsWhatItInheritsFrom() => Assert.Contains(
        "Moves about.",
        await new CSharpSession().Inspect(
            "interface IMover { /// <summary>Moves about.</summary>\nvoid Move(); }\nclass Car : IMover { /// <inheritdoc/>\npublic void Move() { } }\nnew Car().Mo‸ve();"));

    [Fact]
    public async Task Inspect_OfTheKernelsOwnTypes_TellsTheirDocumentation() =>
        Assert.Contains("Shows the value", await new CSharpSession().Inspect("using Microsoft.DotNet.Interactive.Formatting;\n5.Disp‸lay();"));
}
