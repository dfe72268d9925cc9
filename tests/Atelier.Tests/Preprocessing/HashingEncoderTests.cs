using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class HashingEncoderTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. EncodingReference.Cases("hashing")];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers, SampleForm.TextAndDates];

    protected override ITransformer NewTransformer() => new HashingEncoder(new HashingEncoderOptions { Width = 16 });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = EncodingReference.Case("hashing", at);
        var data = EncodingReference.Table((string)reference["table"]!, reference.Strings("columns"));
        var options = new HashingEncoderOptions { Width = (int)reference["width"]!, Signed = (bool)reference["signed"]! };

        var result = new HashingEncoder(options).Fit(data.Slice(0, 1)).Transform(data);

        Assert.Equal(reference.Floats("values"), result.Features.ToArray());
    }

    [Fact]
    public void Transform_MegabyteOfText_IsHashedWhole()
    {
        var text = new string('ä', 1 << 20);
        var data = Dataset.FromColumns("d", [new FeatureColumn("c", (IReadOnlyList<string?>)[text, text + "x", null])]);

        var result = new HashingEncoder(new HashingEncoderOptions { Width = 64 }).Fit(data).Transform(data).Features.ToArray();

        Assert.Equal(1, result[..64].Count(value => Math.Abs(value) == 1));
        Assert.NotEqual(result[..64], result[64..128]);
        Assert.All(result[128..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Fit_InfiniteNumber_IsRefused()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("n", new[] { 1, double.NegativeInfinity })]);

        var error = Assert.Throws<ArgumentException>(() => new HashingEncoder().Fit(data));

        Assert.Contains("`n` of `d` is -Infinity at row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WidthOutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashingEncoderOptions { Width = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashingEncoderOptions { Width = (1 << 20) + 1 });
    }
}
