namespace Atelier.Kernel.Tests;

/// <summary>Languages and magic commands that cells and packages add.</summary>
[Collection(EngineCollection.Name)]
public sealed class SeamTests : IDisposable
{
    private const string Echo = """
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Commands;
        using Microsoft.DotNet.Interactive.Directives;
        using Microsoft.DotNet.Interactive.Events;
        using Microsoft.DotNet.Interactive.Formatting;

        public class EchoKernel : Kernel, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<SendValue>
        {
            private readonly Dictionary<string, object> _values = new();

            public EchoKernel() : base("echo", "Echo", "1.0")
            {
                KernelSpecifierDirective.Parameters.Add(new KernelDirectiveParameter("--times"));
                AddDirective(new KernelActionDirective("#!forget", "Forgets all variables."), (command, context) => { _values.Clear(); return Task.CompletedTask; });
            }

            public async Task HandleAsync(SubmitCode command, KernelInvocationContext context)
            {
                await Task.Yield();
                var times = command.Parameters.TryGetValue("times", out var text) ? int.Parse(text) : 1;
                context.Display($"{string.Concat(Enumerable.Repeat(command.Code.Trim(), times))} {string.Join(",", _values.Keys)}", "text/plain");
                if (command.Code.Trim() == "nested")
                    await Root.SendAsync(new SubmitCode("var nested = 5;", "csharp"));
            }

            public Task HandleAsync(SendValue command, KernelInvocationContext context)
            {
                _values[command.Name] = command.Value;
                return Task.CompletedTask;
            }
        }

        """;

    private const string AddEcho = "((CompositeKernel)Kernel.Root).Add(new EchoKernel(), [\"repeat\"]);";

    private readonly TestFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Kernel_AddedInACell_RunsTheNextCells()
    {
        await using var notebook = new Notebook();
        await notebook.Run(Echo + AddEcho);

        await notebook.Run("var x = 1;\n#!echo --times 2\n#!share x --from csharp\nab\n#!repeat\n#!forget\ncd");

        Assert.Equal(["abab x", "cd "], notebook.Displayed());
        Assert.Contains("#!forget is a magic command of the kernel echo, and csharp is selected there", (await notebook.Fail("#!forget")).Message);
        Assert.Contains("#!echo has no parameter --often", (await notebook.Fail("#!echo --often 2\nx")).Message);
    }

    [Fact]
    public async Task Kernel_SendingCode_RunsItInTheSameCell()
    {
        await using var notebook = new Notebook();
        await notebook.Run(Echo + AddEcho);

        await notebook.Run("#!echo\nnested\n#!csharp\nnested + 1");

        Assert.Equal("6", notebook.Plain);
    }

    [Fact]
    public async Task Kernel_OfAPackage_IsAddedByItsExtension()
    {
        _feed.Add("Test.Echo", "1.0.0", "public class Unused { }", $"#!csharp\n\n{Echo}\n#!csharp\n\n{AddEcho}\n");
        await using var notebook = _feed.Open();

        await notebook.Run("#r \"nuget: Test.Echo, 1.0.0\"");
        await notebook.Run("#!echo\nhello");

        Assert.Equal("hello ", Assert.Single(notebook.Displayed()));
    }

    [Fact]
    public async Task Directive_AddedInACell_FillsItsCommand()
    {
        await using var notebook = new Notebook { Input = _ => "2026-01-02" };
        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Directives;
            public enum Kind { Small, Large }
            public class Plot : KernelDirectiveCommand
            {
                public string Title { get; set; }
                public int MaxPoints { get; init; } = 7;
                public double Scale { get; private set; }
                public Kind Kind { get; set; }
                public bool Fast { get; set; }
                public System.IO.FileInfo File { get; set; }
                public int[] Sizes { get; set; }
                public List<string> Tags { get; set; }
                public DateTime? Day { get; set; }
                public object Data { get; set; }
                public override IEnumerable<string> GetValidationErrors(CompositeKernel kernel) =>
                    MaxPoints < 0 ? ["--max-points must not be negative."] : [];
            }
            var directive = new KernelActionDirective("#!plot", "Plots.")
            {
                Parameters =
                {
                    new("--title") { AllowImplicitName = true }, new("--max-points"), new("--scale"), new("--kind"), new("--fast") { Flag = true },
                    new("--file") { TypeHint = "file" }, new("--sizes"), new("--tags") { MaxOccurrences = 3 }, new("--day"), new("--data"),
                },
            };
            var data = new List<int> { 1 };
            Kernel.Root.AddDirective<Plot>(directive, async (plot, context) =>
            {
                await context.HandlingKernel.SendAsync(new SubmitCode($"var title = \"{plot.Title}\";"));
                context.Display($"{plot.Title};{plot.MaxPoints};{plot.Scale};{plot.Kind};{plot.Fast};{plot.File?.Name};{plot.Sizes?.Length};"
                    + $"{string.Join('+', plot.Tags ?? [])};{plot.Day:yyyy-MM-dd};{object.ReferenceEquals(plot.Data, data)}", "text/plain");
            });
            """);

        await notebook.Run("#!plot \"A b\" --max-points 3 --scale 0.5 --kind large --fast --file a/b.csv --sizes [1, 2] --tags x --tags y --day @input --data @csharp:data\ntitle");

        Assert.Equal("A b", notebook.Plain);
        Assert.Equal(["A b;3;0.5;Large;True;b.csv;2;x+y;2026-01-02;True"], notebook.Displayed());
        await notebook.Run("#!PLOT");
        Assert.Equal([";7;0;Small;False;;;;;False"], notebook.Displayed());
        Assert.Contains("Cell 4, line 1: 'many' is no value for --max-points; expected a whole number.", (await notebook.Fail("#!plot --max-points many")).Message);
        Assert.Contains("'huge' is no value for --kind; expected one of Small, Large.", (await notebook.Fail("#!plot --kind huge")).Message);
        Assert.Contains("--max-points must not be negative.", (await notebook.Fail("#!plot --max-points -1")).Message);
    }

    [Fact]
    public async Task Directive_WithoutACommandType_GetsParametersByName()
    {
        await using var notebook = new Notebook();
        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Commands;
            using Microsoft.DotNet.Interactive.Directives;
            Kernel.Root.AddDirective(
                new KernelActionDirective("#!tool") { Parameters = { new("--all") { Flag = true } }, Subcommands = { new("run") { Parameters = { new("--name") } } } },
                (command, context) =>
                {
                    var given = (DirectiveCommand)command;
                    context.OnComplete(c => c.Display("done", "text/plain"));
                    context.Display($"{given.Name}: {string.Join(", ", given.Parameters.Select(p => $"{p.Key}={p.Value}"))}", "text/plain");
                    return Task.CompletedTask;
                });
            """);

        await notebook.Run("#!tool run --name {\"a\": 1} --all\nConsole.WriteLine(1);");

        Assert.Equal(["#!tool run: name={\"a\": 1}, all=True", "done"], notebook.Displayed());
        Assert.IsType<DisplayOutput>(notebook.Outputs[^1]);
    }

    [Fact]
    public async Task Directive_ThatFails_FailsTheCell()
    {
        await using var notebook = new Notebook();
        await notebook.Run(
            """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            Kernel.Root.AddDirective(new KernelActionDirective("#!throw"), async (command, context) => { await Task.Yield(); throw new InvalidOperationException("no ground"); });
            Kernel.Root.AddDirective(new KernelActionDirective("#!fail"), (command, context) => { context.Fail(command, message: "not today"); return Task.CompletedTask; });
            """);

        Assert.Equal("no ground", (await notebook.Fail("#!throw\nConsole.WriteLine(1);")).Message);
        Assert.Equal("", notebook.Out);
        Assert.Equal("not today", (await notebook.Fail("#!fail\nConsole.WriteLine(1);")).Message);
    }
}
