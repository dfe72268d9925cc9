using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>The table function by which DuckDB reads data frames: only the columns that are needed, on all its threads.</summary>
internal static unsafe class FrameScan
{
    private const string Function = "atelier_frame";

    private static readonly ConcurrentDictionary<ulong, FrameSource> Sources = new();
    private static ulong _last;

    /// <summary>Teaches a database the function; once for each database.</summary>
    public static void Register(DuckDBConnection connection)
    {
        var function = NativeMethods.TableFunction.DuckDBCreateTableFunction();
        try
        {
            NativeMethods.TableFunction.DuckDBTableFunctionSetName(function, Function);
            using var key = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.UnsignedBigInt);
            NativeMethods.TableFunction.DuckDBTableFunctionAddParameter(function, key);
            NativeMethods.TableFunction.DuckDBTableFunctionSetBind(function, &Bind);
            NativeMethods.TableFunction.DuckDBTableFunctionSetInit(function, &Init);
            NativeMethods.TableFunction.DuckDBTableFunctionSetFunction(function, &Fill);
            NativeMethods.TableFunction.DuckDBTableFunctionSupportsProjectionPushdown(function, true);
            if (!NativeMethods.TableFunction.DuckDBRegisterTableFunction(connection.NativeConnection, function).IsSuccess())
            {
                throw new InvalidOperationException("DuckDB did not accept the function that scans data frames.");
            }
        }
        finally
        {
            NativeMethods.TableFunction.DuckDBDestroyTableFunction(ref function);
        }
    }

    /// <summary>Makes a frame readable until <see cref="Remove"/>, and gives its key.</summary>
    public static ulong Add(FrameSource source)
    {
        var key = Interlocked.Increment(ref _last);
        Sources[key] = source;
        return key;
    }

    /// <summary>Lets go of a frame.</summary>
    public static void Remove(ulong key) => Sources.TryRemove(key, out _);

    /// <summary>The SQL of a table that is the frame.</summary>
    public static string Call(ulong key) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Function}({key}::ubigint)");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            using var parameter = NativeMethods.TableFunction.DuckDBBindGetParameter(info, 0);
            var source = Sources[NativeMethods.Value.DuckDBGetUInt64(parameter)];
            foreach (var column in source.Columns)
            {
                using var type = column.CreateType();
                NativeMethods.TableFunction.DuckDBBindAddResultColumn(info, column.Name, type);
            }

            NativeMethods.TableFunction.DuckDBBindSetCardinality(info, (ulong)source.Rows, true);
            NativeMethods.TableFunction.DuckDBBindSetBindData(info, GCHandle.ToIntPtr(GCHandle.Alloc(source)), &Free);
        }
        catch (Exception error)
        {
            NativeMethods.TableFunction.DuckDBBindSetError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var source = (FrameSource)GCHandle.FromIntPtr(NativeMethods.TableFunction.DuckDBInitGetBindData(info)).Target!;
            var columns = new ulong[NativeMethods.TableFunction.DuckDBInitGetColumnCount(info)];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = NativeMethods.TableFunction.DuckDBInitGetColumnIndex(info, (ulong)i);
            }

            NativeMethods.TableFunction.DuckDBInitSetInitData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new ScanState(source, columns))), &Free);
            EngineExports.SetMaxThreads(info, (ulong)Environment.ProcessorCount);
        }
        catch (Exception error)
        {
            NativeMethods.TableFunction.DuckDBInitSetError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint output)
    {
        try
        {
            ((ScanState)GCHandle.FromIntPtr(NativeMethods.TableFunction.DuckDBFunctionGetInitData(info)).Target!).Fill(output);
        }
        catch (Exception error)
        {
            NativeMethods.TableFunction.DuckDBFunctionSetError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();
}
