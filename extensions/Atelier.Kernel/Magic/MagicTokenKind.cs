namespace Atelier.Kernel;

/// <summary>What a piece of a magic command's line is.</summary>
internal enum MagicTokenKind
{
    /// <summary>The name of a parameter: <c>--name</c>.</summary>
    Name,

    /// <summary>Text without quotes.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    Quoted,

    /// <summary>A JSON object or array.</summary>
    Json,

    /// <summary>A value that is got elsewhere: <c>@input</c>, <c>@kernel:variable</c>.</summary>
    Reference,
}
