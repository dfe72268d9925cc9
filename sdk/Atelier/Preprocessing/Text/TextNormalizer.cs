using System.Globalization;
using System.Text;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Writes texts that mean the same in the same way: Unicode form, small letters, accents, white space, digits, punctuation.</summary>
/// <remarks>
/// Takes columns of text and gives columns of text of the same names; a missing text stays missing, and a text of which nothing is left becomes
/// empty. The steps are taken in the order of the settings. Broken UTF-16 becomes U+FFFD. Nothing depends on the culture.
/// </remarks>
public sealed class TextNormalizer : Transformer<TextNormalizer, TextNormalizerOptions, NothingLearned>
{
    internal const string KindName = "text-normalizer";

    /// <summary>A normalizer that knows no columns yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public TextNormalizer(TextNormalizerOptions? options = null)
        : base(options ?? new TextNormalizerOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string WhyNotOnnx => "changes the characters of texts, which ONNX has no operation for";

    /// <summary>Normalizes one text; needs no fit.</summary>
    /// <param name="text">Any text.</param>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = Whole(text);
        result = Options.Form is { } form ? result.Normalize(form) : result;
        result = Options.Lowercase ? result.ToLowerInvariant() : result;
        result = Options.StripAccents ? WithoutMarks(result) : result;
        return Options is { CollapseSpace: false, Digits: CharacterPolicy.Keep, Punctuation: CharacterPolicy.Keep } ? result : Filtered(result);
    }

    /// <inheritdoc/>
    protected override NothingLearned Learn(Dataset data)
    {
        TextColumns.Require(data, Kind);
        return new NothingLearned();
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, NothingLearned learned)
    {
        TextColumns.Require(input, Kind, single: false);
        return input;
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data) => data.WithColumns(data.Columns.Select(column =>
    {
        var texts = column.Texts;
        var result = new string?[texts.Count];
        RowBlocks.ForEach(result.Length, (start, rows) =>
        {
            for (var row = start; row < start + rows; row++)
            {
                result[row] = texts[row] is { } text ? Normalize(text) : null;
            }
        }, RowBlocks.Texts);
        return new FeatureColumn(column.Name, (IReadOnlyList<string?>)result);
    }));

    /// <summary>The text with U+FFFD for every half of a surrogate pair, which no normal form takes.</summary>
    internal static string Whole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]))
            {
                if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
                {
                    at++;
                    continue;
                }

                var whole = new StringBuilder(text.Length);
                foreach (var rune in text.EnumerateRunes())
                {
                    whole.Append(rune.ToString());
                }

                return whole.ToString();
            }
        }

        return text;
    }

    private string WithoutMarks(string text)
    {
        var composed = Options.Form is NormalizationForm.FormC or NormalizationForm.FormKC or null;
        var compatible = Options.Form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        var apart = text.Normalize(compatible ? NormalizationForm.FormKD : NormalizationForm.FormD);
        var kept = new StringBuilder(apart.Length);
        foreach (var rune in apart.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                kept.Append(rune.ToString());
            }
        }

        return !composed ? kept.ToString() : kept.ToString().Normalize(compatible ? NormalizationForm.FormKC : NormalizationForm.FormC);
    }

    private string Filtered(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var policy = PolicyOf(rune);
            if (policy == CharacterPolicy.Space || (Options.CollapseSpace && Rune.IsWhiteSpace(rune)))
            {
                if (!Options.CollapseSpace || (kept.Length > 0 && kept[^1] != ' '))
                {
                    kept.Append(' ');
                }
            }
            else if (policy == CharacterPolicy.Keep)
            {
                kept.Append(rune.ToString());
            }
        }

        return Options.CollapseSpace && kept.Length > 0 && kept[^1] == ' ' ? kept.ToString(0, kept.Length - 1) : kept.ToString();
    }

    private CharacterPolicy PolicyOf(Rune rune) =>
        Rune.IsDigit(rune) ? Options.Digits
        : Rune.IsPunctuation(rune) || (rune.IsAscii && Rune.IsSymbol(rune)) ? Options.Punctuation
        : CharacterPolicy.Keep;
}
