using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class DetectionDatasetTests
{
    private static readonly Dataset Images = new("photos", new float[3 * 4 * 5 * 3], [3, 4, 5]);
    private static readonly LabeledBox Box = new(0, 1, 1, 2, 3);

    [Fact]
    public void Select_Pictures_TakesTheirBoxesAlong()
    {
        var data = new DetectionDataset(Images, [[Box], [], [Box with { Label = 1 }, Box]], ["cell", "dot"]);

        var picked = data.Select([2, 0]);

        Assert.Equal([2, 1], picked.Boxes.Select(boxes => boxes.Count));
        Assert.Equal(1, picked.Boxes[0][0].Label);
        Assert.Equal([2], data.Slice(2, 1).Boxes.Select(boxes => boxes.Count));
        Assert.Equal("photos: 3 pictures of (3, 4, 5), 3 boxes, 2 classes", data.ToString());
    }

    [Fact]
    public void Select_NoSuchPicture_Throws()
    {
        var data = new DetectionDataset(Images, [[], [], []], []);

        Assert.Throws<ArgumentOutOfRangeException>(() => data.Select([3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Slice(2, 2));
    }

    [Theory]
    [InlineData(2, 1, 1, 2, 3, "has the label 2; expected a class index from 0 to 1")]
    [InlineData(-1, 1, 1, 2, 3, "has the label -1")]
    [InlineData(0, -0.5f, 1, 2, 3, "is (-0.5, 1, 2, 3); expected left, top, width and height in pixels within 5 x 4")]
    [InlineData(0, 1, 1, 0, 3, "is (1, 1, 0, 3)")]
    [InlineData(0, 1, 1, 2, 3.5f, "is (1, 1, 2, 3.5)")]
    [InlineData(0, 4, 1, 2, 3, "is (4, 1, 2, 3)")]
    [InlineData(0, float.NaN, 1, 2, 3, "is (NaN, 1, 2, 3)")]
    public void Constructor_BoxThatDoesNotFit_NamesThePicture(int label, float x, float y, float width, float height, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new DetectionDataset(Images, [[], [new(label, x, y, width, height)], []], ["cell", "dot"]));

        Assert.Contains("A box of picture 1 " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AnotherNumberOfLists_SaysBoth() =>
        Assert.Contains(
            "`boxes` has 2 entries; expected 3",
            Assert.Throws<ArgumentException>(() => new DetectionDataset(Images, [[], []], ["cell"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Constructor_NotPictures_ShowsTheShape() =>
        Assert.Contains(
            "rows of shape (4,); expected (channels, height, width)",
            Assert.Throws<ArgumentException>(() => new DetectionDataset(new Dataset("flat", new float[8], [4]), [[], []], ["cell"])).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0, 2, 2, 1)]
    [InlineData(2, 0, 2, 2, 0)]
    [InlineData(5, 5, 1, 1, 0)]
    [InlineData(1, 0, 2, 2, 1 / 3f)]
    [InlineData(1, 1, 2, 2, 1 / 7f)]
    [InlineData(0.5f, 0.5f, 1, 1, 0.25f)]
    public void IntersectionOverUnion_OfTwoBoxes_IsTheirSharedPart(float x, float y, float width, float height, float expected)
    {
        var (first, second) = (new LabeledBox(0, 0, 0, 2, 2), new LabeledBox(1, x, y, width, height));

        Assert.Equal(expected, first.IntersectionOverUnion(second), tolerance: 1e-6f);
        Assert.Equal(expected, second.IntersectionOverUnion(first), tolerance: 1e-6f);
    }
}
