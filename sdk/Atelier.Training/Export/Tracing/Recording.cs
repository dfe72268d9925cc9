namespace Atelier.Training;

/// <summary>The traces of one forward.</summary>
/// <param name="Traces">At several sizes; the first at the size of the example.</param>
/// <param name="Edges">At the size of the example, with other values and edge cases.</param>
internal sealed record Recording(IReadOnlyList<Trace> Traces, Trace Edges) : IDisposable
{
    /// <summary>All of them.</summary>
    public IEnumerable<Trace> All => Traces.Append(Edges);

    public void Dispose()
    {
        foreach (var trace in All)
        {
            trace.Dispose();
        }
    }
}
