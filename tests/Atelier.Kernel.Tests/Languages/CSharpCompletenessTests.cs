namespace Atelier.Kernel.Tests;

public sealed class CSharpCompletenessTests
{
    private static readonly ILanguageServices Services = new CSharpSession().Services;

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("// a comment")]
    [InlineData("Console.WriteLine(\"a\")")]
    [InlineData("1 + 1")]
    [InlineData("int x = 1;")]
    [InlineData("x;")]
    [InlineData("class A { }")]
    [InlineData("for (int i = 0; i < 3; i++) { }")]
    [InlineData("using System;")]
    [InlineData("#r \"nuget: Thing, 1.0\"")]
    [InlineData("var x = 1;\n#i \"nuget: https://example.org\"\nx")]
    [InlineData("#!time\nvar x = 1;")]
    [InlineData("var s = \"\"\"\n  text\n  \"\"\";")]
    [InlineData("var s = \"😀\";")]
    [InlineData("undeclared.Member()")]
    [InlineData("await Task.Delay(1);")]
    public void Check_OfAProgram_IsComplete(string code) => Assert.Equal(new CodeCompleteness(CompletenessStatus.Complete), Services.CheckCompleteness(code));

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) {", "    ")]
    [InlineData("for (int i = 0; i < 3; i++)\n{\n    if (i > 1)\n    {", "        ")]
    [InlineData("class A\n{\n    int x;", "    ")]
    [InlineData("/* a comment", "")]
    [InlineData("var s = \"\"\"", "")]
    [InlineData("var s = \"\"\"\n  text", "  ")]
    [InlineData("var s = @\"text", "")]
    [InlineData("var x = ", "")]
    [InlineData("if (x)", "")]
    [InlineData("foo(1,", "")]
    [InlineData("foo(", "    ")]
    [InlineData("1 +", "")]
    [InlineData("class A", "")]
    [InlineData("int x = 1", "")]
    [InlineData("#if true\nint x = 1;", "")]
    [InlineData("new[] { 1 }.Select(", "    ")]
    [InlineData("var f = (int x) =>", "")]
    [InlineData("try { }", "")]
    [InlineData("[Obsolete]", "")]
    public void Check_OfABeginning_IsIncomplete(string code, string indent) =>
        Assert.Equal(new CodeCompleteness(CompletenessStatus.Incomplete, indent), Services.CheckCompleteness(code));

    [Theory]
    [InlineData("}")]
    [InlineData("foo)")]
    [InlineData("var s = \"abc")]
    [InlineData("} for (int i = 0; i < 3; i++) {")]
    [InlineData("int 5x = 1;")]
    [InlineData("if (true) { int = 5; }")]
    public void Check_OfWhatNothingMends_IsInvalid(string code) =>
        Assert.Equal(new CodeCompleteness(CompletenessStatus.Invalid), Services.CheckCompleteness(code));
}
