using System.Globalization;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class DatePartsTests : TransformerContract
{
    private static readonly DateTime?[] Dates =
        [.. EncodingReference.Dates.Strings("dates").Select(text => (DateTime?)DateTime.Parse(text, CultureInfo.InvariantCulture))];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override ITransformer NewTransformer() => new DateParts(new DatePartsOptions { Parts = Enum.GetValues<DatePart>(), Cyclic = true });

    protected override Dataset TextAndDateSample(int seed) =>
        TransformerSamples.Table(TransformerSamples.Days(seed), TransformerSamples.Days(seed + 10).Rename("joined"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transform_EqualsPandas(bool cyclic)
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("joined", Dates)]);
        var options = new DatePartsOptions { Parts = Enum.GetValues<DatePart>(), Cyclic = cyclic };

        var result = new DateParts(options).Fit(data).Transform(data);

        var compared = 0;
        foreach (var column in result.Columns)
        {
            if (EncodingReference.Dates.ContainsKey(column.Name["joined.".Length..]))
            {
                var expected = EncodingReference.Dates.Doubles(column.Name["joined.".Length..]);
                Assert.Equal(expected, column.Numbers.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
                compared++;
            }
        }

        Assert.Equal(10, compared);
        Assert.Equal(cyclic ? 16 : 10, result.FeatureCount);
    }

    [Fact]
    public void Transform_Missing_IsNaNInEveryPart()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("t", new DateTime?[] { null, null })]);
        var options = new DatePartsOptions { Parts = [DatePart.Month, DatePart.ElapsedDays], Cyclic = true };

        var result = new DateParts(options).Fit(data).Transform(data);

        Assert.Equal(["t.month.sin", "t.month.cos", "t.elapsed-days"], result.FeatureNames);
        Assert.All(result.Features.ToArray(), value => Assert.Equal(float.NaN, value));
    }

    [Fact]
    public void Fit_OtherColumns_SaysWhichAndWhatToDo()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("t", Dates), new FeatureColumn("age", new double[Dates.Length])]);

        var error = Assert.Throws<ArgumentException>(() => new DateParts().Fit(data));

        Assert.Contains("The column `age` of `d` holds numbers; DateParts takes dates only.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_NoPartsOrTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new DatePartsOptions { Parts = [] });
        var error = Assert.Throws<ArgumentException>(() => new DatePartsOptions { Parts = [DatePart.Day, DatePart.Day] });
        Assert.Contains("Parts is [Day, Day]; expected at least one part, each once.", error.Message, StringComparison.Ordinal);
    }
}
