namespace Microsoft.DotNet.Interactive;

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, from 0.</param>
/// <param name="Character">UTF-16 code units before the place in its line.</param>
public sealed record LinePosition(int Line, int Character);
