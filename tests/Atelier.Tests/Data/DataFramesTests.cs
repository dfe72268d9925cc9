using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class DataFramesTests
{
    [Fact]
    public void ToDataset_EveryColumnType_BecomesNumbersTextOrDates()
    {
        var frame = new DataFrame(
            new BooleanDataFrameColumn("bool", new bool?[] { true, null, false }),
            new Int32DataFrameColumn("int", new int?[] { 1, null, -3 }),
            new Int64DataFrameColumn("long", new long?[] { 1L << 40, null, 0 }),
            new DoubleDataFrameColumn("double", new double?[] { 16777217.5, null, 0 }),
            new SingleDataFrameColumn("float", new float?[] { 0.5f, null, 0 }),
            new DecimalDataFrameColumn("decimal", new decimal?[] { 1.25m, null, 0 }),
            new StringDataFrameColumn("string", ["a", null, ""]),
            new DateTimeDataFrameColumn("time", new DateTime?[] { new(2026, 1, 31, 8, 0, 0), null, new(2026, 2, 1) }),
            new PrimitiveDataFrameColumn<DateOnly>("date", new DateOnly?[] { new(2026, 1, 31), null, new(2026, 2, 1) }));

        var data = frame.ToDataset();

        Assert.Equal([1, double.NaN, 0], data.Column("bool").Numbers.ToArray());
        Assert.Equal([1, double.NaN, -3], data.Column("int").Numbers.ToArray());
        Assert.Equal([1L << 40, double.NaN, 0], data.Column("long").Numbers.ToArray());
        Assert.Equal([16777217.5, double.NaN, 0], data.Column("double").Numbers.ToArray());
        Assert.Equal([0.5, double.NaN, 0], data.Column("float").Numbers.ToArray());
        Assert.Equal([1.25, double.NaN, 0], data.Column("decimal").Numbers.ToArray());
        Assert.Equal(["a", null, ""], data.Column("string").Texts);
        Assert.Equal([new DateTime(2026, 1, 31, 8, 0, 0), null, new DateTime(2026, 2, 1)], data.Column("time").Dates.ToArray());
        Assert.Equal([new DateTime(2026, 1, 31), null, new DateTime(2026, 2, 1)], data.Column("date").Dates.ToArray());
    }

    [Fact]
    public void ToDataset_LabelTargetAndWeights_AreNoFeatures()
    {
        var frame = Frame();

        var data = frame.ToDataset(label: "species", target: "mass", weights: "weight", name: "birds");

        Assert.Equal(["length"], data.FeatureNames);
        Assert.Equal(["Adelie", "Gentoo"], data.ClassNames);
        Assert.Equal([1, 0, 1], data.Labels.ToArray());
        Assert.Equal([5000f, 3500, 5200], data.Targets.ToArray());
        Assert.Equal([1f, 2, 0], data.Weights.ToArray());
        Assert.Equal("birds", data.Name);
    }

    [Fact]
    public void ToDataset_NumbersAsLabel_AreClassesInAscendingOrder()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("rings", [10, 9, 10]), new DoubleDataFrameColumn("x", [1.0, 2, 3]));

        var data = frame.ToDataset(label: "rings");

        Assert.Equal(["9", "10"], data.ClassNames);
        Assert.Equal([1, 0, 1], data.Labels.ToArray());
    }

    [Fact]
    public void ToDataset_MissingLabelOrUnknownColumn_NamesRowOrColumns()
    {
        var frame = new DataFrame(new StringDataFrameColumn("species", ["a", null]), new DoubleDataFrameColumn("x", [1.0, 2]));

        Assert.Contains("`species` is missing at row 1", Assert.Throws<ArgumentException>(() => frame.ToDataset(label: "species")).Message, StringComparison.Ordinal);
        Assert.Contains("no column `y`; it has `species`, `x`", Assert.Throws<ArgumentException>(() => frame.ToDataset(label: "y")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => frame.ToDataset(features: []));
    }

    [Fact]
    public void ToDataset_TypeThatADatasetCannotHold_NamesColumnAndType()
    {
        var frame = new DataFrame(new PrimitiveDataFrameColumn<TimeOnly>("at", new TimeOnly?[] { new(8, 0) }));

        var error = Assert.Throws<ArgumentException>(() => frame.ToDataset());

        Assert.Contains("`at` holds System.TimeOnly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToDataFrame_AndBack_IsTheSame()
    {
        var data = Dataset.FromColumns(
            "d",
            [
                new FeatureColumn("n", new[] { 1.5, double.NaN }),
                new FeatureColumn("t", new[] { null, "x" }),
                new FeatureColumn("d", new DateTime?[] { new(2026, 1, 1), null }),
            ],
            labels: new[] { 1, 0 },
            classNames: ["no", "yes"]);

        var frame = data.ToDataFrame();
        var back = frame.ToDataset(label: "label");

        Assert.Equal(1, frame["n"].NullCount);
        Assert.Equal(data.Hash, back.Hash);
        Assert.Equal(data.ClassNames, back.ClassNames);
    }

    private static DataFrame Frame() => new(
        new StringDataFrameColumn("species", ["Gentoo", "Adelie", "Gentoo"]),
        new DoubleDataFrameColumn("length", [50.0, 39.1, 48.4]),
        new DoubleDataFrameColumn("mass", [5000.0, 3500, 5200]),
        new Int32DataFrameColumn("weight", [1, 2, 0]));
}
