using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Atelier.Training;

/// <summary>A table of vectors, one for each word or category, that is learned: looks up the rows of the indices it is given.</summary>
/// <remarks>
/// Computes what <c>torch.nn.Embedding</c> computes; the parameter is called <c>weight</c> as there, so that saved weights load as they are. Rows start normally distributed, that of the padding with
/// zeros. It has another name than TorchSharp's <c>Embedding</c>, whose settings cannot be read, so that both can be used in one file. The caller disposes it.
/// <code>
/// using var words = new EmbeddingTable(rows: 10_000, width: 64, paddingIndex: 0);
/// var vectors = words.call(tokens); // (batch, length) to (batch, length, 64)
/// </code>
/// </remarks>
public sealed class EmbeddingTable : Module<Tensor, Tensor>
{
    // What libtorch adds to the length that it divides by.
    private const double Tiny = 1e-7;

    /// <summary>Makes a table with random rows.</summary>
    /// <param name="rows">How many indices there are, at least 1.</param>
    /// <param name="width">The length of a row, at least 1.</param>
    /// <param name="paddingIndex">An index that stands for nothing, from 0 to below <paramref name="rows"/>, or counted from the end with -1: its row is not learned. Null for none.</param>
    /// <param name="maxNorm">The length that rows are shortened to when they are looked up while training; null for no limit.</param>
    /// <param name="normType">The p of the norm that measures that length, above 0; 2 is the usual length.</param>
    /// <param name="seed">Draws the first rows; equal seeds give equal rows, so give the tables of a model different ones. No other random numbers are disturbed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public EmbeddingTable(int rows, int width, int? paddingIndex = null, double? maxNorm = null, double normType = 2, long seed = 0)
        : base(Checked(rows, width, paddingIndex, maxNorm, normType))
    {
        (Rows, Width, MaxNorm, NormType) = (rows, width, maxNorm, normType);
        PaddingIndex = paddingIndex < 0 ? paddingIndex + rows : paddingIndex;
        using var generator = new Generator((ulong)seed, CPU);
        var weight = LayerWeights.Normal(generator, rows, width);
        if (PaddingIndex is { } padding)
        {
            using var guard = no_grad();
            using var row = weight[padding];
            row.zero_();
        }

        register_parameter("weight", weight);
    }

    /// <summary>How many indices there are.</summary>
    public int Rows { get; }

    /// <summary>The length of a row.</summary>
    public int Width { get; }

    /// <summary>The index whose row is not learned, from 0; null for none.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The length that rows are shortened to when they are looked up while training; null for no limit.</summary>
    public double? MaxNorm { get; }

    /// <summary>The p of the norm that measures that length.</summary>
    public double NormType { get; }

    /// <summary>The table, shape (<see cref="Rows"/>, <see cref="Width"/>).</summary>
    public Parameter Weight => get_parameter("weight")!;

    /// <summary>Looks rows up.</summary>
    /// <param name="input">Whole numbers (int32 or int64) from 0 to below <see cref="Rows"/>, of any shape.</param>
    /// <returns>The shape of the input with <see cref="Width"/> behind; the caller owns it.</returns>
    /// <remarks>Rows beyond <see cref="MaxNorm"/> are shortened in the table itself while training, as in PyTorch, and on their way out otherwise: predictions never change a model.</remarks>
    /// <exception cref="ArgumentException">The input holds no whole numbers, or one outside the table.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dtype is not (ScalarType.Int32 or ScalarType.Int64))
        {
            throw new ArgumentException($"`input` holds {input.dtype} values; expected indices of type Int64 or Int32. Convert them: input.to(torch.int64).", nameof(input));
        }

        using var scope = NewDisposeScope();
        if (MaxNorm is { } limit && training)
        {
            using var guard = no_grad();
            TorchOperator.Call("aten::embedding_renorm_", "", 1, Weight.detach(), input.reshape(-1), limit, NormType);
        }

        var rows = LookUp(input);
        if (MaxNorm is { } longest && !training)
        {
            var norm = linalg.vector_norm(rows, NormType, [-1], keepdim: true);
            rows *= where(norm.gt(longest), longest / (norm + Tiny), ones_like(norm));
        }

        return rows.MoveToOuterDisposeScope();
    }

    private Tensor LookUp(Tensor input)
    {
        try
        {
            return TorchOperator.Call("aten::embedding", "", 1, Weight, input, (long)(PaddingIndex ?? -1), false, false)[0];
        }
        catch (InvalidOperationException error)
        {
            throw new ArgumentException(
                $"`input` of shape {Check.Show(input.shape)} holds an index outside the table; expected 0 to below {Rows}. "
                + "Make the table larger, or map what is unknown to an index of its own.",
                nameof(input),
                error);
        }
    }

    private static string Checked(int rows, int width, int? paddingIndex, double? maxNorm, double normType)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (paddingIndex is { } index && (index < -rows || index >= rows))
        {
            throw new ArgumentOutOfRangeException(nameof(paddingIndex), index, $"Expected an index of the {rows} rows, or null for none.");
        }

        if (maxNorm is { } limit && !(limit > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maxNorm), limit, "Expected a length above 0, or null for no limit.");
        }

        if (!(normType > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(normType), normType, "Expected a number above 0, such as 2.");
        }

        TorchRuntime.EnsureLoaded();
        return nameof(EmbeddingTable);
    }
}
