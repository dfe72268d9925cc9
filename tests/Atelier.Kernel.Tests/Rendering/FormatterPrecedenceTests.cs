namespace Atelier.Kernel.Tests;

/// <summary>Formatters of a notebook come before the kernel's, whatever they are for and whenever they were registered.</summary>
[Collection(EngineCollection.Name)]
public sealed class FormatterPrecedenceTests(RenderingSession session) : IClassFixture<RenderingSession>
{
    private const string Reset = "Microsoft.DotNet.Interactive.Formatting.Formatter.ResetToDefault();\n";
    private const string Register = Reset + "Microsoft.DotNet.Interactive.Formatting.Formatter.Register";

    [Theory]
    [InlineData("<Delegate>(x => \"mine\", \"text/plain\")", "(Action)(() => { })", "mine")]
    [InlineData("<object>(x => \"mine\", \"text/plain\")", "(Action)(() => { })", "mine")]
    [InlineData("<object>(x => \"mine\", \"text/plain\")", "new HashSet<int>()", "mine")]
    [InlineData("<IEnumerable<int>>((x, writer) => writer.Write(\"mine\"), \"text/plain\")", "new HashSet<int>()", "mine")]
    [InlineData("(typeof(List<>), (x, writer) => writer.Write(\"mine\"), \"text/plain\")", "new List<int>()", "mine")]
    [InlineData("<Type>(x => \"mine\", \"text/plain\")", "typeof(int)", "mine")]
    [InlineData("<Type>(x => \"mine\", \"text/html\")", "typeof(int)", "System.Int32")]
    public async Task Register_BeforeTheValueIsShown_Wins(string registration, string value, string plain)
    {
        Assert.Equal(plain, (await session.Show($"{Register}{registration};\n{value}"))["text/plain"]);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("new HashSet<int> { 1 }.Count", "1")]
    [InlineData("(Action)(() => { })", "System.Action")]
    [InlineData("new[] { 1 }", "[ 1 ]")]
    public async Task Register_ThatReturnsFalse_PassesTheValueOn(string value, string plain)
    {
        Assert.Equal(plain, (await session.Show($"{Register}<object>((x, context) => false, \"text/plain\");\n{value}"))["text/plain"]);
    }

    [Fact]
    public async Task ResetToDefault_TakesTheUsersFormattersAndKeepsTheKernels()
    {
        await session.Show($"{Register}<Delegate>(x => \"mine\", \"text/plain\");\n1");

        Assert.Equal("System.Action", (await session.Show($"{Reset}(Action)(() => {{ }})"))["text/plain"]);
    }

    [Fact]
    public async Task Register_ThatThrows_FailsTheCell()
    {
        await using var notebook = new Notebook();

        var error = await notebook.Fail($"{Register}<int>((x, writer) => throw new InvalidTimeZoneException(\"mine\"), \"text/html\");\n5");

        Assert.Equal("mine", error.Message);
        await notebook.Run(Reset);
    }
}
