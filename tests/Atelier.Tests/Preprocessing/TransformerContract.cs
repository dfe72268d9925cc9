using System.Globalization;
using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

/// <summary>What holds for every transformer; a test class derives from it for each.</summary>
public abstract class TransformerContract
{
    protected abstract ITransformer NewTransformer();

    /// <summary>Data that it takes; what one seed teaches is applied to another.</summary>
    protected virtual Dataset Sample(int seed) => ContractSamples.Numbers(seed);

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
        Assert.Equal(hash, Again(data).Hash);
    }

    [Fact]
    public void Transform_RowByRow_EqualsAllAtOnce()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));
        var data = Sample(seed: 2);

        var rows = data.Batches(1).SelectMany(row => Cells(fitted.Transform(row)));

        Assert.Equal(Cells(fitted.Transform(data)), rows);
    }

    [Fact]
    public void Transform_GivesWhatOutputDescribes()
    {
        var data = Sample(seed: 2);
        var fitted = NewTransformer().Fit(Sample(seed: 1));

        var result = fitted.Transform(data);

        Assert.Equal(FeatureSchema.Of(data), fitted.Input);
        Assert.Equal(FeatureSchema.Of(result), fitted.Output);
    }

    [Fact]
    public void Transform_NoRows_GivesNoRows()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));

        Assert.Equal(0, fitted.Transform(Sample(seed: 2).Slice(0, 0)).Count);
    }

    [Fact]
    public void Transform_OtherCulture_GivesTheSame()
    {
        var expected = NewTransformer().Fit(Sample(seed: 1));
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            var fitted = NewTransformer().Fit(Sample(seed: 1));

            Assert.Equal(expected.ToJson().ToJsonString(), fitted.ToJson().ToJsonString());
            Assert.Equal(Cells(expected.Transform(Sample(seed: 2))), Cells(fitted.Transform(Sample(seed: 2))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Transform_OtherShape_SaysBothShapes()
    {
        var data = Sample(seed: 1);
        var fitted = NewTransformer().Fit(data);

        var error = Assert.Throws<ArgumentException>(() => fitted.Transform(new Dataset("other", new float[10], [5])));

        Assert.Contains("(5,)", error.Message, StringComparison.Ordinal);
        Assert.Contains(data.IsTabular ? $"({data.FeatureCount},)" : "(2, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_ColumnsRenamed_SaysWhich()
    {
        var data = Named(Sample(seed: 1));
        var fitted = NewTransformer().Fit(data);
        var renamed = data.WithColumns(data.Columns.Select((column, at) => at == 0 ? column.Rename("renamed") : column));

        var error = Assert.Throws<ArgumentException>(() => fitted.Transform(renamed));

        Assert.Contains($"no column `{data.FeatureNames[0]}` and the further column `renamed`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_ColumnsReordered_AreFoundByName()
    {
        var fitted = NewTransformer().Fit(Named(Sample(seed: 1)));
        var data = Named(Sample(seed: 2));

        var result = fitted.Transform(data.WithColumns(data.Columns.Reverse()));

        Assert.Equal(Cells(fitted.Transform(data)), Cells(result));
    }

    [Fact]
    public void Transform_InAColumnPipeline_GivesTheSameNumbers()
    {
        var data = Named(Sample(seed: 2));
        var alone = NewTransformer().Fit(Named(Sample(seed: 1)));
        if (alone.Output.Kinds.Contains(FeatureKind.Text))
        {
            return; // a matrix takes numbers only
        }

        var number = new StandardScaler();
        var pipeline = new ColumnPipeline().Add(data.FeatureNames, NewTransformer()).Add("beside", number).Add(data.FeatureNames, NewTransformer());

        var result = pipeline.Fit(Beside(Named(Sample(seed: 1)))).Transform(Beside(data));

        var expected = alone.Transform(data).Features.ToArray();
        var width = alone.Output.Width;
        for (var row = 0; row < data.Count; row++)
        {
            Assert.Equal(expected.AsSpan(row * width, width), result.Row(row)[..width]);
            Assert.Equal(expected.AsSpan(row * width, width), result.Row(row)[(width + 1)..]);
        }
    }

    [Fact]
    public void Fit_NoRows_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(Sample(seed: 1).Slice(0, 0)));

        Assert.Contains("`sample` has no rows; expected at least one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Infinite_SaysWhere()
    {
        var data = Named(Sample(seed: 1));
        var infinite = data.WithColumns(data.Columns.Select(column => column.Kind == FeatureKind.Number
            ? new FeatureColumn(column.Name, column.Numbers.ToArray().Select((value, row) => row == 3 ? double.PositiveInfinity : value).ToArray())
            : column));
        if (infinite.Columns.All(column => column.Kind != FeatureKind.Number))
        {
            return; // it takes no numbers
        }

        var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(infinite));

        Assert.Contains("Infinity at row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_RoundTrip_TransformsTheSameBitForBit()
    {
        var fitted = NewTransformer().Fit(Sample(seed: 1));
        var data = Sample(seed: 2);

        var loaded = Transformers.FromJson(JsonNode.Parse(fitted.ToJson().ToJsonString())!.AsObject());

        Assert.Equal(fitted.Kind, loaded.Kind);
        Assert.Equal(fitted.Input, loaded.Input);
        Assert.Equal(fitted.Output, loaded.Output);
        Assert.Equal(fitted.Transform(data).Hash, loaded.Transform(data).Hash);
        Assert.Equal(fitted.ToJson().ToJsonString(), loaded.ToJson().ToJsonString());
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
    public void Json_LearnedFieldMissingOrWrong_IsInvalidData()
    {
        var json = NewTransformer().Fit(Sample(seed: 1)).ToJson();
        if (json["learned"] is not JsonObject learned)
        {
            return; // a pipeline: its steps are checked by themselves
        }

        foreach (var field in learned.Select(pair => pair.Key).ToArray())
        {
            foreach (JsonNode? wrong in new JsonNode?[] { null, new JsonObject(), "text" })
            {
                var changed = JsonNode.Parse(json.ToJsonString())!.AsObject();
                changed["learned"]![field] = wrong?.DeepClone();

                Assert.Throws<InvalidDataException>(() => Transformers.FromJson(changed));
            }

            var without = JsonNode.Parse(json.ToJsonString())!.AsObject();
            without["learned"]!.AsObject().Remove(field);

            Assert.Throws<InvalidDataException>(() => Transformers.FromJson(without));
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

    /// <summary>The same data with names.</summary>
    private static Dataset Named(Dataset data) => data.IsTabular ? data : Dataset.FromColumns(data.Name, data.Columns, data.Labels);

    /// <summary>The same data made anew, so that its hash is, too.</summary>
    private static Dataset Again(Dataset data) => data.IsTabular
        ? Dataset.FromColumns(data.Name, data.Columns, data.Labels)
        : new Dataset(data.Name, data.Features, data.FeatureShape, data.Labels);

    private static Dataset Beside(Dataset data) => data.WithColumns(
        data.Columns.Prepend(new FeatureColumn("beside", Enumerable.Range(0, data.Count).Select(row => (double)row).ToArray())));

    private static IEnumerable<string?> Cells(Dataset data) =>
        Enumerable.Range(0, data.Count).SelectMany(row => data.Columns.Select(column => column.Category(row)));
}
