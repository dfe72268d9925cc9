namespace Atelier.Interactive;

/// <summary>Shape, type, statistics, first values and, where it looks like pictures, the pictures of a tensor.</summary>
internal static class TensorPage
{
    private const int MostForStatistics = 4_000_000;
    private const int MostValues = 8;
    private const int MostPictures = 32;
    private const int PicturesInRow = 8;

    public static Page Of(TensorSource tensor)
    {
        var detail = $"{tensor.ElementType} {Show.Shape(tensor.Shape)} {tensor.Detail}".TrimEnd();
        var blocks = new List<Block> { new Heading(tensor.Title, detail) };
        if (tensor.Unreadable is { } reason)
        {
            blocks.Add(new Note(reason));
        }
        else if (tensor.Count == 0)
        {
            blocks.Add(new Note("no elements"));
        }
        else
        {
            blocks.Add(Statistics(tensor));
        }

        if (tensor.Count > 0 && (tensor.Unreadable is null || tensor is NamedTensorSource))
        {
            var first = tensor.First(MostValues);
            blocks.Add(new Note("first values", string.Join(", ", first) + (tensor.Count > first.Count ? ", ..." : ""), IsCode: true));
        }

        if (tensor.Unreadable is null && ImageShape.Of(tensor.Shape) is { } shape)
        {
            blocks.AddRange(Pictures(tensor, shape));
        }

        return new Page($"{tensor.Title} {detail}", blocks);
    }

    private static Table Statistics(TensorSource tensor)
    {
        var figures = TensorStatistics.Of(tensor.Sample(MostForStatistics));
        List<(Column Column, Cell Cell)> cells =
        [
            ("min", Show.Number(figures.Min)),
            ("max", Show.Number(figures.Max)),
            ("mean", Show.Number(figures.Mean)),
            ("std", Show.Number(figures.Std)),
            ("zeros", Show.Share(figures.Zeros)),
            ("NaN", Show.Share(figures.NaNs)),
        ];
        if (figures.Infinities > 0)
        {
            cells.Add(("infinite", Show.Share(figures.Infinities)));
        }

        return new Table([.. cells.Select(cell => cell.Column)], [[.. cells.Select(cell => cell.Cell)]])
        {
            NamesRows = false,
            Caption = figures.Count == tensor.Count
                ? ""
                : $"from an even sample of {Show.Count(figures.Count)} of {Show.Count(tensor.Count)} elements",
        };
    }

    private static IEnumerable<Block> Pictures(TensorSource tensor, ImageShape shape)
    {
        var count = (int)Math.Min(shape.Count, MostPictures);
        var step = Picturing.Step(shape.Height, shape.Width, count);
        var rank = tensor.Shape.Count;
        long[] stops = [.. tensor.Shape];
        long[] steps = [.. tensor.Shape.Select((_, i) => i >= rank - 2 ? step : 1L)];
        if (shape.Count > 1)
        {
            stops[0] = count;
        }

        var values = tensor.Read(stops, steps);
        var (height, width) = ((int)((shape.Height + step - 1) / step), (int)((shape.Width + step - 1) / step));
        var pictures = Shades.For(values, shape.Channels).Paint(values, shape.Channels, height, width);
        var what = $"{(shape.Channels == 1 ? "grey" : "colour")} picture{(count == 1 ? "" : "s")} of {shape.Height} x {shape.Width}";
        var part = count == shape.Count ? "" : $"the first {count} of ";
        var thinned = step == 1 ? "" : $", 1 pixel in {step} a direction";
        var said = $"{part}{Show.Count(shape.Count)} {what}{thinned}";
        var caption = shape.Count > 1 || step > 1 ? said : "";
        yield return new Gallery([(Picture.Mosaic(pictures, PicturesInRow), said, caption)], Picturing.Scale(height, width, count));
    }
}
