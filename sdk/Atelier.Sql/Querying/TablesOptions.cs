namespace Atelier.Sql;

/// <summary>What a store of tables may use of the machine.</summary>
public sealed record TablesOptions
{
    private const long LeastMemory = 32L << 20;

    /// <summary>The most memory for tables and for the work on them; what does not fit is moved to <see cref="TempDirectory"/>.</summary>
    /// <value>Default: null, 80 % of the machine's memory. In bytes, at least 33,554,432 (32 MB). A frame made of the result is not part of it.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 32 MB.</exception>
    public long? MemoryLimit
    {
        get;
        init => field = value is null or >= LeastMemory ? value : throw new ArgumentOutOfRangeException(
            nameof(MemoryLimit), value, $"`MemoryLimit` is {value} bytes; expected at least {LeastMemory} (32 MB), or null for 80 % of the machine's memory.");
    }

    /// <summary>The threads that work on a query.</summary>
    /// <value>Default: null, one for each core. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Threads
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Threads), value, $"`Threads` is {value}; expected at least 1, or null for one for each core.");
    }

    /// <summary>The folder for what does not fit into memory; a folder of the store's own in it, which is removed at the end.</summary>
    /// <value>Default: null, the system's folder for temporary files.</value>
    public string? TempDirectory { get; init; }
}
