using System.Text;
using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class BpeTokenizerTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new BpeTokenizer(new BpeTokenizerOptions { MaxLength = 6 });

    protected override Dataset TextAndDateSample(int seed) => TransformerSamples.Table(TransformerSamples.Cities(seed));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Fit_EqualsPlainImplementation(int at)
    {
        var reference = TextReference.Case("bpe", at);

        var tokenizer = Trained(at);

        Assert.Equal(reference.Strings("merges"), tokenizer.Merges);
        Assert.Equal(["<pad>", "<unk>", "<bos>", "<eos>"], tokenizer.Vocabulary.Take(4));
        Assert.Equal(reference.Strings("vocabulary"), tokenizer.Vocabulary.Skip(260));
        Assert.InRange(tokenizer.Vocabulary.Count, 261, (int)reference["size"]!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Encode_EqualsPlainImplementation(int at)
    {
        var encoded = TextReference.Case("bpe", at)["encoded"]!.AsArray();

        var tokenizer = Trained(at);

        var texts = TextReference.Sentences;
        for (var row = 0; row < texts.Length; row++)
        {
            Assert.Equal(encoded[row]!.AsArray().Select(id => (int)id!), tokenizer.Encode(texts[row]));
        }
    }

    [Fact]
    public void Decode_UndoesEncode_OfAnyText()
    {
        var tokenizer = Trained(0);
        var random = new Random(5);
        string[] texts =
        [
            .. TextReference.Sentences, "\0\u0001", "<pad> <eos> Ġ Ċ", " ", "\r\n \t ", "😀👨‍👩‍👧 日本語 العربية", new string(' ', 200) + "x", new string('\n', 130),
            .. Enumerable.Range(0, 200).Select(_ => Random(random)),
        ];

        Assert.All(texts, text => Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))));
    }

    [Fact]
    public void Encode_SpecialTokensInText_AreCharacters()
    {
        var tokenizer = Trained(0);

        var ids = tokenizer.Encode("<pad><unk><bos><eos>");

        Assert.All(ids, id => Assert.True(id > BpeTokenizer.EndId));
    }

    [Fact]
    public void Encode_BrokenUtf16_BecomesReplacementCharacter()
    {
        var tokenizer = Trained(0);

        Assert.Equal("a\ufffdb", tokenizer.Decode(tokenizer.Encode("a\ud800b")));
    }

    [Fact]
    public void Decode_SpecialTokensAndStrayBytes_LoseNothingElse()
    {
        var tokenizer = Trained(0);
        int[] ids = [BpeTokenizer.BeginId, .. tokenizer.Encode("hello"), BpeTokenizer.EndId, BpeTokenizer.PadId];

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([tokenizer.Vocabulary.Count]));

        Assert.Equal("hello", tokenizer.Decode(ids));
        Assert.Equal("", tokenizer.Decode([]));
        Assert.Equal("\ufffd", tokenizer.Decode([4 + 0xE6]));
        Assert.Contains($"expected numbers from 0 to {tokenizer.Vocabulary.Count - 1}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_PadsAndCuts()
    {
        var data = TextReference.Column("ab cd", "a", null, "abcdef");

        Assert.Equal(
            [101, 102, 36, 103, 101, 0, 0, 0, 0, 0, 0, 0, 101, 102, 103, 104],
            Ids(new BpeTokenizerOptions { MaxLength = 4 }));
        Assert.Equal(
            [2, 103, 104, 3, 0, 2, 101, 3, 0, 0, 0, 0, 2, 105, 106, 3],
            Ids(new BpeTokenizerOptions { MaxLength = 4, AddBegin = true, AddEnd = true, Overflow = TextOverflow.CutStart, PadStart = true }));

        float[] Ids(BpeTokenizerOptions options) =>
            new BpeTokenizer(options with { MinFrequency = 100 }).Fit(data).Transform(data).Features.ToArray();
    }

    [Fact]
    public void Transform_TooLong_IsRefusedOnRequest()
    {
        var data = TextReference.Column("ab", "abcdef");
        var options = new BpeTokenizerOptions { MaxLength = 4, AddEnd = true, MinFrequency = 100, Overflow = TextOverflow.Error };

        var error = Assert.Throws<ArgumentException>(() => new BpeTokenizer(options).Fit(data).Transform(data));

        Assert.Contains("The text in row 1 of `reviews` has 6 tokens; expected at most 3. Set a larger MaxLength", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_EmptyCorpus_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new BpeTokenizer().Fit(TextReference.Column("", null)));

        Assert.Contains("Every text of `reviews` is missing or empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MegabyteWithoutSpace_LosesNothing()
    {
        var data = TextReference.Column(new string('x', 1 << 20) + string.Concat(Enumerable.Range(0, 1 << 17).Select(i => "€∑")));

        var tokenizer = new BpeTokenizer(new BpeTokenizerOptions { VocabularySize = 400, MaxLength = 100_000 }).Fit(data);

        Assert.Equal(data.Columns[0].Texts[0], tokenizer.Decode(tokenizer.Encode(data.Columns[0].Texts[0]!)));
    }

    [Fact]
    public void Json_DamagedMerges_AreInvalidData()
    {
        var json = Trained(2).ToJson();
        foreach (var merge in new[] { "a", "a  b", "zz q", "" })
        {
            var changed = JsonNode.Parse(json.ToJsonString())!.AsObject();
            changed["learned"]!["merges"]![0] = merge;

            var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(changed));

            Assert.Contains($"The merge `{merge}` is not of two tokens", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_OutOfRange_SayTheLimits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpeTokenizerOptions { VocabularySize = 259 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpeTokenizerOptions { MaxLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpeTokenizerOptions { MinFrequency = 0 });
        var error = Assert.Throws<ArgumentException>(() => new BpeTokenizer(new BpeTokenizerOptions { MaxLength = 2, AddBegin = true, AddEnd = true }));
        Assert.Contains("MaxLength is 2; with AddBegin and AddEnd expected more", error.Message, StringComparison.Ordinal);
    }

    private static BpeTokenizer Trained(int at)
    {
        var reference = TextReference.Case("bpe", at);
        var sentences = TextReference.Sentences;
        string[] corpus = at switch
        {
            0 => sentences[..120],
            1 => [.. sentences[120..], .. sentences[..20]],
            _ => TextReference.Repeated,
        };
        var options = new BpeTokenizerOptions { VocabularySize = (int)reference["size"]!, MinFrequency = (int)reference["least"]! };
        return new BpeTokenizer(options).Fit(TextReference.Column(corpus));
    }

    private static string Random(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, 40); length > 0; length--)
        {
            int[] limits = [0x80, 0x250, 0xD800, 0x110000];
            var value = random.Next(limits[random.Next(limits.Length)]);
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : " ");
        }

        return text.ToString();
    }
}
