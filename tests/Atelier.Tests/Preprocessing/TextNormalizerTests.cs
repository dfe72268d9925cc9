using System.Globalization;
using System.Text;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class TextNormalizerTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override ITransformer NewTransformer() => new TextNormalizer(new TextNormalizerOptions { StripAccents = true });

    protected override Dataset TextAndDateSample(int seed) => TransformerSamples.Table(TransformerSamples.Cities(seed), TransformerSamples.Plans(seed));

    [Theory]
    [InlineData("  Ein  Satz,\tmit\nRaum ", "ein satz, mit raum")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("ISTANBUL", "istanbul")]
    [InlineData("", "")]
    public void Normalize_Defaults(string text, string expected) => Assert.Equal(expected, new TextNormalizer().Normalize(text));

    [Fact]
    public void Normalize_BrokenUtf16_BecomesReplacementCharacter() =>
        Assert.Equal("half \ufffd pair 😀", new TextNormalizer().Normalize("half \ud83d pair 😀"));

    [Fact]
    public void Normalize_StripAccents_EqualsScikitLearn()
    {
        var normalizer = new TextNormalizer(
            new TextNormalizerOptions { Form = NormalizationForm.FormKD, Lowercase = false, StripAccents = true, CollapseSpace = false });

        var stripped = TextReference.Sentences.Select(normalizer.Normalize);

        Assert.Equal(TextReference.Stripped, stripped);
    }

    [Fact]
    public void Normalize_DigitsAndPunctuation_AreKeptRemovedOrSpaces()
    {
        const string text = "It's $5.20-ish (٣)! 👍";

        Assert.Equal("its ish 👍", With(CharacterPolicy.Remove, CharacterPolicy.Remove).Normalize(text));
        Assert.Equal("it s 5 20 ish ٣ 👍", With(CharacterPolicy.Keep, CharacterPolicy.Space).Normalize(text));
        Assert.Equal("it's $ . -ish ( )! 👍", With(CharacterPolicy.Space, CharacterPolicy.Keep).Normalize(text));

        static TextNormalizer With(CharacterPolicy digits, CharacterPolicy punctuation) =>
            new(new TextNormalizerOptions { Digits = digits, Punctuation = punctuation });
    }

    [Fact]
    public void Normalize_NothingWanted_ChangesNothing()
    {
        var normalizer = new TextNormalizer(new TextNormalizerOptions { Form = null, Lowercase = false, CollapseSpace = false });

        Assert.All(TextReference.Sentences, text => Assert.Equal(text, normalizer.Normalize(text)));
    }

    [Fact]
    public void Normalize_TurkishCulture_MakesNoDifference()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            Assert.Equal("title i", new TextNormalizer().Normalize("TITLE I"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Transform_KeepsMissingMissing()
    {
        var data = TextReference.Column("A ", null, "");

        var result = new TextNormalizer().Fit(data).Transform(data);

        Assert.Equal(["a", null, ""], result.Columns[0].Texts);
        Assert.Equal(data.FeatureNames, result.FeatureNames);
    }
}
