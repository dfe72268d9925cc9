using System.Diagnostics;

namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ManyCellsTests
{
    private const long MostGrowth = 1L << 30;

    [Fact]
    public async Task Run_ThousandCells_KeepsMemoryBounded()
    {
        await using var notebook = new Notebook();
        await notebook.Run("var x = 0;");
        var before = WorkingSet();

        for (var i = 0; i < 1000; i++)
            await notebook.Run("x = x + 1; x");

        Assert.Equal("1000", notebook.Plain);
        Assert.InRange(WorkingSet() - before, long.MinValue, MostGrowth);
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
