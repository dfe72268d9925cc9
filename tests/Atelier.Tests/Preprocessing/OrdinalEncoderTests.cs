using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class OrdinalEncoderTests : TransformerContract
{
    private static readonly OrdinalEncoderOptions[] Settings =
    [
        new(),
        new() { Unknown = -1, Missing = -2 },
        new() { Orders = new Dictionary<string, IReadOnlyList<string>> { ["class"] = ["Third", "Second", "First"] } },
    ];

    public static TheoryData<int> Cases => [.. EncodingReference.Cases("ordinal")];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers, SampleForm.TextAndDates];

    protected override ITransformer NewTransformer() => new OrdinalEncoder(new OrdinalEncoderOptions { Unknown = -1 });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = EncodingReference.Case("ordinal", at);
        var data = EncodingReference.Table((string)reference["table"]!, reference.Strings("columns"));

        var encoder = new OrdinalEncoder(Settings[at]).Fit(data.Slice(0, (int)reference["train"]!));

        var result = encoder.Transform(data);
        Assert.Equal(data.FeatureNames, result.FeatureNames);
        Assert.Equal(reference.NumbersOrNaN("values").Select(value => (float)value), result.Features.ToArray());
    }

    [Fact]
    public void InverseTransform_GivesTextNumbersAndDatesBack()
    {
        var day = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc);
        var data = Dataset.FromColumns("d",
        [
            new FeatureColumn("t", (IReadOnlyList<string?>)["b", null, "a"]),
            new FeatureColumn("n", new[] { 0.1, double.NaN, -3 }),
            new FeatureColumn("d", new DateTime?[] { day, null, day.AddTicks(1) }),
        ]);
        var encoder = new OrdinalEncoder(new OrdinalEncoderOptions { Missing = -0.1 }).Fit(data);

        var back = encoder.InverseTransform(encoder.Transform(data));

        Assert.Equal(data.Hash, back.Hash);
        Assert.Equal(data.Columns[2].Dates.ToArray(), back.Columns[2].Dates.ToArray());
    }

    [Fact]
    public void InverseTransform_NumberOfNoCategory_IsRefused()
    {
        var encoder = new OrdinalEncoder().Fit(EncodingReference.Table("titanic", "sex"));

        var error = Assert.Throws<ArgumentException>(
            () => encoder.InverseTransform(Dataset.FromColumns("d", [new FeatureColumn("sex", new[] { 1.0, 0.5 })])));

        Assert.Contains("`sex` of `d` is 0.5 at row 1; expected a whole number from 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_CategoryOutsideTheOrder_IsRefused()
    {
        var data = EncodingReference.Table("titanic", "class");
        var encoder = new OrdinalEncoder(new OrdinalEncoderOptions { Orders = Orders("class", "Third", "First") });
        var elsewhere = new OrdinalEncoder(new OrdinalEncoderOptions { Orders = Orders("klass", "Third") });

        var error = Assert.Throws<ArgumentException>(() => encoder.Fit(data));
        var stranger = Assert.Throws<ArgumentException>(() => elsewhere.Fit(data));

        Assert.Contains("has the category `Second`, which its order `Third`, `First` lacks. Add it to Orders", error.Message, StringComparison.Ordinal);
        Assert.Contains("Orders names the column `klass`, which `titanic` does not have; it has `class`.", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_UnseenCategory_IsRefusedByDefault()
    {
        var encoder = new OrdinalEncoder().Fit(EncodingReference.Table("titanic", "sex"));
        var unseen = Dataset.FromColumns("d", [new FeatureColumn("sex", (IReadOnlyList<string?>)["male", "other"])]);

        var error = Assert.Throws<ArgumentException>(() => encoder.Transform(unseen));

        Assert.Contains("has the category `other` at row 1; expected one of `female`, `male`. Fit on data that has it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_NumbersOfCategories_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrdinalEncoderOptions { Unknown = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrdinalEncoderOptions { Missing = double.PositiveInfinity });
        var error = Assert.Throws<ArgumentException>(() => new OrdinalEncoderOptions { Orders = Orders("size", "s", "s") });
        Assert.Contains("The order of `size` is empty or names a category twice", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<string>> Orders(string column, params string[] order) => new() { [column] = order };
}
