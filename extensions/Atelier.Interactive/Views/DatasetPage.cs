using Atelier.Data;

namespace Atelier.Interactive;

/// <summary>Size, classes and first examples of a dataset.</summary>
internal static class DatasetPage
{
    private const int MostClasses = 20;
    private const int MostPictures = 24;
    private const int MostRows = 5;
    private const int MostFeatures = 12;

    public static Page Of(Dataset data)
    {
        var classes = data.HasLabels ? Show.Count(data.ClassNames.Count, "class") : data.Targets.IsEmpty ? "no labels" : "a number to predict";
        var size = data.IsTabular ? Show.Count(data.FeatureCount, "column") : Show.Shape(data.FeatureShape);
        var detail = $"{Show.Count(data.Count, "row")} of {size}, {classes}";
        var blocks = new List<Block> { new Heading(data.Name, detail) };
        if (data.HasLabels)
        {
            blocks.Add(Classes(data));
        }

        if (data.Count > 0)
        {
            var shape = ImageShape.Of([.. data.FeatureShape.Select(length => (long)length)]);
            blocks.Add(shape is { Count: 1 } image ? Pictures(data, image) : Rows(data));
        }

        return new Page($"{data.Name}: {detail}", blocks);
    }

    private static Table Classes(Dataset data)
    {
        var counts = new long[data.ClassNames.Count];
        foreach (var label in data.Labels.Span)
        {
            counts[label]++;
        }

        var largest = Math.Max(1, counts.Max());
        var rows = data.ClassNames.Take(MostClasses).Select((name, i) => (IReadOnlyList<Cell>)
        [
            name, new Cell(Show.Count(counts[i]), Bar: (double)counts[i] / largest), Show.Share((double)counts[i] / data.Count),
        ]);
        return new Table([new Column("class", IsText: true), "rows", "share"], [.. rows])
        {
            Caption = counts.Length > MostClasses ? $"the first {MostClasses} of {Show.Count(counts.Length)} classes" : "",
        };
    }

    private static Gallery Pictures(Dataset data, ImageShape shape)
    {
        var count = Math.Min(data.Count, MostPictures);
        var step = (int)Picturing.Step(shape.Height, shape.Width, MostPictures);
        var (height, width) = (((int)shape.Height + step - 1) / step, ((int)shape.Width + step - 1) / step);
        var values = new double[count * shape.Channels * height * width];
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            var row = data.Row(i);
            for (var line = 0; line < shape.Channels * shape.Height; line++)
            {
                for (var x = 0; line % shape.Height % step == 0 && x < shape.Width; x += step)
                {
                    values[next++] = row[(int)((line * shape.Width) + x)];
                }
            }
        }

        var pictures = Shades.For(values, shape.Channels).Paint(values, shape.Channels, height, width);
        return new Gallery(
            [.. pictures.Select((picture, i) => (picture, $"example {i}", LabelOf(data, i)))],
            Picturing.Scale(height, width, MostPictures));
    }

    private static Table Rows(Dataset data)
    {
        var first = data.Slice(0, Math.Min(data.Count, MostRows));
        var shown = Math.Min(data.FeatureCount, MostFeatures);
        FeatureColumn[] columns = data.IsTabular ? [.. first.Columns.Take(shown)] : [];
        var headers = data.IsTabular
            ? columns.Select(column => new Column(column.Name, column.Kind != FeatureKind.Number, column.Kind.ToString().ToLowerInvariant()))
            : Enumerable.Range(0, shown).Select(i => new Column(data.FeatureNames.Count > 0 ? data.FeatureNames[i] : $"x{i}"));
        var rows = Enumerable.Range(0, first.Count).Select(row => (IReadOnlyList<Cell>)
        [
            Show.Count(row),
            .. data.IsTabular
                ? columns.Select(column => CellOf(column, row))
                : first.Row(row)[..shown].ToArray().Select(value => new Cell(Show.Number(value))),
            .. data.HasLabels ? [new Cell(LabelOf(data, row))] : Array.Empty<Cell>(),
            .. data.Targets.IsEmpty ? Array.Empty<Cell>() : [new Cell(Show.Number(data.Targets.Span[row]))],
        ]);
        return new Table(
            [
                "row",
                .. headers,
                .. data.HasLabels ? [new Column("class", IsText: true)] : Array.Empty<Column>(),
                .. data.Targets.IsEmpty ? Array.Empty<Column>() : ["target"],
            ],
            [.. rows])
        {
            Caption = $"the first {Show.Count(first.Count, "row")}"
                + (shown < data.FeatureCount ? $", {shown} of {Show.Count(data.FeatureCount)} features" : ""),
        };
    }

    private static Cell CellOf(FeatureColumn column, int row) => column.IsMissing(row) ? new Cell("null", Faint: true) : column.Kind switch
    {
        FeatureKind.Number => Show.Number(column.Numbers.Span[row]),
        FeatureKind.Date => ProfilePage.Date(column.Dates.Span[row]!.Value),
        _ => FramePage.CellOf(column.Texts[row]),
    };

    private static string LabelOf(Dataset data, int row) => data.HasLabels ? data.ClassNames[data.Labels.Span[row]] : "";
}
