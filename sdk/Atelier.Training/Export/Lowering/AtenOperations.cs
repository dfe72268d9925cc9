namespace Atelier.Training;

/// <summary>The operations of libtorch that have a counterpart in ONNX, by name.</summary>
internal static class AtenOperations
{
    private static readonly Dictionary<string, Action<AtenCall>> Table = new(
        [
            .. AtenActivations.Table,
            .. AtenArithmetic.Table,
            .. AtenParts.Table,
            .. AtenFunctions.Table,
            .. AtenComparisons.Table,
            .. AtenAttention.Table,
            .. AtenConvolutions.Table,
            .. AtenCreation.Table,
            .. AtenImages.Table,
            .. AtenIndexing.Table,
            .. AtenMatrices.Table,
            .. AtenNormalization.Table,
            .. AtenPooling.Table,
            .. AtenRecurrent.Table,
            .. AtenReductions.Table,
            .. AtenShapes.Table,
            .. AtenScans.Table,
            .. AtenStatistics.Table,
            .. AtenPlacing.Table,
            .. AtenCombining.Table,
            .. AtenSpecials.Table,
        ],
        StringComparer.Ordinal);

    /// <summary>The names of all of them, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Writes one operation.</summary>
    /// <exception cref="OnnxExportException">It has no counterpart, or not with these settings.</exception>
    public static void Write(AtenCall call)
    {
        if (!Table.TryGetValue(call.Operation, out var write))
        {
            throw call.Layer.Error(
                $"the operation `{call.Operation}` has no counterpart in ONNX here. Use other operations, write this part with OnnxOps, "
                + "or give its module a converter: new OnnxExportOptions { Converters = OnnxConverters.None.With(new MyConverter()) }, where MyConverter is an IOnnxConverter<TModule>.");
        }

        write(call);
    }
}
