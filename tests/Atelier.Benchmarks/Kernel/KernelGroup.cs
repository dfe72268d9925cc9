using System.Diagnostics;

namespace Atelier.Benchmarks.Kernel;

/// <summary>What a notebook's user waits for, on the published tool and through the Jupyter protocol.</summary>
public sealed class KernelGroup : IBenchmarkGroup
{
    private const int Starts = 7;

    /// <inheritdoc/>
    public string Name => "kernel";

    /// <inheritdoc/>
    public string Description => "start, cells, completion, memory, interrupt, restore and nbconvert of the published tool";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        var tool = PublishedTool.Publish();
        var parts = new (string Name, Func<string, IEnumerable<BarRow>> Measure)[]
        {
            ("start", Start), ("cells", Cells), ("memory", Memory), ("interrupt", Interrupt), ("restore", Restore), ("nbconvert", Nbconvert), ("1,000 cells", ManyCells),
        };
        return [.. parts.SelectMany(part => Try(part.Name, () => [.. part.Measure(tool)]))];
    }

    private static List<BarRow> Try(string name, Func<List<BarRow>> measure)
    {
        Console.WriteLine($"Measuring {name}");
        try
        {
            return measure();
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            return [BarRow.Failed(name, exception.Message)];
        }
    }

    private static IEnumerable<BarRow> Start(string tool)
    {
        var known = new double[Starts];
        var first = new double[Starts];
        var memory = new double[Starts];
        for (var i = 0; i < Starts; i++)
        {
            using var kernel = new KernelProcess(tool);
            known[i] = kernel.KnownAfter.TotalSeconds;
            kernel.Run("1 + 1");
            first[i] = kernel.Age.TotalSeconds;
            Settle();
            memory[i] = kernel.Memory;
        }

        yield return BarRow.Below("kernel_info after process start", known, 0.4, "s");
        yield return BarRow.Below("first result after process start", first, 0.8, "s");
        yield return BarRow.Below("resident memory after start", memory, 130, "MB");
    }

    private static IEnumerable<BarRow> Cells(string tool)
    {
        using var kernel = new KernelProcess(tool);
        kernel.Run("var x = 0;");
        kernel.Run("x");
        var cells = Enumerable.Range(0, 50).Select(i => kernel.Run($"var a{i} = x + {i};\na{i}").Milliseconds).ToArray();
        yield return BarRow.Below("a later cell, of 50", cells, 15, "ms");

        kernel.Complete("Console.");
        var completions = Enumerable.Range(0, 20).Select(_ => kernel.Complete("var s = Console.Wri")).ToArray();
        yield return completions.All(completion => completion.Count > 0)
            ? BarRow.Below("completion after 50 cells, warm", [.. completions.Select(completion => completion.Milliseconds)], 60, "ms")
            : BarRow.Failed("completion after 50 cells, warm", "nothing was proposed for `Console.Wri`");
    }

    private static IEnumerable<BarRow> Memory(string tool)
    {
        using var kernel = new KernelProcess(tool);
        kernel.Run("var x = 0;");
        kernel.Run("x");
        Settle();
        var before = kernel.Memory;
        for (var i = 0; i < 100; i++)
        {
            kernel.Run($"var a{i} = x + {i};\na{i}");
        }

        Settle();
        yield return BarRow.Below("resident memory a cell, first 100 cells", [(kernel.Memory - before) / 100], 0.7, "MB");
    }

    private static IEnumerable<BarRow> Interrupt(string tool)
    {
        using var kernel = new KernelProcess(tool);
        kernel.Run("var kept = 41;");
        foreach (var (name, code) in new[]
        {
            ("await", "await Task.Delay(-1);"), ("sleep", "System.Threading.Thread.Sleep(-1);"), ("busy loop", "while (true) { }"),
        })
        {
            var seconds = new double[3];
            for (var i = 0; i < seconds.Length; i++)
            {
                var cell = kernel.Client.PostCell(code);
                Thread.Sleep(TimeSpan.FromSeconds(0.7));
                var clock = Stopwatch.StartNew();
                kernel.Client.PostControl("interrupt_request");
                var reply = kernel.Client.Wait(cell, $"interrupt of {name}", TimeSpan.FromSeconds(15));
                seconds[i] = clock.Elapsed.TotalSeconds;
                if (reply.IsOk || kernel.Run("kept + 1").Value != "42")
                {
                    throw new InvalidOperationException($"after the interrupt of {name} the next cell did not see an earlier variable");
                }
            }

            yield return BarRow.Below($"interrupt of {name}", seconds, 1, "s");
        }
    }

    private static IEnumerable<BarRow> Restore(string tool)
    {
        const string package = "#r \"nuget: Newtonsoft.Json, 13.0.3\"";
        using (var first = new KernelProcess(tool))
        {
            var reply = first.Client.Execute(package, TimeSpan.FromMinutes(2));
            if (!reply.IsOk)
            {
                yield return BarRow.Skipped("a warm #r nuget", "Newtonsoft.Json 13.0.3 cannot be restored here");
                yield break;
            }
        }

        var milliseconds = new double[5];
        for (var i = 0; i < milliseconds.Length; i++)
        {
            using var kernel = new KernelProcess(tool);
            kernel.Run("1 + 1");
            milliseconds[i] = kernel.Run(package).Milliseconds;
        }

        yield return BarRow.Below("a warm #r nuget", milliseconds, 200, "ms");
    }

    private static IEnumerable<BarRow> Nbconvert(string tool)
    {
        var (seconds, whyNot) = NbconvertRun.Measure(tool, rounds: 3);
        yield return whyNot is null ? BarRow.Below("nbconvert of 20 cells", seconds, 2.5, "s") : BarRow.Skipped("nbconvert of 20 cells", whyNot);
    }

    private static IEnumerable<BarRow> ManyCells(string tool)
    {
        using var kernel = new KernelProcess(tool);
        kernel.Run("var x = 0;");
        var last = Enumerable.Range(0, 1000).Select(_ => kernel.Run("x = x + 1; x").Milliseconds).TakeLast(20).ToArray();
        yield return BarRow.Below("cell after 1,000 cells, of the last 20", last, 60, "ms");
        yield return BarRow.Below("resident memory after 1,000 cells", [kernel.Memory], 1024, "MB");
    }

    /// <summary>Gives work in the background, which a user would not notice, time to end.</summary>
    private static void Settle() => Thread.Sleep(TimeSpan.FromSeconds(2));
}
