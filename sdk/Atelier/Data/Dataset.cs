namespace Atelier.Data;

/// <summary>Examples: one row of features each, with a class label, a number to predict or a weight where known.</summary>
/// <remarks>
/// Features are float32 in one array, row after row, of shape (<see cref="Count"/>, <see cref="FeatureShape"/>...); or named columns of
/// numbers, text and dates (<see cref="FromColumns"/>, <see cref="DataFrames.ToDataset"/>), which transformers turn into numbers; or they lie at
/// a source and are read when asked for (<see cref="FromSource"/>). Numbers may be NaN or infinite; training and prediction refuse
/// such values (<see cref="EnsureFinite"/>).
/// Immutable and safe to share between threads, as long as nobody writes to the arrays it was made from: they are not copied.
/// </remarks>
public sealed class Dataset
{
    private readonly FeatureStore _store;
    private readonly Annotations _annotations;
    private readonly Lazy<ReadOnlyMemory<float>> _features;
    private readonly Lazy<string> _hash;

    /// <summary>Makes a dataset over arrays, without copying them.</summary>
    /// <param name="name">What the data is called in reports, such as <c>digits</c>.</param>
    /// <param name="features">Row after row, (rows x product of <paramref name="featureShape"/>) values.</param>
    /// <param name="featureShape">The shape of one row, such as [28, 28] or [4]; every length at least 1.</param>
    /// <param name="labels">One class index a row, from 0 to below the number of classes; empty for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="featureNames">The name of each feature of a row; null for unnamed features.</param>
    /// <param name="targets">One number to predict a row, for regression; empty where there is none.</param>
    /// <param name="weights">How much each row counts, finite and at least 0; empty where all count the same.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, a label is outside the classes, or a weight is negative.</exception>
    public Dataset(
        string name,
        ReadOnlyMemory<float> features,
        IReadOnlyList<int> featureShape,
        ReadOnlyMemory<int> labels = default,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? featureNames = null,
        ReadOnlyMemory<float> targets = default,
        ReadOnlyMemory<float> weights = default)
        : this(
            name,
            DenseStore.Of(features, [.. featureShape ?? throw new ArgumentNullException(nameof(featureShape))], featureNames is null ? [] : [.. featureNames]),
            store => Annotations.Of(store.Count, labels, classNames, targets, weights))
    {
    }

    private Dataset(string name, FeatureStore store, Func<FeatureStore, Annotations> annotate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _store = store;
        _annotations = annotate(store);
        _features = new Lazy<ReadOnlyMemory<float>>(store.Dense);
        _hash = new Lazy<string>(() => DatasetHash.Of(this));
    }

    /// <summary>Makes a dataset over named columns, without copying them.</summary>
    /// <param name="name">What the data is called in reports.</param>
    /// <param name="columns">At least one column; names differ, lengths are equal.</param>
    /// <param name="labels">One class index a row; empty for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="targets">One number to predict a row, for regression; empty where there is none.</param>
    /// <param name="weights">How much each row counts, finite and at least 0; empty where all count the same.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, two columns share a name, or a label is outside the classes.</exception>
    public static Dataset FromColumns(
        string name,
        IEnumerable<FeatureColumn> columns,
        ReadOnlyMemory<int> labels = default,
        IReadOnlyList<string>? classNames = null,
        ReadOnlyMemory<float> targets = default,
        ReadOnlyMemory<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new Dataset(name, ColumnStore.Of(columns), store => Annotations.Of(store.Count, labels, classNames, targets, weights));
    }

    /// <summary>Makes a dataset whose features are read from a source when they are asked for.</summary>
    /// <param name="name">What the data is called in reports.</param>
    /// <param name="source">Where the rows lie; it must outlive the dataset and every part made of it.</param>
    /// <param name="labels">One class index a row; empty for unlabelled data.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <param name="featureNames">The name of each feature of a row; null for unnamed features.</param>
    /// <param name="targets">One number to predict a row, for regression; empty where there is none.</param>
    /// <param name="weights">How much each row counts, finite and at least 0; empty where all count the same.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is outside the classes.</exception>
    public static Dataset FromSource(
        string name,
        IFeatureSource source,
        ReadOnlyMemory<int> labels = default,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? featureNames = null,
        ReadOnlyMemory<float> targets = default,
        ReadOnlyMemory<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Dataset(
            name, SourceStore.Of(source, featureNames ?? []), store => Annotations.Of(store.Count, labels, classNames, targets, weights));
    }

    /// <summary>What the data is called in reports.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _store.Count;

    /// <summary>The shape of one row, without the batch dimension.</summary>
    public IReadOnlyList<int> FeatureShape => _store.Shape;

    /// <summary>The number of values in one row: the product of <see cref="FeatureShape"/>.</summary>
    public int FeatureCount => _store.Width;

    /// <summary>The name of each feature of a row; empty when the features have no names.</summary>
    public IReadOnlyList<string> FeatureNames => _store.Names;

    /// <summary>The name of each class; a label is an index into it. Empty for unlabelled data.</summary>
    public IReadOnlyList<string> ClassNames => _annotations.ClassNames;

    /// <summary>True when each row has a label.</summary>
    public bool HasLabels => !_annotations.Labels.IsEmpty;

    /// <summary>True when the features are named columns, which may hold text and dates beside numbers.</summary>
    public bool IsTabular => _store is ColumnStore;

    /// <summary>True when the features lie at a source and are read only when asked for.</summary>
    public bool IsStreamed => _store is SourceStore;

    /// <summary>All features as float32, row after row.</summary>
    /// <remarks>Of columns, and of a source, they are copied into one array at the first use and kept.</remarks>
    /// <exception cref="InvalidOperationException">A column holds text or dates, or the source holds more than one array takes.</exception>
    public ReadOnlyMemory<float> Features => _features.Value;

    /// <summary>The named columns; numbers of unnamed features are called <c>feature 0</c>, <c>feature 1</c>, and so on.</summary>
    /// <remarks>Features that lie in one array are copied into columns of float64 at each use.</remarks>
    public IReadOnlyList<FeatureColumn> Columns => _store is ColumnStore store ? store.Columns : DenseColumns.Of(this);

    /// <summary>The class index of each row; empty for unlabelled data.</summary>
    public ReadOnlyMemory<int> Labels => _annotations.Labels;

    /// <summary>The number to predict of each row, for regression; empty where there is none.</summary>
    public ReadOnlyMemory<float> Targets => _annotations.Targets;

    /// <summary>How much each row counts; empty where all count the same.</summary>
    public ReadOnlyMemory<float> Weights => _annotations.Weights;

    /// <summary>SHA-256 of features and labels as little-endian bytes, in lower-case hexadecimal: equal for equal data.</summary>
    public string Hash => _hash.Value;

    /// <summary>The column of a name.</summary>
    /// <param name="name">The column's name, upper and lower case told apart.</param>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public FeatureColumn Column(string name) => Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
        $"`{Name}` has no column `{name}`; it has {string.Join(", ", FeatureNames.Take(50))}.", nameof(name));

    /// <summary>The features of one row as float32.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        EnsureRow(index);
        if (_store is DenseStore)
        {
            return Features.Span.Slice(index * FeatureCount, FeatureCount);
        }

        var row = new float[FeatureCount];
        _store.Read([index], row);
        return row;
    }

    /// <summary>Copies chosen rows, one after the other; of a source, only these are read.</summary>
    /// <param name="rows">Row numbers; a row may be chosen more than once.</param>
    /// <param name="destination">Takes (rows x <see cref="FeatureCount"/>) values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        foreach (var row in rows)
        {
            EnsureRow(row);
        }

        if (destination.Length < (long)rows.Length * FeatureCount)
        {
            throw new ArgumentException(
                $"`destination` takes {destination.Length} values; expected at least {(long)rows.Length * FeatureCount}.", nameof(destination));
        }

        _store.Read(rows, destination);
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
        return new Dataset(Name, _store.Slice(start, count), _ => _annotations.Slice(start, count));
    }

    /// <summary>Chosen rows in the given order, copied; of a source, nothing is read yet.</summary>
    /// <param name="indices">Row numbers; a row may be chosen more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public Dataset Select(ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
        {
            EnsureRow(index);
        }

        var annotations = _annotations.Select(indices);
        return new Dataset(Name, _store.Select(indices), _ => annotations);
    }

    /// <summary>The same rows, labels and names with other features, such as a transformer makes.</summary>
    /// <param name="features">Row after row, as many rows as here.</param>
    /// <param name="featureShape">The shape of one new row.</param>
    /// <param name="featureNames">The names of the new features; null for unnamed features.</param>
    /// <exception cref="ArgumentException">The number of rows differs.</exception>
    public Dataset WithFeatures(ReadOnlyMemory<float> features, IReadOnlyList<int> featureShape, IReadOnlyList<string>? featureNames = null)
    {
        ArgumentNullException.ThrowIfNull(featureShape);
        return WithStore(DenseStore.Of(features, [.. featureShape], featureNames is null ? [] : [.. featureNames]), nameof(features));
    }

    /// <summary>The same rows and labels with other columns, such as a transformer makes.</summary>
    /// <param name="columns">At least one column, as many rows as here.</param>
    /// <exception cref="ArgumentException">The number of rows differs, or two columns share a name.</exception>
    public Dataset WithColumns(IEnumerable<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return WithStore(ColumnStore.Of(columns), nameof(columns));
    }

    /// <summary>The same rows and labels with features that are read from a source when asked for.</summary>
    /// <param name="source">As many rows as here.</param>
    /// <param name="featureNames">The names of the new features; null for unnamed features.</param>
    /// <exception cref="ArgumentException">The number of rows differs.</exception>
    public Dataset WithSource(IFeatureSource source, IReadOnlyList<string>? featureNames = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return WithStore(SourceStore.Of(source, featureNames ?? []), nameof(source));
    }

    /// <summary>The same rows and features with other labels.</summary>
    /// <param name="labels">One class index a row.</param>
    /// <param name="classNames">The name of each class; null takes the numbers from 0 to the largest label.</param>
    /// <exception cref="ArgumentException">The number of labels differs from the rows, or a label is outside the classes.</exception>
    public Dataset WithLabels(ReadOnlyMemory<int> labels, IReadOnlyList<string>? classNames = null) =>
        new(Name, _store, _ => Annotations.Of(Count, labels, classNames, Targets, Weights));

    /// <summary>The same rows, labels and features with weights.</summary>
    /// <param name="weights">How much each row counts, finite and at least 0.</param>
    /// <exception cref="ArgumentException">The number of weights differs from the rows, or one is negative.</exception>
    public Dataset WithWeights(ReadOnlyMemory<float> weights) =>
        new(Name, _store, _ => Annotations.Of(Count, Labels, ClassNames, Targets, weights));

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
        var bad = Check.FirstNotFinite(Features.Span);
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"`{DenseColumns.NameOf(this, bad % FeatureCount)}` of `{Name}` is {Features.Span[bad]} at row {bad / FeatureCount}; ")
                + "expected finite numbers. Fill or drop missing values first.");
        }
    }

    /// <summary>Name, rows, shape and classes in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}: {Count:N0} rows of {ShapeText.Row(FeatureShape)}")
        + (HasLabels ? FormattableString.Invariant($", {ClassNames.Count} classes") : ", no labels");

    private Dataset WithStore(FeatureStore store, string parameter)
    {
        Check.SameLength(store.Count, Count, parameter, "the number of rows here");
        return new Dataset(Name, store, _ => _annotations);
    }

    private void EnsureRow(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
