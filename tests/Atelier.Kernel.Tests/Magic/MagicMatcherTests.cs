using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel.Tests;

public sealed class MagicMatcherTests
{
    private static readonly MagicPlace Place = new("Cell 1", 3);

    private static readonly KernelActionDirective Directive = new("#!plot")
    {
        Parameters =
        [
            new("--file") { AllowImplicitName = true, Required = true },
            new("--tag") { MaxOccurrences = 2 },
            new("--fast") { Flag = true },
        ],
    };

    [Theory]
    [InlineData("#!plot a.csv", "file=a.csv")]
    [InlineData("#!plot --file a.csv --fast", "file=a.csv;fast=")]
    [InlineData("#!plot --FAST --tag x a.csv --tag \"y z\"", "fast=;tag=x,y z;file=a.csv")]
    public void Match_Line_FindsParameters(string line, string expected)
    {
        var arguments = MagicMatcher.Match(Directive, line, Place).Arguments;

        Assert.Equal(expected, string.Join(';', arguments.Select(given => $"{given.Name}={string.Join(',', given.Values.Select(value => value.Text))}")));
    }

    [Theory]
    [InlineData("#!plot", "#!plot needs --file")]
    [InlineData("#!plot a.csv --fats", "#!plot has no parameter --fats; did you mean --fast?")]
    [InlineData("#!plot a.csv b.csv", "does not expect 'b.csv' there. A value with blanks in it stands in quotes.")]
    [InlineData("#!plot a.csv --file b.csv", "--file of #!plot is given more than once")]
    [InlineData("#!plot a.csv --tag 1 --tag 2 --tag 3", "--tag of #!plot is given more than 2 times")]
    [InlineData("#!plot a.csv --tag --fast", "--tag of #!plot has no value")]
    [InlineData("#!plot a.csv --fast --fast", "--fast of #!plot is given more than once")]
    public void Match_WrongLine_SaysWhatIsExpected(string line, string problem)
    {
        var error = Assert.Throws<CellException>(() => MagicMatcher.Match(Directive, line, Place)).Error;

        Assert.StartsWith("Cell 1, line 3: ", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.EndsWith("Usage: #!plot [--file] <file> [--tag <tag>] [--fast]", error.Message);
    }

    [Fact]
    public void Match_Subcommand_TakesItsOwnParametersAndTheCommands()
    {
        var directive = new KernelActionDirective("#!connect")
        {
            Parameters = [new("--kernel-name") { Required = true }],
            Subcommands = [new("jupyter") { Parameters = [new("--url")] }, new("sqlite")],
        };

        var line = MagicMatcher.Match(directive, "#!connect Jupyter --url http://x --kernel-name k", Place);

        Assert.Equal("jupyter", line.Directive.Name);
        Assert.Equal("http://x", line.Text("--url"));
        var error = Assert.Throws<CellException>(() => MagicMatcher.Match(directive, "#!connect mysql --kernel-name k", Place)).Error;
        Assert.Contains("Expected one of: jupyter, sqlite.", error.Message);
    }
}
