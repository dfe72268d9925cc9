using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Preprocessing;

/// <summary>Reads saved transformers.</summary>
public static class Transformers
{
    private static readonly ConcurrentDictionary<string, (int Version, Func<JsonObject, ITransformer> Read)> Kinds = new(StringComparer.Ordinal);

    static Transformers()
    {
        Register<Binning, BinningOptions, Binning.Bins>(Binning.KindName, 1, options => new Binning(options));
        Register<BpeTokenizer, BpeTokenizerOptions, BpeTokenizer.Known>(BpeTokenizer.KindName, 1, options => new BpeTokenizer(options));
        Register(ColumnPipeline.KindName, 1, ColumnPipeline.FromJson);
        Register<DateParts, DatePartsOptions, DateParts.Origins>(DateParts.KindName, 1, options => new DateParts(options));
        Register<HashingEncoder, HashingEncoderOptions, NothingLearned>(HashingEncoder.KindName, 1, options => new HashingEncoder(options));
        Register<Imputer, ImputerOptions, Imputer.Fill>(Imputer.KindName, 1, options => new Imputer(options));
        Register<MinMaxScaler, MinMaxScalerOptions, MinMaxScaler.Extremes>(MinMaxScaler.KindName, 1, options => new MinMaxScaler(options));
        Register<OneHotEncoder, OneHotEncoderOptions, OneHotEncoder.Known>(OneHotEncoder.KindName, 1, options => new OneHotEncoder(options));
        Register<OrdinalEncoder, OrdinalEncoderOptions, OrdinalEncoder.Known>(OrdinalEncoder.KindName, 1, options => new OrdinalEncoder(options));
        Register<OutlierClipper, OutlierClipperOptions, OutlierClipper.Limits>(OutlierClipper.KindName, 1, options => new OutlierClipper(options));
        Register<Pca, PcaOptions, Pca.Axes>(Pca.KindName, 1, options => new Pca(options));
        Register(Pipeline.KindName, 1, Pipeline.FromJson);
        Register<PolynomialFeatures, PolynomialFeaturesOptions, NothingLearned>(PolynomialFeatures.KindName, 1, options => new PolynomialFeatures(options));
        Register<PowerTransformer, PowerTransformerOptions, PowerTransformer.Powers>(PowerTransformer.KindName, 1, options => new PowerTransformer(options));
        Register<QuantileTransformer, QuantileTransformerOptions, QuantileTransformer.Known>(QuantileTransformer.KindName, 1, options => new QuantileTransformer(options));
        Register<RobustScaler, RobustScalerOptions, RobustScaler.Spread>(RobustScaler.KindName, 1, options => new RobustScaler(options));
        Register<StandardScaler, NoOptions, StandardScaler.Moments>(StandardScaler.KindName, 1, _ => new StandardScaler());
        Register<TargetEncoder, TargetEncoderOptions, TargetEncoder.Known>(TargetEncoder.KindName, 1, options => new TargetEncoder(options));
        Register<TextNormalizer, TextNormalizerOptions, NothingLearned>(TextNormalizer.KindName, 1, options => new TextNormalizer(options));
        Register<TfIdfVectorizer, TfIdfVectorizerOptions, TfIdfVectorizer.Known>(TfIdfVectorizer.KindName, 1, options => new TfIdfVectorizer(options));
    }

    /// <summary>Adds a kind of transformer of your own, for the whole process; packages that hold one can then be loaded.</summary>
    /// <param name="kind">The transformer's <see cref="ITransformer.Kind"/>.</param>
    /// <param name="version">The highest version of its saved form that it reads.</param>
    /// <param name="read">Makes the fitted transformer from what <see cref="ITransformer.ToJson"/> wrote.</param>
    /// <remarks>Registering a kind again replaces it.</remarks>
    public static void Register(string kind, int version, Func<JsonObject, ITransformer> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(version);
        ArgumentNullException.ThrowIfNull(read);
        Kinds[kind] = (version, read);
    }

    /// <summary>Adds a kind of transformer that derives from <see cref="Transformer{TSelf, TOptions, TLearned}"/>.</summary>
    /// <param name="kind">The transformer's <see cref="ITransformer.Kind"/>.</param>
    /// <param name="version">The highest version of its saved form that it reads.</param>
    /// <param name="create">Makes an unfitted transformer with saved settings.</param>
    /// <inheritdoc cref="Transformer{TSelf, TOptions, TLearned}" path="/typeparam"/>
    public static void Register<TSelf, TOptions, TLearned>(string kind, int version, Func<TOptions, TSelf> create)
        where TSelf : Transformer<TSelf, TOptions, TLearned>
        where TOptions : class
        where TLearned : class
    {
        ArgumentNullException.ThrowIfNull(create);
        Register(kind, version, json => SavedTransformer.Read<TSelf, TOptions, TLearned>(json, create));
    }

    /// <summary>Makes the fitted transformer that <see cref="ITransformer.ToJson"/> described.</summary>
    /// <param name="json">An object with a <c>kind</c>, a <c>version</c>, the rows it takes, its settings and what that kind learned.</param>
    /// <exception cref="InvalidDataException">The kind or version is unknown, or a field is missing or wrong.</exception>
    public static ITransformer FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var kind = (string?)json["kind"];
            var version = (int?)json["version"];
            if (kind is null || !Kinds.TryGetValue(kind, out var known) || version is null or < 1)
            {
                throw new InvalidDataException(
                    $"The saved transformer is of kind `{kind}`, version {version}; known are: {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}. "
                    + "A kind of your own, or of another package, is made known with Transformers.Register.");
            }

            return version <= known.Version
                ? known.Read(json)
                : throw new InvalidDataException(
                    $"The saved {kind} has version {version}; this release of Atelier reads up to version {known.Version}. Update the Atelier packages.");
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or InvalidOperationException
            or OverflowException)
        {
            throw new InvalidDataException($"The saved transformer cannot be read: {error.Message}", error);
        }
    }
}
