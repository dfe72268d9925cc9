using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

/// <summary>What holds for every transformer; a test class derives from it for each.</summary>
public abstract class TransformerContract
{
    protected abstract ITransformer NewTransformer();

    [Fact]
    public void Fit_LeavesTheUnfittedOneAlone()
    {
        var unfitted = NewTransformer();

        unfitted.Fit(Sample(seed: 1));

        Assert.Throws<InvalidOperationException>(() => unfitted.Transform(Sample(seed: 1)));
        Assert.Throws<InvalidOperationException>(() => unfitted.Input);
        Assert.Throws<InvalidOperationException>(unfitted.ToJson);
    }

    [Fact]
    public void Fit_Again_ForgetsTheFirst()
    {
        var once = NewTransformer().Fit(Sample(seed: 2));

        var twice = NewTransformer().Fit(Sample(seed: 1)).Fit(Sample(seed: 2));

        Assert.Equal(once.ToJson().ToJsonString(), twice.ToJson().ToJsonString());
    }

    [Fact]
    public void Transform_DoesNotLearn()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));
        var before = fitted.ToJson().ToJsonString();

        fitted.Transform(Sample(seed: 2));

        Assert.Equal(before, fitted.ToJson().ToJsonString());
    }

    [Fact]
    public void Transform_KeepsRowsLabelsAndInput()
    {
        var data = Sample(seed: 2);
        var hash = data.Hash;

        var result = NewTransformer().Fit(Sample(seed: 1)).Transform(data);

        Assert.Equal(data.Count, result.Count);
        Assert.Equal(data.Labels.ToArray(), result.Labels.ToArray());
        Assert.Equal(data.ClassNames, result.ClassNames);
        Assert.Equal(hash, new Dataset("again", data.Features, data.FeatureShape, data.Labels).Hash);
    }

    [Fact]
    public void Transform_RowByRow_EqualsAllAtOnce()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));
        var data = Sample(seed: 2);

        var rows = data.Batches(1).SelectMany(row => fitted.Transform(row).Features.ToArray());

        Assert.Equal(fitted.Transform(data).Features.ToArray(), rows);
    }

    [Fact]
    public void Transform_OtherShape_SaysBothShapes()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));

        var error = Assert.Throws<ArgumentException>(() => fitted.Transform(new Dataset("other", new float[10], [5])));

        Assert.Contains("(5,)", error.Message, StringComparison.Ordinal);
        Assert.Contains("(2, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoRowsOrInfinite_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => NewTransformer().Fit(new Dataset("empty", new float[0], [2, 2])));
        Assert.Throws<ArgumentException>(() => NewTransformer().Fit(new Dataset("infinite", new[] { 1, 2, 3, float.PositiveInfinity }, [2, 2])));
    }

    [Fact]
    public void Json_RoundTrip_TransformsTheSameBitForBit()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));
        var data = Sample(seed: 2);

        var loaded = Transformers.FromJson(JsonNode.Parse(fitted.ToJson().ToJsonString())!.AsObject());

        Assert.Equal(fitted.Kind, loaded.Kind);
        Assert.Equal(fitted.Transform(data).Hash, loaded.Transform(data).Hash);
    }

    [Fact]
    public void Json_FieldMissingOrWrong_IsInvalidData()
    {
        var json = NewTransformer().Fit(Sample(seed: 1)).ToJson();
        foreach (var field in json.Select(pair => pair.Key).ToArray())
        {
            foreach (JsonNode? wrong in new JsonNode?[] { null, "text", -1, new JsonArray("x"), new JsonArray((JsonNode?)null) })
            {
                var changed = JsonNode.Parse(json.ToJsonString())!.AsObject();
                changed[field] = wrong?.DeepClone();

                Assert.Throws<InvalidDataException>(() => Transformers.FromJson(changed));
            }
        }
    }

    [Fact]
    public void Json_NewerVersion_SaysToUpdate()
    {
        var json = NewTransformer().Fit(Sample(seed: 1)).ToJson();
        json["version"] = 2;

        var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));

        Assert.Contains("Update the Atelier packages", error.Message, StringComparison.Ordinal);
    }

    private static Dataset Sample(int seed)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, 40).Select(_ => (random.NextSingle() * 20) - 3).ToArray();
        return new Dataset("sample", features, [2, 2], Enumerable.Range(0, 10).Select(i => i % 3).ToArray());
    }
}
