using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Atelier.Data;

/// <summary>Examples in memory: one row of float32 features each, with a class label where known.</summary>
/// <remarks>
/// Immutable and safe to share between threads, as long as nobody writes to the arrays it was made from: they are not copied.
/// Features lie row after row, shape (<see cref="Count"/>, <see cref="FeatureShape"/>...). They may be NaN or infinite;
/// training and prediction refuse such values (<see cref="EnsureFinite"/>).
/// </remarks>
public sealed class Dataset
{
    private readonly ReadOnlyMemory<float> _features;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly Lazy<string> _hash;

    /// <summary>Makes a dataset over arrays, without copying them.</summary>
    /// <param name="name">What the data is called in reports, such as <c>digits</c>.</param>
    /// <param name="features">Row after row, (rows x product of <paramref name="featureShape"/>) values.</param>
    /// <param name="featureShape">The shape of one row, such as [28, 28] or [4]; every length at least 1.</param>
    /// <param name="labels">One class index a row, from 0 to below the number of classes; empty for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="featureNames">The name of each feature of a row; null for unnamed features.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is outside the classes.</exception>
    public Dataset(
        string name,
        ReadOnlyMemory<float> features,
        IReadOnlyList<int> featureShape,
        ReadOnlyMemory<int> labels = default,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? featureNames = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(featureShape);
        Name = name;
        FeatureShape = [.. featureShape];
        FeatureCount = CountOf(FeatureShape);
        if (features.Length % FeatureCount != 0)
        {
            throw new ArgumentException(
                $"`features` holds {features.Length} values; expected a multiple of {FeatureCount}, the size of one row of shape "
                + $"{ShapeText.Row(FeatureShape)}. Check `featureShape`.",
                nameof(features));
        }

        Count = features.Length / FeatureCount;
        if (!labels.IsEmpty)
        {
            Check.SameLength(labels.Length, Count, nameof(labels), "one label for each row of `features`");
        }

        ClassNames = classNames is null ? LabelRules.Numbered(labels.Span) : [.. classNames];
        LabelRules.EnsureInRange(labels.Span, ClassNames.Count, nameof(labels));
        FeatureNames = featureNames is null ? [] : [.. featureNames];
        if (FeatureNames.Count > 0)
        {
            Check.SameLength(FeatureNames.Count, FeatureCount, nameof(featureNames), "one name for each feature of a row");
        }

        _features = features;
        _labels = labels;
        _hash = new Lazy<string>(ComputeHash);
    }

    /// <summary>What the data is called in reports.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The shape of one row, without the batch dimension.</summary>
    public IReadOnlyList<int> FeatureShape { get; }

    /// <summary>The number of values in one row: the product of <see cref="FeatureShape"/>.</summary>
    public int FeatureCount { get; }

    /// <summary>The name of each feature of a row; empty when the features have no names.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The name of each class; a label is an index into it. Empty for unlabelled data.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>True when each row has a label.</summary>
    public bool HasLabels => !_labels.IsEmpty;

    /// <summary>All features, row after row.</summary>
    public ReadOnlyMemory<float> Features => _features;

    /// <summary>The class index of each row; empty for unlabelled data.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>SHA-256 of features and labels as little-endian bytes, in lower-case hexadecimal: equal for equal data.</summary>
    public string Hash => _hash.Value;

    /// <summary>The features of one row.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _features.Span.Slice(index * FeatureCount, FeatureCount);
    }

    /// <summary>A run of rows, without copying.</summary>
    /// <param name="start">The first row, from 0.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run leaves the data.</exception>
    public Dataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)count, Count, nameof(count));
        return With(_features.Slice(start * FeatureCount, count * FeatureCount), HasLabels ? _labels.Slice(start, count) : default);
    }

    /// <summary>Chosen rows in the given order, copied.</summary>
    /// <param name="indices">Row numbers; a row may be chosen more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public Dataset Select(ReadOnlySpan<int> indices)
    {
        var features = new float[checked(indices.Length * FeatureCount)];
        var labels = new int[HasLabels ? indices.Length : 0];
        for (var i = 0; i < indices.Length; i++)
        {
            Row(indices[i]).CopyTo(features.AsSpan(i * FeatureCount));
            if (HasLabels)
            {
                labels[i] = _labels.Span[indices[i]];
            }
        }

        return With(features, labels);
    }

    /// <summary>The same rows, labels and names with other features, such as a transformer makes.</summary>
    /// <param name="features">Row after row, as many rows as here.</param>
    /// <param name="featureShape">The shape of one new row.</param>
    /// <param name="featureNames">The names of the new features; null for unnamed features.</param>
    /// <exception cref="ArgumentException">The number of rows differs.</exception>
    public Dataset WithFeatures(ReadOnlyMemory<float> features, IReadOnlyList<int> featureShape, IReadOnlyList<string>? featureNames = null)
    {
        var result = new Dataset(Name, features, featureShape, _labels, ClassNames, featureNames);
        Check.SameLength(result.Count, Count, nameof(features), "the number of rows here");
        return result;
    }

    /// <summary>The rows in batches of at most <paramref name="size"/>, in order; the last may be smaller.</summary>
    /// <param name="size">Rows a batch, at least 1.</param>
    /// <param name="shuffle">Draws a new order of the rows; null keeps the order and copies nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public IEnumerable<Dataset> Batches(int size, Random? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Run();

        IEnumerable<Dataset> Run()
        {
            var order = Enumerable.Range(0, shuffle is null ? 0 : Count).ToArray();
            shuffle?.Shuffle(order);
            for (var start = 0; start < Count; start += size)
            {
                var length = Math.Min(size, Count - start);
                yield return shuffle is null ? Slice(start, length) : Select(order.AsSpan(start, length));
            }
        }
    }

    /// <summary>Divides the rows at random into a training and a test part, each with the classes in the same proportions.</summary>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">A share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public (Dataset Train, Dataset Test) Split(double train, double test, int seed)
    {
        var parts = StratifiedSplit.Assign(this, [train, test], seed);
        return (Select(parts[0]), Select(parts[1]));
    }

    /// <summary>Divides the rows at random into three parts, each with the classes in the same proportions.</summary>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">A share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public (Dataset Train, Dataset Validation, Dataset Test) Split(double train, double validation, double test, int seed)
    {
        var parts = StratifiedSplit.Assign(this, [train, validation, test], seed);
        return (Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>Requires that every feature is a finite number.</summary>
    /// <exception cref="ArgumentException">A feature is NaN or infinite; the message names its row and position.</exception>
    public void EnsureFinite()
    {
        var bad = Check.FirstNotFinite(_features.Span);
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Feature {bad % FeatureCount} of row {bad / FeatureCount} of `{Name}` is {_features.Span[bad]}; ")
                + "expected finite numbers. Fill or drop missing values first.");
        }
    }

    /// <summary>Name, rows, shape and classes in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}: {Count:N0} rows of {ShapeText.Row(FeatureShape)}")
        + (HasLabels ? FormattableString.Invariant($", {ClassNames.Count} classes") : ", no labels");

    private static int CountOf(IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, "featureShape");
            count = Math.Min(count * length, int.MaxValue + 1L);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength, "featureShape");
        return (int)count;
    }

    private Dataset With(ReadOnlyMemory<float> features, ReadOnlyMemory<int> labels) =>
        new(Name, features, FeatureShape, labels, ClassNames, FeatureNames.Count == 0 ? null : FeatureNames);

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(_features.Span));
        hash.AppendData(MemoryMarshal.AsBytes(_labels.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
