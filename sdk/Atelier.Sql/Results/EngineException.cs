using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>What DuckDB said when it could not do something. Caught within this assembly and told to users in our words.</summary>
internal sealed class EngineException(string message, DuckDBErrorType errorType) : Exception(message)
{
    public DuckDBErrorType ErrorType { get; } = errorType;
}
