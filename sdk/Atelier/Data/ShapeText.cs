namespace Atelier.Data;

/// <summary>How shapes are written in messages.</summary>
internal static class ShapeText
{
    /// <summary>The shape of one row, such as (28, 28).</summary>
    public static string Row(IReadOnlyList<int> shape) => Check.Show([.. shape.Select(length => (long)length)]);

    /// <summary>The shape of a batch of rows, such as (batch, 28, 28).</summary>
    public static string Batch(IReadOnlyList<int> shape) => Check.Show([-1, .. shape.Select(length => (long)length)]);
}
