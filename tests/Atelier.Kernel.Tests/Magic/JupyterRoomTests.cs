namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class JupyterRoomTests
{
    [Fact]
    public async Task Input_InACell_WaitsForTheAnswer()
    {
        var asked = new List<InputRequest>();
        await using var notebook = new Notebook { Input = question => { asked.Add(question); return "Ada"; } };

        await notebook.Run("var name = input(\"Name? \"); var secret = password(\"Key? \"); display(secret); $\"{name} {secret.GetClearTextPassword()}\"");

        Assert.Equal("Ada Ada", notebook.Plain);
        Assert.Equal([new("Name? ", false), new("Key? ", true)], asked);
        Assert.Equal(["●●●"], notebook.Displayed());
        Assert.Equal(["●●●"], notebook.Displayed("text/html").Select(System.Net.WebUtility.HtmlDecode));
    }

    [Fact]
    public async Task Input_AsAVariable_HidesTheMethod()
    {
        await using var notebook = new Notebook();

        await notebook.Run("var input = 3; var password = \"p\"; $\"{input}{password}\"");

        Assert.Equal("3p", notebook.Plain);
    }

    [Theory]
    [InlineData("new Microsoft.DotNet.Interactive.Jupyter.MathString(\"x^2\")", "$$x^2$$")]
    [InlineData("(Microsoft.DotNet.Interactive.Formatting.LaTeXString)@\"\\alpha\"", "\\alpha")]
    public async Task Formula_AsAValue_IsLatex(string code, string expected)
    {
        await using var notebook = new Notebook();

        await notebook.Run("Microsoft.DotNet.Interactive.Formatting.Formatter.ResetToDefault();");
        await notebook.Run(code);

        Assert.Equal(expected, notebook.Value.Data["text/latex"].GetValue<string>());
        Assert.Equal(expected, notebook.Plain);
        Assert.Equal(2, notebook.Value.Data.Count);
    }

    [Fact]
    public async Task ScriptContent_AsAValue_IsAScriptElement()
    {
        await using var notebook = new Notebook();

        await notebook.Run("new Microsoft.DotNet.Interactive.ScriptContent(\"run()\")");

        Assert.Equal("<script type=\"text/javascript\">run()</script>", notebook.Value.Data["text/html"].GetValue<string>());
    }

    [Fact]
    public async Task TabularData_Namespace_HoldsTablesOfDatabases()
    {
        await using var notebook = new Notebook();

        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive.TabularData;
            using Microsoft.DotNet.Interactive.Formatting.TabularData;
            using System.Data;
            var table = new DataTable();
            table.Columns.Add("id", typeof(int)); table.Columns.Add("name", typeof(string));
            table.Rows.Add(1, "a"); table.Rows.Add(2, DBNull.Value);
            new[] { new { a = 1 } }.ToTabularDataResource();
            var resource = table.ToTabularDataResource();
            resource
            """);

        Assert.Contains("<td><span>name</span></td>", notebook.Value.Data["text/html"].GetValue<string>());
        Assert.Contains("<td>", notebook.Value.Data["text/html"].GetValue<string>());
        await notebook.Run("resource.Schema.Fields[\"id\"].Type");
        Assert.Equal("Integer", notebook.Plain);
    }

    [Theory]
    [InlineData("Kernel.Root")]
    [InlineData("Kernel.Current")]
    [InlineData("KernelInvocationContext.Current.HandlingKernel")]
    public async Task SendEditableCode_WithoutAnEditor_ShowsTheCode(string kernel)
    {
        await using var notebook = new Notebook();

        await notebook.Run(
            $"""
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            await {kernel}.SendAsync(new SendEditableCode("csharp", "var a = 1 < 2;"));
            """);

        Assert.Equal(["var a = 1 < 2;"], notebook.Displayed());
        Assert.Contains("Code for a new csharp cell", notebook.Displayed("text/html")[0]);
        Assert.Contains("var a = 1 &lt; 2;", notebook.Displayed("text/html")[0]);
    }

    [Theory]
    [InlineData("Quit", "The code of a cell cannot end the session")]
    [InlineData("Cancel", "A cell cannot be cancelled by the code of a cell")]
    public async Task SessionCommands_FromACell_FailInWords(string command, string problem)
    {
        await using var notebook = new Notebook();

        await notebook.Run(
            $"""
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Events;
            var result = await Kernel.Root.SendAsync(new {command}());
            ((CommandFailed)result.Events[^1]).Message
            """);

        Assert.Contains(problem, notebook.Plain);
    }
}
