using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>Functions of DuckDB's library that DuckDB.NET does not bind.</summary>
internal static unsafe class EngineExports
{
    private static readonly nint Library = NativeLibrary.Load("duckdb", typeof(NativeMethods).Assembly, null);
    private static readonly delegate* unmanaged[Cdecl]<nint, ulong, void> InitSetMaxThreads =
        (delegate* unmanaged[Cdecl]<nint, ulong, void>)NativeLibrary.GetExport(Library, "duckdb_init_set_max_threads");

    private static readonly delegate* unmanaged[Cdecl]<nint, DuckDBStatementType> PreparedStatementType =
        (delegate* unmanaged[Cdecl]<nint, DuckDBStatementType>)NativeLibrary.GetExport(Library, "duckdb_prepared_statement_type");

    /// <summary>Lets several threads call a table function.</summary>
    public static void SetMaxThreads(nint info, ulong threads) => InitSetMaxThreads(info, threads);

    /// <summary>What kind of statement was prepared.</summary>
    public static DuckDBStatementType StatementType(DuckDBPreparedStatement statement) => PreparedStatementType(statement.DangerousGetHandle());
}
