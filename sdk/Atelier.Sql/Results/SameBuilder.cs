namespace Atelier.Sql;

/// <summary>Values that are the same bytes in DuckDB and in a frame.</summary>
internal sealed class SameBuilder<T>(string name) : FixedBuilder<T, T>(name)
    where T : unmanaged
{
    protected override void Convert(ReadOnlySpan<T> source, Span<T> target) => source.CopyTo(target);
}
