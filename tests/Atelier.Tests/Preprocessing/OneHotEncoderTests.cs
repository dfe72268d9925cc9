using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class OneHotEncoderTests : TransformerContract
{
    private static readonly OneHotEncoderOptions[] Settings =
    [
        new(),
        new() { MinRows = 20 },
        new() { MaxCategories = 4 },
        new() { MinShare = 0.05 },
        new() { Drop = DroppedCategory.First },
        new() { Drop = DroppedCategory.FirstOfTwo },
        new() { Drop = DroppedCategory.First, MaxCategories = 3 },
        new() { Drop = DroppedCategory.FirstOfTwo, MaxCategories = 2 },
        new() { Unknown = UnknownCategory.Zeros },
        new() { Unknown = UnknownCategory.Infrequent, MinRows = 3 },
        new() { Unknown = UnknownCategory.Zeros, MinRows = 3, MaxCategories = 5 },
        new(),
        new() { MinRows = 5 },
        new(),
        new() { MaxCategories = 7 },
        new() { Unknown = UnknownCategory.Infrequent, MaxCategories = 6, Drop = DroppedCategory.First },
    ];

    public static TheoryData<int> Cases => [.. EncodingReference.Cases("one_hot")];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers, SampleForm.TextAndDates];

    protected override ITransformer NewTransformer() => new OneHotEncoder(new OneHotEncoderOptions { Unknown = UnknownCategory.Zeros });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = EncodingReference.Case("one_hot", at);
        var data = EncodingReference.Table((string)reference["table"]!, reference.Strings("columns"));

        var encoder = new OneHotEncoder(Settings[at]).Fit(data.Slice(0, (int)reference["train"]!));

        var result = encoder.Transform(data);
        Assert.Equal((int)reference["width"]!, result.FeatureCount);
        Assert.Equal(reference.Ints("ones"), Ones(result));
    }

    [Fact]
    public void Transform_NamesItsFeatures()
    {
        var data = Texts("plan", "b", null, "a", "c", "b", "a");

        var encoder = new OneHotEncoder(new OneHotEncoderOptions { MinRows = 2 }).Fit(data);

        Assert.Equal(["plan=a", "plan=b", "plan=(infrequent)"], encoder.Output.Names);
        Assert.Equal(["plan=a", "plan=b", "plan=c", "plan=(missing)"], new OneHotEncoder().Fit(data).Output.Names);
        Assert.Equal(["a", "b", "c", null], encoder.Categories[0]);
    }

    [Fact]
    public void Transform_NamesThatMeet_AreToldApart()
    {
        var data = Dataset.FromColumns("d", [TextColumn("a", "b=c", null, "(missing)"), TextColumn("a=b", "c", "c", "c")]);

        var names = new OneHotEncoder().Fit(data).Output.Names;

        Assert.Equal(["a=(missing)", "a=b=c", "a=(missing) (2)", "a=b=c (2)"], names);
    }

    [Fact]
    public void Transform_UnseenCategory_SaysRowAndKnownOnes()
    {
        var encoder = new OneHotEncoder().Fit(Texts("plan", "basic", "pro"));

        var unseen = Assert.Throws<ArgumentException>(() => encoder.Transform(Texts("plan", "pro", "team", "x")));
        var missing = Assert.Throws<ArgumentException>(() => encoder.Transform(Texts("plan", "pro", null)));

        Assert.Contains("The column `plan` of `d` has the category `team` at row 1; expected one of `basic`, `pro`.", unseen.Message, StringComparison.Ordinal);
        Assert.Contains("set Unknown to Zeros or Infrequent", unseen.Message, StringComparison.Ordinal);
        Assert.Contains("has no value at row 1", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_UnseenCategoryInManyRows_NamesTheFirst()
    {
        var encoder = new OneHotEncoder().Fit(Texts("plan", "basic"));
        var texts = Enumerable.Range(0, 200_000).Select(row => row >= 70_001 ? "new" : "basic").ToArray();

        var error = Assert.Throws<ArgumentException>(() => encoder.Transform(Texts("plan", texts)));

        Assert.Contains("at row 70001;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_MissingAsZeros_HasNoFeatureForIt()
    {
        var options = new OneHotEncoderOptions { Missing = MissingCategory.Zeros };
        var encoder = new OneHotEncoder(options).Fit(Texts("plan", "a", null, "b"));

        var result = encoder.Transform(Texts("plan", null, "b"));

        Assert.Equal([0f, 0, 0, 1], result.Features.ToArray());
    }

    [Fact]
    public void Transform_NumbersAndDates_AreCategories()
    {
        var day = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        var data = Dataset.FromColumns(
            "d", [new FeatureColumn("n", new[] { 10, -0.0, 2, 0 }), new FeatureColumn("t", new DateTime?[] { day, null, day, day.AddDays(-1) })]);

        var result = new OneHotEncoder().Fit(data).Transform(data);

        Assert.Equal(
            ["n=0", "n=2", "n=10", "t=2024-04-30T00:00:00.0000000Z", "t=2024-05-01T00:00:00.0000000Z", "t=(missing)"], result.FeatureNames);
        Assert.Equal([2, 4, 6, 11, 13, 16, 18, 21], Ones(result));
    }

    [Fact]
    public void Transform_UnnamedNumbers_AreColumnsByPlace()
    {
        var data = new Dataset("d", new float[] { 1, 5, 2, 5 }, [2]);

        var result = new OneHotEncoder().Fit(data).Transform(data);

        Assert.Equal(["feature 0=1", "feature 0=2", "feature 1=5"], result.FeatureNames);
        Assert.Equal([1f, 0, 1, 0, 1, 1], result.Features.ToArray());
    }

    [Fact]
    public void Transform_TextsThatAreReadOnDemand_EqualsTextsInMemory()
    {
        var data = Texts("plan", [.. Enumerable.Range(0, 3000).Select(row => "c" + (row % 2500))]);
        int[] rows = [.. Enumerable.Range(0, 3000).Reverse()];
        var onDemand = Dataset.FromColumns("d", [new FeatureColumn("plan", new OnDemand(data.Columns[0].Texts))]);
        var encoder = new OneHotEncoder().Fit(onDemand);

        var result = encoder.Transform(onDemand.Select(rows));

        Assert.Equal(encoder.Transform(data.Select(rows)).Hash, result.Hash);
    }

    [Fact]
    public void Fit_MillionDistinctValues_TransformSaysWhatToDo()
    {
        var texts = Enumerable.Range(0, 1_000_000).Select(row => "id" + row).ToArray();
        var data = Texts("id", texts);
        var encoder = new OneHotEncoder().Fit(data);

        var error = Assert.Throws<ArgumentException>(() => encoder.Transform(data));

        Assert.Contains("1000000 rows of 1000000 features, more than one array takes. Set MinRows or MaxCategories", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, encoder.Transform(data.Slice(999_999, 1)).Features.ToArray().Sum());
        Assert.Equal(5, new OneHotEncoder(new OneHotEncoderOptions { MaxCategories = 5 }).Fit(data).Output.Width);
    }

    [Fact]
    public void Fit_AllMissing_IsACategoryOrRefused()
    {
        var data = Texts("plan", null, null);

        var encoder = new OneHotEncoder().Fit(data);
        var zeros = new OneHotEncoder(new OneHotEncoderOptions { Missing = MissingCategory.Zeros });

        Assert.Equal(["plan=(missing)"], encoder.Output.Names);
        var error = Assert.Throws<ArgumentException>(() => zeros.Fit(data));
        Assert.Contains("No column of `d` has a category to encode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_SayTheLimits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneHotEncoderOptions { MinRows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneHotEncoderOptions { MinShare = double.NaN });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new OneHotEncoderOptions { MaxCategories = 0 });
        Assert.Contains("Expected at least 1, or null for no limit.", error.Message, StringComparison.Ordinal);
    }

    private static int[] Ones(Dataset data)
    {
        var features = data.Features.ToArray();
        Assert.All(features, value => Assert.True(value is 0 or 1));
        return [.. Enumerable.Range(0, features.Length).Where(at => features[at] == 1)];
    }

    private static FeatureColumn TextColumn(string name, params string?[] texts) => new(name, (IReadOnlyList<string?>)texts);

    private static Dataset Texts(string name, params string?[] texts) => Dataset.FromColumns("d", [TextColumn(name, texts)]);

    private sealed class OnDemand(IReadOnlyList<string?> texts) : IReadOnlyList<string?>
    {
        public int Count => texts.Count;

        // A fresh string each time, as a file gives.
        public string? this[int index] => new(texts[index]);

        public IEnumerator<string?> GetEnumerator() => texts.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
