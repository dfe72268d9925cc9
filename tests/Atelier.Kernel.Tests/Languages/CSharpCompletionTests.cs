namespace Atelier.Kernel.Tests;

public sealed class CSharpCompletionTests
{
    [Fact]
    public async Task Complete_MembersOfAnEarlierVariable_AreFound()
    {
        var list = await new CSharpSession("var numbers = new List<int>();").Complete("numbers.Ad‸");

        Assert.Equal((8, 10), (list.Start, list.End));
        Assert.Equal(["Add", "AddRange"], list.Items.Take(2).Select(item => item.Text));
        Assert.All(list.Items, item => Assert.Equal("method", item.Kind));
    }

    [Theory]
    [InlineData("var point = new { Width = 1 };", "point.‸", "Width")]
    [InlineData("var points = new[] { 1 }.Select(i => new { Half = i / 2 }).ToList();", "points[0].‸", "Half")]
    [InlineData("record Person(string Name);", "new Person(\"\").‸", "Name")]
    [InlineData("enum Color { Red, Green }", "Color.‸", "Green")]
    [InlineData("interface IShape { double Area { get; } }", "IShape shape = null; shape.‸", "Area")]
    [InlineData("class Box<T> { public T Content; }", "new Box<string>().Content.‸", "Length")]
    [InlineData("static int Twice(this int number) => number * 2;", "5.Tw‸", "Twice")]
    [InlineData("string Greet(string name) { return name; }", "Greet(\"\").‸", "Length")]
    [InlineData("var (left, right) = (1, \"a\");", "right.‸", "Length")]
    [InlineData("int.TryParse(\"1\", out var parsed);", "parsed.‸", "CompareTo")]
    [InlineData("using System.Diagnostics;", "Stopw‸", "Stopwatch")]
    [InlineData("using static System.Math;", "Sqr‸", "Sqrt")]
    [InlineData("using Builder = System.Text.StringBuilder;", "new Buil‸", "Builder")]
    [InlineData("delegate string Change(string text);", "Change change = null; change(\"\").‸", "Length")]
    [InlineData("const string Title = \"a \\\"quoted\\\" title\";", "Title.‸", "Length")]
    [InlineData("dynamic @class = 1; var text = \"\";", "text.‸", "Length")]
    [InlineData("#nullable enable\nstring? maybe = null;", "maybe.‸", "Length")]
    public async Task Complete_WhatAnEarlierCellDeclares_IsFound(string cell, string text, string expected) =>
        Assert.Contains(expected, await new CSharpSession(cell).Names(text));

    [Theory]
    [InlineData("new[] { \"a\" }.Select(word => word.‸", "Length")]
    [InlineData("from word in new[] { \"a\" } where word.‸", "Length")]
    [InlineData("(await Task.FromResult(\"a\")).‸", "Length")]
    [InlineData("if (true) { foreach (var letter in \"abc\") { letter.‸", "CompareTo")]
    [InlineData("var text = \"a\"; { text.‸ }\nvar more = (", "Length")]
    [InlineData("string.Join(\",\", new[] { 1 }.Whe‸", "Where")]
    [InlineData("$\"{Cons‸}\"", "Console")]
    [InlineData("/* a comment */ Cons‸", "Console")]
    [InlineData("‸", "Console")]
    [InlineData("‸Console.WriteLine();", "Console")]
    [InlineData("using System.Col‸", "Collections")]
    [InlineData("pub‸", "public")]
    [InlineData("class A : IDisp‸", "IDisposable")]
    public async Task Complete_InTheTextItself_FindsWhatFits(string text, string expected) => Assert.Contains(expected, await new CSharpSession().Names(text));

    [Theory]
    [InlineData("// Cons‸")]
    [InlineData("/* Cons‸ */")]
    [InlineData("/* Cons‸")]
    [InlineData("var s = \"Cons‸\";")]
    [InlineData("var s = \"Cons‸")]
    [InlineData("var s = @\"Cons‸\";")]
    [InlineData("var s = $\"Cons‸\";")]
    [InlineData("var s = \"\"\"Cons‸\"\"\";")]
    [InlineData("var c = '‸';")]
    [InlineData("#if NEVER\nCons‸\n#endif")]
    [InlineData("#r \"nuget: ‸")]
    public async Task Complete_WhereNoCodeStands_FindsNothing(string text) => Assert.Empty(await new CSharpSession().Names(text));

    [Fact]
    public async Task Complete_AfterATypeIsDeclaredAgain_KnowsTheNewOne()
    {
        var session = new CSharpSession("record Point(int Old);", "record Point(int New);", "var point = new Point(1);");

        var names = await session.Names("point.‸");

        Assert.Contains("New", names);
        Assert.DoesNotContain("Old", names);
    }

    [Fact]
    public async Task Complete_WhenCellsCome_KnowsWhatTheyChange()
    {
        var session = new CSharpSession("var value = 1;");
        Assert.Contains("CompareTo", await session.Names("value.‸"));

        session.Add("var value = \"text\";");

        Assert.Contains("Length", await session.Names("value.‸"));
    }

    [Fact]
    public async Task Complete_RanksBeginningsBeforeHumps_WithoutRegardToCase()
    {
        Assert.Equal("WriteLine", (await new CSharpSession().Names("Console.wrli‸"))[0]);
        Assert.Equal(["Write", "WriteLine"], await new CSharpSession().Names("Console.wri‸"));
        Assert.Equal(["Content", "aCoNumber"], await new CSharpSession("class A { public int Content, aCoNumber; }").Names("new A().Con‸"));
    }

    [Fact]
    public async Task Complete_OfAnOverride_WritesTheMethod()
    {
        var list = await new CSharpSession().Complete("class A { override ToStr‸ }");

        var item = Assert.Single(list.Items);
        Assert.Contains("public override string ToString()", item.Text);
        Assert.Equal(10, list.Start);
    }

    [Fact]
    public async Task Complete_TellsKindsAndDescriptions()
    {
        var session = new CSharpSession("/// <summary>Doubles a number. It is fast.</summary>\nint Twice(int number) => 2 * number;\nvar twist = 1;");

        var items = (await session.Complete("Twi‸")).Items;

        Assert.Equal(new CompletionItem("Twice", "method", "int Twice(int number)\nDoubles a number."), items[0]);
        Assert.Equal(new CompletionItem("twist", "instance", "int twist"), items[1]);
        Assert.Equal("class", (await session.Complete("StringBuil‸")).Items[0].Kind);
        Assert.Equal("module", (await session.Complete("using System.Thread‸")).Items[0].Kind);
        Assert.Equal("keyword", (await session.Complete("foreac‸")).Items[0].Kind);
    }

    [Fact]
    public async Task Complete_AfterCharactersOfTwoUnits_CountsUnits()
    {
        var list = await new CSharpSession().Complete("var s = \"😀\"; s.Leng‸");

        Assert.Equal((16, 20), (list.Start, list.End));
        Assert.Equal("Length", list.Items[0].Text);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(99)]
    public async Task Complete_OutsideOfTheText_TakesTheNearerEnd(int position)
    {
        var list = await new CSharpSession().Services.CompleteAsync(new CodePlace("Cons", position), TestContext.Current.CancellationToken);

        Assert.InRange(list.Start, 0, 4);
        Assert.Contains(list.Items, item => item.Text == "Console");
    }

    [Fact]
    public async Task Complete_InAHugeText_IsFound()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"var number{i} = {i};\n"));

        Assert.Contains("CompareTo", await new CSharpSession().Names(text + "number2999.‸"));
    }

    [Fact]
    public async Task Complete_GivenUp_EndsSo() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
        new CSharpSession().Services.CompleteAsync(new CodePlace("Con", 3), new CancellationToken(canceled: true)));

    [Fact]
    public async Task Complete_FromManyThreads_AnswersAll()
    {
        var session = new CSharpSession("var numbers = new List<int>();");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.Names("numbers.Ad‸")));

        Assert.All(answers, names => Assert.Equal("Add", names[0]));
    }
}
