namespace Atelier.Sql;

/// <summary>A column of a relation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">DuckDB's name of its type, such as <c>BIGINT</c>, <c>DECIMAL(18,3)</c> or <c>VARCHAR</c>.</param>
public readonly record struct RelationColumn(string Name, string Type);
