namespace Atelier.Benchmarks;

/// <summary>Measurements that belong together and run in one sitting.</summary>
public interface IBenchmarkGroup
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured, in a line.</summary>
    string Description { get; }

    /// <summary>Measures, and gives a row for every bar.</summary>
    IReadOnlyList<BarRow> Run();
}
