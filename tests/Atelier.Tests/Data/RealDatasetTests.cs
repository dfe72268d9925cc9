using Atelier.Data;

namespace Atelier.Tests.Data;

/// <summary>Published datasets, read from local copies.</summary>
public sealed class RealDatasetTests
{
    [Fact]
    public void Load_Mnist_ReadsALocalCopyOfTheTestPart()
    {
        var folder = Checkout.RealData("mnist-20k");

        var data = Datasets.Load("mnist", DatasetPart.Test, folder);

        Assert.Equal("mnist: 10,000 rows of (28, 28), 10 classes", data.ToString());
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], data.Labels[..10].ToArray());
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], data.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void Load_MnistFolderAsFashion_NamesTheClasses()
    {
        var data = Datasets.Load("fashion-mnist", DatasetPart.Test, Checkout.RealData("mnist-20k"));

        Assert.Equal(("fashion-mnist", 10, "ankle boot"), (data.Name, data.ClassNames.Count, data.ClassNames[9]));
    }

    [Fact]
    public void Load_Iris_IsTheTable()
    {
        var data = Datasets.Load("iris", root: Checkout.RealData("tables"));

        Assert.Equal((150, 4), (data.Count, data.FeatureCount));
        Assert.Equal(["setosa", "versicolor", "virginica"], data.ClassNames);
        Assert.Equal([5.1f, 3.5f, 1.4f, 0.2f], data.Row(0).ToArray());
    }

    [Fact]
    public void LoadFrame_Penguins_HasTypesAndNulls()
    {
        var frame = Datasets.LoadFrame("penguins", root: Checkout.RealData("tables"));

        Assert.Equal(344, frame.Rows.Count);
        Assert.Equal([typeof(string), typeof(string), typeof(double), typeof(double), typeof(int), typeof(int), typeof(string)], frame.Columns.Select(column => column.DataType));
        Assert.Equal([0L, 0, 2, 2, 2, 2, 11], frame.Columns.Select(column => column.NullCount));
    }

    [Fact]
    public void Load_Titanic_LeavesOutTheColumnThatTellsTheLabel()
    {
        var folder = Checkout.RealData("tables");

        var data = Datasets.Load("titanic", root: folder);

        Assert.Equal((891, 13), (data.Count, data.FeatureCount));
        Assert.DoesNotContain("alive", data.FeatureNames);
        Assert.Equal([549, 342], data.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(177, data.Column("age").Numbers.ToArray().Count(double.IsNaN));
        Assert.Equal(15, Datasets.LoadFrame("titanic", root: folder).Columns.Count);
    }

    [Theory]
    [InlineData(DatasetPart.Train, 29_000)]
    [InlineData(DatasetPart.Validation, 1_014)]
    [InlineData(DatasetPart.Test, 1_000)]
    [InlineData(DatasetPart.All, 31_014)]
    public void Load_Multi30k_PairsTheLines(DatasetPart part, int rows)
    {
        var data = Datasets.Load("multi30k", part, Checkout.RealData("multi30k-de-en"));

        Assert.Equal(rows, data.Count);
        Assert.Equal(["en", "de"], data.FeatureNames);
        Assert.False(data.HasLabels);
    }

    [Fact]
    public void Load_Multi30k_FirstPairIsATranslation()
    {
        var data = Datasets.Load("multi30k", root: Checkout.RealData("multi30k-de-en"));

        Assert.Equal("Two young, White males are outside near many bushes.", data.Column("en").Texts[0]);
        Assert.Equal("Zwei junge weiße Männer sind im Freien in der Nähe vieler Büsche.", data.Column("de").Texts[0]);
    }

    [Fact]
    public void Load_RtPolarity_ReadsBothFiles()
    {
        var data = Datasets.Load("rt-polarity", root: Checkout.RealData("rt-polarity"));

        Assert.Equal("rt-polarity: 10,662 rows of (1,), 2 classes", data.ToString());
        Assert.Equal(["negative", "positive"], data.ClassNames);
        Assert.Equal("simplistic , silly and tedious .", data.Column("text").Texts[0]);
        Assert.Equal((0, 1), (data.Labels.Span[5_330], data.Labels.Span[5_331]));
    }
}
