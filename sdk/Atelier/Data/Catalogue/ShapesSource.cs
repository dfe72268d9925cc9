using System.Numerics.Tensors;

namespace Atelier.Data;

/// <summary>The pictures of <c>shapes</c>, drawn when they are read.</summary>
internal sealed class ShapesSource(ulong seed, int count) : IFeatureSource
{
    private const ulong TrainSeed = 20_260_201;
    private const ulong TestSeed = 20_260_202;
    private const int TrainCount = 2_000;
    private const int TestCount = 500;
    private const int Width = 3 * ShapeScene.Side * ShapeScene.Side;

    public int Count => count;

    public IReadOnlyList<int> Shape => [3, ShapeScene.Side, ShapeScene.Side];

    /// <summary>Pictures and boxes of a part.</summary>
    public static DetectionDataset Load(DatasetPart part)
    {
        (ulong Seed, int Count)[] runs = part switch
        {
            DatasetPart.Train => [(TrainSeed, TrainCount)],
            DatasetPart.Test => [(TestSeed, TestCount)],
            _ => [(TrainSeed, TrainCount), (TestSeed, TestCount)],
        };
        var sources = runs.Select(run => new ShapesSource(run.Seed, run.Count)).ToArray();
        IFeatureSource source = sources is [var only] ? only : new Chain(sources);
        var boxes = sources.SelectMany(run => Enumerable.Range(0, run.Count).Select(run.BoxesOf)).ToArray();
        return new DetectionDataset(Dataset.FromSource("shapes", source), boxes, SceneShape.Names);
    }

    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var pixels = new byte[Width];
        for (var i = 0; i < rows.Length; i++)
        {
            ShapeScene.Of(seed, rows[i]).Render(pixels);
            TensorPrimitives.ConvertChecked<byte, float>(pixels, destination.Slice(i * Width, Width));
        }
    }

    private IReadOnlyList<LabeledBox> BoxesOf(int row) => [.. ShapeScene.Of(seed, row).Shapes.Select(shape => shape.Box(ShapeScene.Side)!.Value)];

    /// <summary>Sources one after the other.</summary>
    private sealed class Chain(ShapesSource[] sources) : IFeatureSource
    {
        public int Count { get; } = sources.Sum(source => source.Count);

        public IReadOnlyList<int> Shape => sources[0].Shape;

        public void Read(ReadOnlySpan<int> rows, Span<float> destination)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var (row, at) = (rows[i], 0);
                while (row >= sources[at].Count)
                {
                    row -= sources[at++].Count;
                }

                sources[at].Read([row], destination.Slice(i * Width, Width));
            }
        }
    }
}
