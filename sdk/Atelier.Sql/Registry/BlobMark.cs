namespace Atelier.Sql;

/// <summary>Which registry the packages of a folder belong to.</summary>
/// <param name="Registry">Made up when the registry was made; kept in its database, too.</param>
internal sealed record BlobMark(Guid Registry);
