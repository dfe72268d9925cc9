using System.Buffers;
using System.Globalization;
using System.Text;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Spreads the categories of all columns over a fixed number of features by a hash: no list of categories is learned.</summary>
/// <remarks>
/// For columns of very many or ever new categories. Each value adds 1 or -1 to the feature |h| mod width, where h is MurmurHash3 (x86, 32 bit,
/// seed 0) of <c>column=value</c> in UTF-8; a missing value adds nothing. Equal on every machine and in every process. As scikit-learn 1.2,
/// <c>sklearn.feature_extraction.FeatureHasher</c> over rows of texts. Different categories may share a feature.
/// </remarks>
public sealed class HashingEncoder : Transformer<HashingEncoder, HashingEncoderOptions, NothingLearned>
{
    internal const string KindName = "hashing-encoder";

    /// <summary>An encoder that knows no columns yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public HashingEncoder(HashingEncoderOptions? options = null)
        : base(options ?? new HashingEncoderOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string WhyNotOnnx => "hashes texts, which ONNX has no operation for";

    /// <inheritdoc/>
    protected override NothingLearned Learn(Dataset data)
    {
        EachFeature.EnsureNoInfinity(data);
        return new NothingLearned();
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, NothingLearned learned) =>
        new([Options.Width], [.. Enumerable.Range(0, Options.Width).Select(at => "hash " + at.ToString(CultureInfo.InvariantCulture))]);

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var width = Options.Width;
        if ((long)data.Count * width > Array.MaxLength)
        {
            throw new ArgumentException(
                $"Hashing gives {data.Count} rows of {width} features, more than one array takes. Set a smaller Width or transform in batches.",
                nameof(data));
        }

        var matrix = new float[data.Count * width];
        Fill(data.Columns, matrix, width, 0);
        return data.WithFeatures(matrix, Output.Shape, Output.Names);
    }

    /// <inheritdoc/>
    protected override void Write(Dataset data, Memory<float> matrix, int stride, int offset) => Fill(data.Columns, matrix, stride, offset);

    private static int Hash(byte[] name, string category)
    {
        var most = name.Length + Encoding.UTF8.GetMaxByteCount(category.Length);
        var rented = most > 512 ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[512];
        name.CopyTo(bytes);
        var length = name.Length + Encoding.UTF8.GetBytes(category, bytes[name.Length..]);
        var hash = MurmurHash.Of(bytes[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    private void Fill(IReadOnlyList<FeatureColumn> columns, Memory<float> matrix, int stride, int offset)
    {
        var width = Options.Width;
        byte[][] names = [.. columns.Select((_, at) => Encoding.UTF8.GetBytes(FeatureNames.Of(Input, at) + "="))];
        RowBlocks.ForEach(columns[0].Count, (start, rows) =>
        {
            for (var row = start; row < start + rows; row++)
            {
                var features = matrix.Span.Slice((row * stride) + offset, width);
                features.Clear();
                for (var at = 0; at < names.Length; at++)
                {
                    if (columns[at].Category(row) is { } category)
                    {
                        var hash = Hash(names[at], category);
                        features[(int)(Math.Abs((long)hash) % width)] += hash < 0 && Options.Signed ? -1 : 1;
                    }
                }
            }
        });
    }
}
