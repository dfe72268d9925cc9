using Atelier.Packaging;

namespace Atelier.Tests.Packaging;

public sealed class ModelCardTests
{
    [Fact]
    public void ToMarkdown_FullPackage_IsTheApprovedCard()
    {
        var package = PackageSamples.Full();
        var size = package.Graph.Bytes.Length.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

        var card = package.ToMarkdown()
            .Replace(PackageSamples.Data().Hash, "HASH", StringComparison.Ordinal)
            .Replace($"{size} bytes", "SIZE bytes", StringComparison.Ordinal);

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Packaging", "model_card.md")), card);
    }

    [Fact]
    public void ToMarkdown_NothingSaid_StillTellsWhatItKnows()
    {
        var card = PackageSamples.Bare().ToMarkdown();

        Assert.Contains("Tells 3 classes apart: a, b, c.", card, StringComparison.Ordinal);
        Assert.Contains("The model has not been evaluated.", card, StringComparison.Ordinal);
        Assert.Contains("Evaluate it before it is used.", card, StringComparison.Ordinal);
        Assert.DoesNotContain("## License", card, StringComparison.Ordinal);
    }

    [Fact]
    public void ToMarkdown_NamesThatAreMarkup_BreakNothing()
    {
        var provenance = PackageSamples.Origin() with
        {
            Options = new Dictionary<string, string> { ["a|b\nc"] = "<script>" },
        };

        var card = ModelPackage.Create("m", PackageSamples.Graph(), null, provenance).ToMarkdown();

        Assert.Contains("| Option a\\|b c | \\<script> |\n", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void On_IntensityThatIsNone_SaysWhatIs(double grams) => Assert.Contains(
        "expected a finite number of grams a kilowatt hour, 0 or above",
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnergyUse(1, "x").On(grams)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void On_OneKilowattHour_IsTheIntensity() => Assert.Equal(400, new EnergyUse(3.6e6, "x").On(400).CarbonDioxide);
}
