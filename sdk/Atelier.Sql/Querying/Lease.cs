namespace Atelier.Sql;

/// <summary>Something that several relations read and that ends with the last of them.</summary>
internal sealed class Lease(Action release)
{
    private int _holders = 1;

    /// <summary>One holder more.</summary>
    public void Add() => Interlocked.Increment(ref _holders);

    /// <summary>One holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            release();
        }
    }
}
