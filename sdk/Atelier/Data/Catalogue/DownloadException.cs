namespace Atelier.Data;

/// <summary>No mirror gave a file; told apart from failures to store it.</summary>
internal sealed class DownloadException(string message) : IOException(message);
