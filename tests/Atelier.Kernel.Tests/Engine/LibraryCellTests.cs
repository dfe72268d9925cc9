namespace Atelier.Kernel.Tests;

[Collection(nameof(EngineCollection))]
public sealed class LibraryCellTests
{
    [Theory]
    [InlineData("namespace Shop { public class Order { public int Id = 7; } }", "new Shop.Order().Id", "7")]
    [InlineData("namespace Shop;\npublic record Order(int Id);", "new Shop.Order(7).Id", "7")]
    [InlineData("namespace Shop { [Serializable]\n/* of type */ class Order { internal int Id => new Inner().Value; private class Inner { public int Value = 7; } } }", "new Shop.Order().Id", "7")]
    [InlineData("using System.Globalization;\nnamespace Shop { public static class Money { public static string Show(double x) => x.ToString(\"F2\", CultureInfo.InvariantCulture); } }", "Shop.Money.Show(1.5)", "1.50")]
    [InlineData("public static class Numbers { public static int Twice(this int x) => 2 * x; public static T Same<T>(this T x, int n = 1) where T : notnull => x; }", "21.Twice().Same() + Numbers.Twice(1)", "44")]
    [InlineData("static class Numbers { internal static void Grow(this ref int x, in int by) { x += by; } }", "var v = 40; v.Grow(2); v", "42")]
    [InlineData("static class Text { extension(string s) { public int Words => s.Split(' ').Length; public static string Hello => \"hi\"; } }", "\"a b c\".Words + string.Hello", "3hi")]
    [InlineData("class Point { public int X = 3; } static class Points { extension(Point p) { public int Double() => 2 * p.X; } }", "new Point().Double()", "6")]
    [InlineData("class Point { public int X = 3; } static class Points { public static int Double(this Point p) => 2 * p.X; }", "new Point().Double()", "6")]
    public async Task Declarations_ThatAScriptCannotHold_AreThereForLaterCells(string declaration, string use, string expected)
    {
        await using var notebook = new Notebook();

        await notebook.Run(declaration);
        await notebook.Run(use);

        Assert.Equal(expected, notebook.Plain);
    }

    [Fact]
    public async Task Namespace_WithStatementsBeside_RunsThem()
    {
        await using var notebook = new Notebook();

        await notebook.Run("using Shop;\nnamespace Shop\n{\n    record Order(int Id);\n}\nvar order = new Order(7); order.Id");

        Assert.Equal("7", notebook.Plain);
    }

    [Fact]
    public async Task Library_UsesEarlierOnesAndUsings()
    {
        await using var notebook = new Notebook();

        await notebook.Run("using System.Net;");
        await notebook.Run("namespace A { public class First { public string Host = IPAddress.Loopback.ToString(); } }");
        await notebook.Run("namespace B { public class Second : A.First { } }");
        await notebook.Run("new B.Second().Host");

        Assert.Equal("127.0.0.1", notebook.Plain);
    }

    [Fact]
    public async Task Library_RunAgain_ReplacesItsTypes()
    {
        await using var notebook = new Notebook();

        await notebook.Run("namespace Shop { public class Order { public int Id = 1; } public class Item { public int N = 5; } }");
        await notebook.Run("var old = new Shop.Order();");
        await notebook.Run("namespace Shop { public class Order { public int Id = 2; public int New = 3; } }");
        await notebook.Run("$\"{new Shop.Order().Id} {new Shop.Order().New} {new Shop.Item().N}\"");
        Assert.Equal("2 3 5", notebook.Plain);

        await notebook.Run("namespace Shop { public class Order { public int Id = 4; } public class Item { public int N = 6; } }");
        await notebook.Run("var order = new Shop.Order(); order.Id + new Shop.Item().N");
        Assert.Equal("10", notebook.Plain);
        await notebook.Run("old.Id");
        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task ExtensionBlock_RunAgain_ReplacesItself()
    {
        await using var notebook = new Notebook();

        await notebook.Run("static class E { extension(string s) { public int Size => s.Length; } }");
        await notebook.Run("static class E { extension(string s) { public int Size => 10 * s.Length; } }");
        await notebook.Run("\"ab\".Size");

        Assert.Equal("20", notebook.Plain);
    }

    [Fact]
    public async Task Library_Mistake_NamesTheLine()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail("using System.Text;\nnamespace Shop\n{\n    public class Order { public Missing M; }\n}");

        Assert.Equal("CompilationError", error.Name);
        Assert.Contains("Cell 1, line 4: error CS0246", error.Traceback[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_ThrowingAtRunTime_NamesTheLine()
    {
        await using var notebook = new Notebook();
        await notebook.Run("namespace Shop\n{\n    public class Order\n    {\n        public void Fail() => throw new InvalidOperationException(\"no\");\n    }\n}");

        var error = await notebook.Fail("new Shop.Order().Fail();");

        Assert.Contains(error.Traceback, line => line.Contains("Cell 1, line 5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExtensionMethods_OnTypesOfEarlierCells_Work()
    {
        await using var notebook = new Notebook();

        await notebook.Run("class Point { public int X = 3; }");
        await notebook.Run("static class Points { public static int Triple(this Point p) => 3 * p.X; }");
        await notebook.Run("new Point().Triple()");

        Assert.Equal("9", notebook.Plain);
    }
}
