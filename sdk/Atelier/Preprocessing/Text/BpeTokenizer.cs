using System.Globalization;
using Atelier.Data;
using ByteLevelBpe = Microsoft.ML.Tokenizers.BpeTokenizer;
using ByteLevelBpeOptions = Microsoft.ML.Tokenizers.BpeOptions;

namespace Atelier.Preprocessing;

/// <summary>Turns texts into the numbers of sub-word tokens, whose vocabulary it learns from the training data by byte-pair encoding.</summary>
/// <remarks>
/// <para>Tokens 0 to 3 are special (<see cref="PadId"/>, <see cref="UnknownId"/>, <see cref="BeginId"/>, <see cref="EndId"/>), 4 to 259 the bytes
/// of UTF-8, and those behind them were merged from two others in the training data, most frequent first (Sennrich, Haddow, Birch 2016). Since every
/// byte is a token, every text is encoded and decoded without loss, in any language; the special tokens cannot be written in a text. Tokens never reach
/// over the limits of words, numbers and punctuation; a word has the space before it.</para>
/// <para><see cref="Encode"/> and <see cref="Decode"/> are for single texts. As a transformer it takes one column of text and gives
/// float32 numbers of tokens of shape (rows, <see cref="BpeTokenizerOptions.MaxLength"/>), cut and padded; a missing text is
/// padding only.</para>
/// </remarks>
public sealed class BpeTokenizer : Transformer<BpeTokenizer, BpeTokenizerOptions, BpeTokenizer.Known>
{
    /// <summary>The number of the token that fills rows up.</summary>
    public const int PadId = 0;

    /// <summary>The number of a token for models to mask others with; no text gives it.</summary>
    public const int UnknownId = 1;

    /// <summary>The number of the token before a text.</summary>
    public const int BeginId = 2;

    /// <summary>The number of the token after a text.</summary>
    public const int EndId = 3;

    internal const string KindName = "bpe-tokenizer";

    private BytePairVocabulary? _vocabulary;
    private ByteLevelBpe? _tokenizer;

    /// <summary>A tokenizer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public BpeTokenizer(BpeTokenizerOptions? options = null)
        : base(options ?? new BpeTokenizerOptions())
    {
        if (Options.MaxLength <= Markers)
        {
            throw new ArgumentException(
                $"MaxLength is {Options.MaxLength}; with AddBegin and AddEnd expected more, so that a row takes a token of the text.", nameof(options));
        }
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string WhyNotOnnx => "splits text into pieces, which ONNX has no operation for";

    /// <summary>Every token by its number; bytes that do not show are written as in GPT-2's vocabulary, a space as <c>Ġ</c>.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<string> Vocabulary => Fitted(_vocabulary).Tokens;

    /// <summary>Both halves of each merge with a space between, in the order they were learned.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<string> Merges => Fitted(_vocabulary).Merges;

    private int Markers => (Options.AddBegin ? 1 : 0) + (Options.AddEnd ? 1 : 0);

    /// <summary>The tokens of a text, without special ones.</summary>
    /// <param name="text">Any text; broken UTF-16 counts as U+FFFD.</param>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fitted(_tokenizer).EncodeToIds(TextNormalizer.Whole(text));
    }

    /// <summary>The text of tokens; special ones are left out. Bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Numbers of tokens.</param>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var count = Vocabulary.Count;
        return Fitted(_tokenizer).Decode(ids.Where(id =>
        {
            if (id < 0 || id >= count)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"There is no such token; expected numbers from 0 to {count - 1}.");
            }

            return id >= BytePairVocabulary.FirstByte;
        })) ?? "";
    }

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var texts = TextColumns.Single(data, Kind).Texts;
        var vocabulary = BytePairTrainer.Train(texts, Options.VocabularySize, Options.MinFrequency);
        return vocabulary is not null ? new Known([.. vocabulary.Merges]) : throw new ArgumentException(
            $"Every text of `{data.Name}` is missing or empty; expected some text to learn a vocabulary from.", nameof(data));
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        TextColumns.Require(input, Kind);
        _vocabulary = BytePairVocabulary.Of(learned.Merges);
        _tokenizer = ByteLevelBpe.Create(new ByteLevelBpeOptions(_vocabulary.Numbers)
        {
            Merges = _vocabulary.Merges,
            ByteLevel = true,
            PreTokenizer = new TextPieces(),
        });
        return new FeatureSchema(
            [Options.MaxLength],
            [.. Enumerable.Range(0, Options.MaxLength).Select(at => string.Create(CultureInfo.InvariantCulture, $"{input.Names[0]} token {at}"))]);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var width = Options.MaxLength;
        TextColumns.EnsureFits(data, width, "Set a smaller MaxLength or transform in batches.");
        var matrix = new float[data.Count * width];
        Write(data, matrix, width, 0);
        return data.WithFeatures(matrix, Output.Shape, Output.Names);
    }

    /// <inheritdoc/>
    protected override void Write(Dataset data, Memory<float> matrix, int stride, int offset)
    {
        var texts = data.Columns[0].Texts;
        var tooLong = new RefusedRow();
        RowBlocks.ForEach(texts.Count, (start, rows) =>
        {
            for (var row = start; row < start + rows; row++)
            {
                if (!Fill(texts[row], matrix.Span.Slice((row * stride) + offset, Options.MaxLength)))
                {
                    tooLong.Add(row);
                }
            }
        }, RowBlocks.Texts);
        if (tooLong.First is { } first)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The text in row {first} of `{data.Name}` has {Encode(texts[first]!).Count} tokens; expected at most ")
                + $"{Options.MaxLength - Markers}. Set a larger MaxLength, or Overflow to CutEnd or CutStart.",
                nameof(data));
        }
    }

    private bool Fill(string? text, Span<float> row)
    {
        row.Fill(PadId);
        if (text is null)
        {
            return true;
        }

        var ids = Encode(text);
        var most = Options.MaxLength - Markers;
        if (ids.Count > most && Options.Overflow == TextOverflow.Error)
        {
            return false;
        }

        var taken = Math.Min(ids.Count, most);
        var first = Options.Overflow == TextOverflow.CutStart ? ids.Count - taken : 0;
        var at = Options.PadStart ? most - taken : 0;
        if (Options.AddBegin)
        {
            row[at++] = BeginId;
        }

        for (var token = first; token < first + taken; token++)
        {
            row[at++] = ids[token];
        }

        if (Options.AddEnd)
        {
            row[at] = EndId;
        }

        return true;
    }

    private T Fitted<T>(T? value)
        where T : class
    {
        _ = Learned;
        return value!;
    }

    /// <summary>What the tokenizer learns.</summary>
    /// <param name="Merges">Both halves of each merge with a space between, in the order they were learned.</param>
    public sealed record Known(string[] Merges);
}
