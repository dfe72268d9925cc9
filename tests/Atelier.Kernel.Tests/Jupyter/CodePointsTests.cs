namespace Atelier.Kernel.Tests;

/// <summary>Positions that front ends count in code points.</summary>
public sealed class CodePointsTests
{
    [Theory]
    [InlineData("abc", 0, 0)]
    [InlineData("abc", 2, 2)]
    [InlineData("a😀b", 1, 1)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("😀😀", 2, 4)]
    [InlineData("é\ud800x", 2, 2)]
    public void Positions_BothWays_Agree(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
    }

    [Fact]
    public void Positions_OutsideTheText_AreItsEnds()
    {
        Assert.Equal(3, CodePoints.ToUtf16("a😀", 99));
        Assert.Equal(0, CodePoints.ToUtf16("a😀", -1));
        Assert.Equal(2, CodePoints.FromUtf16("a😀", 99));
        Assert.Equal(0, CodePoints.FromUtf16("a😀", -1));
    }
}
