using Atelier.Data;

namespace Atelier.Training.Tests;

/// <summary>Small seeded datasets.</summary>
internal static class TestData
{
    /// <summary>Rows around one centre for each class, with noise: easy, but not separable without learning.</summary>
    public static Dataset Blobs(int rows = 300, int features = 8, int classes = 3, int seed = 1, float noise = 0.7f)
    {
        var random = new Random(seed);
        var centres = new float[classes * features];
        var centreRandom = new Random(99);
        for (var i = 0; i < centres.Length; i++)
        {
            centres[i] = centreRandom.NextSingle() * 4 - 2;
        }

        var values = new float[rows * features];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % classes;
            for (var i = 0; i < features; i++)
            {
                values[row * features + i] = centres[labels[row] * features + i] + noise * (random.NextSingle() * 4 - 2);
            }
        }

        return new Dataset("blobs", values, [features], labels, [.. Enumerable.Range(0, classes).Select(label => $"{label}")]);
    }

    public static float[] Weights(TorchSharp.torch.nn.Module model) =>
        [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
