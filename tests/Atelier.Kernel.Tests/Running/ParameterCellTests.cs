namespace Atelier.Kernel.Tests;

public sealed class ParameterCellTests
{
    private const string Defaults = "// Defaults\nvar epochs = 10;\ndouble rate = 1;";

    [Fact]
    public void Inject_ParametersCell_IsFollowedByANewCell()
    {
        var notebook = Documents.Of(Documents.Markdown("# Title"), Documents.Code(Defaults, "parameters"), Documents.Code("epochs"));
        var last = notebook.Cells[2];

        var warnings = ParameterCell.Inject(notebook, [NotebookParameter.Parse("epochs=2"), NotebookParameter.Parse("rate=2")]);

        Assert.Empty(warnings);
        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal(Defaults, notebook.Cells[1].Source);
        Assert.Equal("// Parameters of this run\nvar epochs = 2;\ndouble rate = 2;", notebook.Cells[2].Source);
        Assert.Equal(["injected-parameters"], notebook.Cells[2].Tags);
        Assert.Equal("injected-parameters", notebook.Cells[2].Id);
        Assert.Same(last, notebook.Cells[3]);
        Assert.Equal([0, 1, 2, 3], notebook.Cells.Select(cell => cell.Index));
        Assert.Equal(notebook.Cells.Select(cell => cell.Id), NotebookDocument.Parse(notebook.ToJson()).Cells.Select(cell => cell.Id));
    }

    [Fact]
    public void Inject_CellOfAnEarlierRun_IsReplaced()
    {
        var notebook = Documents.Of(Documents.Code(Defaults, "parameters"), Documents.Code("rate"));

        ParameterCell.Inject(notebook, [new NotebookParameter("epochs", "2")]);
        ParameterCell.Inject(notebook, [new NotebookParameter("rate", "3")]);

        Assert.Equal(3, notebook.Cells.Count);
        Assert.Equal("// Parameters of this run\ndouble rate = 3;", notebook.Cells[1].Source);
        Assert.Equal("rate", notebook.Cells[2].Source);
    }

    [Fact]
    public void Inject_NoParametersCell_IsFirstAndWarns()
    {
        var notebook = Documents.Of(Documents.Markdown("# Title"), Documents.Code("1"));

        var warning = Assert.Single(ParameterCell.Inject(notebook, [new NotebookParameter("epochs", "2")]));

        Assert.Equal("// Parameters of this run\nvar epochs = 2;", notebook.Cells[0].Source);
        Assert.Contains("no code cell tagged parameters", warning);
        Assert.Contains("Tag the cell", warning);
    }

    [Fact]
    public void Inject_UndeclaredName_IsSetAndWarnedOf()
    {
        var notebook = Documents.Of(Documents.Code(Defaults, "parameters"));

        var warning = Assert.Single(ParameterCell.Inject(notebook, [new NotebookParameter("epoch", "2"), new NotebookParameter("rate", "2")]));

        Assert.Contains("var epoch = 2;", notebook.Cells[1].Source);
        Assert.Contains("does not declare epoch; it declares epochs, rate", warning);
    }

    [Fact]
    public void Inject_NoParameters_ChangesNothing()
    {
        var notebook = Documents.Of(Documents.Code(Defaults, "parameters"));
        var before = notebook.ToJson();

        Assert.Empty(ParameterCell.Inject(notebook, []));
        Assert.Equal(before, notebook.ToJson());
    }

    [Fact]
    public void Inject_DefaultsInAnotherLanguage_AreRefused()
    {
        var notebook = Documents.Of(Documents.Code("#!fsharp\nlet epochs = 10", "parameters"));

        var exception = Assert.Throws<FormatException>(() => ParameterCell.Inject(notebook, [new NotebookParameter("epochs", "2")]));

        Assert.Contains("is in F#", exception.Message);
        Assert.Single(notebook.Cells);
    }

    [Fact]
    public void Inject_NameTwice_IsRefused()
    {
        var notebook = Documents.Of(Documents.Code(Defaults, "parameters"));

        var exception = Assert.Throws<ArgumentException>(
            () => ParameterCell.Inject(notebook, [new NotebookParameter("a", "1"), new NotebookParameter("a", "2")]));

        Assert.Contains("a is given twice", exception.Message);
    }

    [Theory]
    [InlineData("int x = 1;", "2", "int x = 2;")]
    [InlineData("double x = 1;", "2", "double x = 2;")]
    [InlineData("float x = 1;", "0.5", "float x = 0.5f;")]
    [InlineData("decimal x = 1;", "9.90", "decimal x = 9.90m;")]
    [InlineData("long x = 1;", "-5000000000", "long x = -5000000000;")]
    [InlineData("byte x = 1;", "255", "byte x = 255;")]
    [InlineData("bool x = true;", "False", "bool x = false;")]
    [InlineData("char x = 'a';", "b", "char x = 'b';")]
    [InlineData("string x = \"a\";", "10", "string x = \"10\";")]
    [InlineData("string x;", "'true'", "string x = \"true\";")]
    [InlineData("string x;", "", "string x = \"\";")]
    [InlineData("string x;", "null", "string x = null;")]
    [InlineData("string? x;", "a", "string? x = \"a\";")]
    [InlineData("int? x = 1;", "null", "int? x = null;")]
    [InlineData("int? x = null;", "3", "int? x = 3;")]
    [InlineData("object x = 1;", "2.0", "object x = 2.0;")]
    [InlineData("const int x = 1;", "2", "const int x = 2;")]
    [InlineData("Half x = (Half)1;", "2", "Half x = 2;")]
    [InlineData("int y = 0, x = 1;", "2", "int x = 2;")]
    [InlineData("var x = 1;", "2", "var x = 2;")]
    [InlineData("var x = 1;", "2.5", "var x = 2.5;")]
    [InlineData("var x = 1;", "5000000000", "var x = 5000000000L;")]
    [InlineData("var x = 0.1;", "1", "var x = 1.0;")]
    [InlineData("var x = -0.1;", "1e-9", "var x = 1E-09;")]
    [InlineData("var x = 0.1;", "NaN", "var x = double.NaN;")]
    [InlineData("var x = 0.1f;", "1", "var x = 1f;")]
    [InlineData("var x = 1L;", "2", "var x = 2L;")]
    [InlineData("var x = (0.5);", "2", "var x = 2.0;")]
    [InlineData("var x = \"digits\";", "10", "var x = \"10\";")]
    [InlineData("var x = \"digits\";", "null", "string x = null;")]
    [InlineData("var x = 1;", "null", "int? x = null;")]
    [InlineData("var x = new int[3];", "2", "var x = 2;")]
    [InlineData("var (x, y) = (1, 2);", "3", "var x = 3;")]
    [InlineData("int.TryParse(\"1\", out var x);", "3", "var x = 3;")]
    [InlineData("#r \"nuget: A\"\nusing System.IO;\ndouble x = 1; // the rate", "2", "double x = 2;")]
    public void Inject_DeclaredType_IsKept(string defaults, string value, string expected) => Assert.Equal(expected, Injected(defaults, value, warns: false));

    [Theory]
    [InlineData("2", "var x = 2;")]
    [InlineData("-2147483648", "var x = -2147483648;")]
    [InlineData("2.0", "var x = 2.0;")]
    [InlineData("1e3", "var x = 1000.0;")]
    [InlineData("true", "var x = true;")]
    [InlineData("null", "object x = null;")]
    [InlineData("digits", "var x = \"digits\";")]
    [InlineData("\"2\"", "var x = \"2\";")]
    [InlineData("'null'", "var x = \"null\";")]
    [InlineData("", "var x = \"\";")]
    [InlineData("1,5", "var x = \"1,5\";")]
    [InlineData("a=b", "var x = \"a=b\";")]
    [InlineData("C:\\new \"data\"\n;", "var x = \"C:\\\\new \\\"data\\\"\\n;\";")]
    [InlineData("99999999999999999999", "var x = \"99999999999999999999\";")]
    [InlineData("1e999", "var x = \"1e999\";")]
    public void Inject_UndeclaredValue_TellsItsOwnType(string value, string expected) => Assert.Equal(expected, Injected("", value, warns: true));

    [Theory]
    [InlineData("int x = 1;", "2.5", "is given 2.5, but the notebook declares it as int")]
    [InlineData("int x = 1;", "null", "is given null")]
    [InlineData("int x = 1;", "", "is given no value")]
    [InlineData("byte x = 1;", "256", "declares it as byte")]
    [InlineData("double x = 1;", "1e999", "declares it as double")]
    [InlineData("double x = 1;", "1,5", "declares it as double")]
    [InlineData("bool x;", "yes", "declares it as bool")]
    [InlineData("int? x;", "many", "declares it as int?")]
    public void Inject_ValueOfAnotherType_IsRefused(string defaults, string value, string expected)
    {
        var notebook = Documents.Of(Documents.Code(defaults, "parameters"));

        var exception = Assert.Throws<FormatException>(() => ParameterCell.Inject(notebook, [new NotebookParameter("x", value)]));

        Assert.Contains(expected, exception.Message);
        Assert.Single(notebook.Cells);
    }

    [Fact]
    public void Inject_KeywordAsName_IsEscaped()
    {
        var notebook = Documents.Of(Documents.Code("var @event = 1;", "parameters"));

        Assert.Empty(ParameterCell.Inject(notebook, [NotebookParameter.Parse("event=2")]));
        Assert.Contains("var @event = 2;", notebook.Cells[1].Source);
    }

    [Theory]
    [InlineData("epochs")]
    [InlineData("=2")]
    [InlineData("")]
    [InlineData("2x=1")]
    [InlineData("a b=1")]
    [InlineData("a;b=1")]
    public void Parse_Malformed_SaysWhatIsExpected(string text)
    {
        var exception = Assert.Throws<FormatException>(() => NotebookParameter.Parse(text));

        Assert.Contains($"'{text}' is malformed; expected NAME=VALUE", exception.Message);
    }

    [Fact]
    public void Parse_FirstEqualsSign_EndsTheName()
    {
        var parameter = NotebookParameter.Parse("query= a=b ");

        Assert.Equal(("query", " a=b "), (parameter.Name, parameter.Value));
        Assert.Throws<ArgumentException>(() => new NotebookParameter("a b", "1"));
    }

    private static string Injected(string defaults, string value, bool warns)
    {
        var notebook = Documents.Of(Documents.Code(defaults, "parameters"));
        Assert.Equal(warns, ParameterCell.Inject(notebook, [new NotebookParameter("x", value)]).Count > 0);
        return notebook.Cells[1].Source["// Parameters of this run\n".Length..];
    }
}
