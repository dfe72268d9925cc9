namespace Atelier.Tool;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>A cell failed, or a package that the notebook needs could not be built.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file named on it is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The process that runs the cells of a notebook died.</summary>
    public const int Died = 3;

    /// <summary>Stopped by Ctrl+C, as shells report it.</summary>
    public const int Cancelled = 130;
}
