using System.Globalization;
using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;
using static Atelier.Tests.Preprocessing.TransformerSamples;

namespace Atelier.Tests.Preprocessing;

/// <summary>What holds for every transformer; a test class derives from it for each.</summary>
/// <remarks>Every fact holds for every form of data that the transformer takes; a form that it does not take is refused with reasons.</remarks>
public abstract partial class TransformerContract
{
    private const int Rows = TransformerSamples.Rows;

    /// <summary>The forms of data that the transformer takes.</summary>
    protected virtual IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers];

    /// <summary>Whether columns that were not there when fitting are left out rather than refused.</summary>
    protected virtual bool LeavesOutFurtherColumns => false;

    /// <summary>Whether one row is enough to learn from; else it is refused.</summary>
    protected virtual bool LearnsFromOneRow => true;

    /// <summary>Whether a column may be missing throughout; else it is refused.</summary>
    protected virtual bool TakesAllMissing => true;

    /// <summary>By how much inverse(transform(x)) may differ from x, relative to the larger of x and 1.</summary>
    protected virtual double InverseTolerance => 1e-5;

    private IEnumerable<SampleForm> NamedForms => Forms.Except([SampleForm.Dense]);

    /// <summary>The transformer under test, unfitted; a new one at each call.</summary>
    protected abstract ITransformer NewTransformer();

    /// <summary>Unnamed numbers of shape (2, 2).</summary>
    protected virtual Dataset DenseSample(int seed) => TransformerSamples.Dense(seed);

    /// <summary>Columns of numbers.</summary>
    protected virtual Dataset NumberSample(int seed) => TransformerSamples.Numbers(seed);

    /// <summary>Columns of text and dates; every seed has the same categories.</summary>
    protected virtual Dataset TextAndDateSample(int seed) => TransformerSamples.TextAndDates(seed);

    /// <summary>Undoes a transformation; where there is no inverse, the fact is skipped.</summary>
    protected virtual Dataset Inverse(ITransformer fitted, Dataset transformed)
    {
        Assert.SkipUnless(fitted is IInvertibleTransformer, "It has no inverse.");
        return ((IInvertibleTransformer)fitted).InverseTransform(transformed);
    }

    [Fact]
    public void Fit_LeavesTheUnfittedOneAlone() => ForEach(Forms, form =>
    {
        var unfitted = NewTransformer();

        unfitted.Fit(Sample(form, seed: 1));

        var error = Assert.Throws<InvalidOperationException>(() => unfitted.Transform(Sample(form, seed: 1)));
        Assert.Contains("has learned nothing yet. Call Fit", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => unfitted.Input);
        Assert.Throws<InvalidOperationException>(() => unfitted.Output);
        Assert.Throws<InvalidOperationException>(unfitted.ToJson);
    });

    [Fact]
    public void Fit_Again_ForgetsTheFirst() => ForEach(Forms, form =>
    {
        var once = NewTransformer().Fit(Sample(form, seed: 2));

        var twice = NewTransformer().Fit(Sample(form, seed: 1)).Fit(Sample(form, seed: 2));

        Assert.Equal(once.ToJson().ToJsonString(), twice.ToJson().ToJsonString());
    });

    [Fact]
    public void Fit_FormItDoesNotTake_IsRefused() => ForEach(Enum.GetValues<SampleForm>().Except(Forms), form =>
    {
        var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(Sample(form, seed: 1)));

        Assert.Contains("`sample`", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Fit_NoRows_IsRefused() => ForEach(Forms, form =>
    {
        var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(Sample(form, seed: 1).Slice(0, 0)));

        Assert.Contains("`sample` has no rows; expected at least one", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Fit_OneRow_TransformsItOrSaysWhyNot() => ForEach(Forms, form =>
    {
        var row = Sample(form, seed: 1).Slice(0, 1);

        if (LearnsFromOneRow)
        {
            var result = NewTransformer().Fit(row).Transform(row);

            Assert.Equal(1, result.Count);
            AssertNoInfinity(result);
        }
        else
        {
            Assert.Contains("`sample`", Assert.Throws<ArgumentException>(() => NewTransformer().Fit(row)).Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Fit_ConstantColumn_GivesNoInfinity() => ForEach(Forms, form =>
    {
        var sample = Sample(form, seed: 1);
        var constant = Changed(sample, form, column => column.Select(new int[Rows]), value: sample.IsTabular ? 0 : sample.Features.Span[0]);

        var result = NewTransformer().Fit(constant).Transform(constant);

        Assert.Equal(Rows, result.Count);
        AssertNoInfinity(result);
    });

    [Fact]
    public void Fit_ColumnMissingThroughout_GivesNoInfinityOrSaysWhyNot() => ForEach(Forms, form =>
    {
        var missing = Changed(Sample(form, seed: 1), form, Missing, float.NaN);

        if (TakesAllMissing)
        {
            var fitted = NewTransformer().Fit(missing);
            var result = fitted.Transform(missing);

            Assert.Equal(Rows, result.Count);
            AssertNoInfinity(result);
            Assert.Equal(result.Hash, Reloaded(fitted).Transform(missing).Hash);
        }
        else
        {
            Assert.Contains("`sample`", Assert.Throws<ArgumentException>(() => NewTransformer().Fit(missing)).Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Fit_InfiniteValue_IsRefusedWithItsRow() => ForEach(Forms.Except([SampleForm.TextAndDates]), form =>
    {
        foreach (var infinity in new[] { double.PositiveInfinity, double.NegativeInfinity })
        {
            var infinite = Changed(Sample(form, seed: 1), form, column => WithLast(column, infinity), (float)infinity, from: Rows - 1);

            var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(infinite));

            Assert.Contains(
                FormattableString.Invariant($"`{(form == SampleForm.Dense ? "feature 0" : "a")}` of `sample` is {infinity} at row {Rows - 1}; expected finite numbers"),
                error.Message,
                StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Transform_InfiniteValue_GivesRowsOrIsRefused() => ForEach(Forms.Except([SampleForm.TextAndDates]), form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var infinite = Changed(Sample(form, seed: 1), form, column => WithLast(column, double.NegativeInfinity), float.NegativeInfinity, from: Rows - 1);

        var error = Record.Exception(() => Assert.Equal(Rows, fitted.Transform(infinite).Count));

        Assert.True(error is null or ArgumentException, error?.ToString());
    });

    [Fact]
    public void Transform_DoesNotLearn() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var before = fitted.ToJson().ToJsonString();

        fitted.Transform(Sample(form, seed: 2));

        Assert.Equal(before, fitted.ToJson().ToJsonString());
    });

    [Fact]
    public void Transform_KeepsRowsLabelsTargetsWeightsAndInput() => ForEach(Forms, form =>
    {
        var data = Sample(form, seed: 2);
        var before = Cells(data).ToArray();

        var result = NewTransformer().Fit(Sample(form, seed: 1)).Transform(data);

        Assert.Equal(data.Name, result.Name);
        Assert.Equal(data.Count, result.Count);
        Assert.Equal(data.Labels.ToArray(), result.Labels.ToArray());
        Assert.Equal(data.ClassNames, result.ClassNames);
        Assert.Equal(data.Targets.ToArray(), result.Targets.ToArray());
        Assert.Equal(data.Weights.ToArray(), result.Weights.ToArray());
        Assert.Equal(before, Cells(data));
    });

    [Fact]
    public void Transform_RowByRow_EqualsAllAtOnce() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var data = Sample(form, seed: 2);

        var rows = data.Batches(1).SelectMany(row => Cells(fitted.Transform(row)));

        Assert.Equal(Cells(fitted.Transform(data)), rows);
    });

    [Fact]
    public void Transform_ManyRows_EqualsFew() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var data = Sample(form, seed: 2);
        var many = data.Select([.. Enumerable.Range(0, 40_000).Select(row => row % Rows)]);

        var result = fitted.Transform(many);

        Assert.Equal(Cells(fitted.Transform(data)), Cells(result.Slice(39_996 - Rows, Rows)));
    });

    [Fact]
    public void Transform_InParallel_GivesTheSame() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var data = Sample(form, seed: 2);
        var expected = fitted.Transform(data).Hash;

        var hashes = Enumerable.Range(0, 64).AsParallel().Select(_ => fitted.Transform(data).Hash).Distinct();

        Assert.Equal([expected], hashes);
    });

    [Fact]
    public void Transform_Streamed_EqualsInMemory() => ForEach(Forms.Except([SampleForm.TextAndDates]), form =>
    {
        var fitted = NewTransformer().Fit(AsFloats(Sample(form, seed: 1)));
        var data = AsFloats(Sample(form, seed: 2));
        var streamed = Streamed(data);

        var result = NewTransformer().Fit(Streamed(AsFloats(Sample(form, seed: 1)))).Transform(streamed);

        Assert.True(result.IsStreamed || form == SampleForm.Numbers);
        Assert.Equal(fitted.Output.Names, result.FeatureNames);
        Assert.Equal(fitted.Transform(data).Features.ToArray(), result.Features.ToArray());
        Assert.Equal(data.Labels.ToArray(), result.Labels.ToArray());
    });

    [Fact]
    public void Transform_OtherShape_SaysBothShapes()
    {
        Assert.SkipUnless(Forms.Contains(SampleForm.Dense), "It takes no unnamed numbers.");
        var fitted = NewTransformer().Fit(Sample(SampleForm.Dense, seed: 1));

        var error = Assert.Throws<ArgumentException>(() => fitted.Transform(new Dataset("other", new float[10], [5])));

        Assert.Contains("(5,)", error.Message, StringComparison.Ordinal);
        Assert.Contains("(2, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_RenamedColumn_NamesBoth() => ForEach(NamedForms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);
        var renamed = data.WithColumns([data.Columns[0].Rename("another"), .. data.Columns.Skip(1)]);

        var error = Assert.Throws<ArgumentException>(() => fitted.Transform(renamed));

        Assert.Contains($"`{data.FeatureNames[0]}`", error.Message, StringComparison.Ordinal);
        Assert.Contains("`another`", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Transform_ReorderedColumns_GivesTheSame() => ForEach(NamedForms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);

        var result = fitted.Transform(data.WithColumns(data.Columns.Reverse()));

        Assert.Equal(fitted.Transform(data).Hash, result.Hash);
        Assert.Equal(fitted.Output.Names, result.FeatureNames);
    });

    [Fact]
    public void Transform_MissingOrFurtherColumn_IsNamed() => ForEach(NamedForms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);
        var further = data.WithColumns([data.Columns[0].Rename("further"), .. data.Columns]);

        if (LeavesOutFurtherColumns)
        {
            Assert.Equal(fitted.Transform(data).Hash, fitted.Transform(further).Hash);
        }
        else
        {
            Assert.Contains("`further`", Assert.Throws<ArgumentException>(() => fitted.Transform(further)).Message, StringComparison.Ordinal);
        }

        if (data.FeatureCount > 1)
        {
            var error = Assert.Throws<ArgumentException>(() => fitted.Transform(data.WithColumns(data.Columns.Skip(1))));
            Assert.Contains($"no column `{data.FeatureNames[0]}`", error.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Output_DescribesWhatComesOut() => ForEach(Forms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);

        var result = fitted.Transform(data);

        Assert.Equal(FeatureSchema.Of(data), fitted.Input);
        Assert.Equal(fitted.Output.Shape, result.FeatureShape);
        Assert.Equal(fitted.Output.Width, result.FeatureCount);
        Assert.Equal(fitted.Output.Names, result.FeatureNames);
        Assert.True(fitted.Output.Names.IsEmpty ? form == SampleForm.Dense : fitted.Output.Names.Distinct().Count() == fitted.Output.Width);
    });

    [Fact]
    public void InverseTransform_UndoesTransform() => ForEach(Forms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);

        var back = Inverse(fitted, fitted.Transform(data));

        Assert.Equal(data.FeatureCount, back.FeatureCount);
        foreach (var (expected, actual) in data.Columns.Zip(back.Columns))
        {
            Assert.Equal(expected.Kind, actual.Kind);
            for (var row = 0; row < Rows; row++)
            {
                var same = expected.Kind == FeatureKind.Number
                    ? Math.Abs(expected.Numbers.Span[row] - actual.Numbers.Span[row]) <= InverseTolerance * Math.Max(1, Math.Abs(expected.Numbers.Span[row]))
                    : expected.Category(row) == actual.Category(row);
                Assert.True(same, FormattableString.Invariant($"{expected.Name}, row {row}: {expected.Category(row)} became {actual.Category(row)}"));
            }
        }
    });

    [Fact]
    public void Json_RoundTrip_TransformsTheSameBitForBit() => ForEach(Forms, form =>
    {
        var fitted = NewTransformer().Fit(Sample(form, seed: 1));
        var data = Sample(form, seed: 2);

        var loaded = Reloaded(fitted);

        Assert.IsType(fitted.GetType(), loaded);
        Assert.Equal(fitted.Kind, loaded.Kind);
        Assert.Equal(fitted.Input, loaded.Input);
        Assert.Equal(fitted.Output, loaded.Output);
        Assert.Equal(fitted.ToJson().ToJsonString(), loaded.ToJson().ToJsonString());
        Assert.Equal(fitted.Transform(data).Hash, loaded.Transform(data).Hash);
    });

    [Fact]
    public void Json_FieldMissingOrWrong_IsInvalidData() => ForEach(Forms, form =>
    {
        var json = NewTransformer().Fit(Sample(form, seed: 1)).ToJson();
        foreach (var field in json.Select(pair => pair.Key).ToArray())
        {
            AssertRefused(json, changed => changed.Remove(field), $"without {field}");
            foreach (JsonNode? wrong in new JsonNode?[] { null, "text", -1, new JsonArray("x"), new JsonArray((JsonNode?)null) })
            {
                AssertRefused(json, changed => changed[field] = wrong?.DeepClone(), $"{field} = {wrong?.ToJsonString()}");
            }
        }
    });

    [Fact]
    public void Json_WhatWasLearnedOrSetIsWrong_IsInvalidData() => ForEach(Forms, form =>
    {
        var json = NewTransformer().Fit(Sample(form, seed: 1)).ToJson();
        Assert.SkipUnless(json.ContainsKey("learned"), "What it learned are transformers.");
        foreach (var part in new[] { "options", "learned" })
        {
            foreach (var field in json[part]!.AsObject().Select(pair => pair.Key).ToArray())
            {
                AssertRefused(json, changed => changed[part]![field] = new JsonObject { ["x"] = 1 }, $"{part}.{field} is an object");
            }
        }

        foreach (var (field, value) in json["learned"]!.AsObject())
        {
            AssertRefused(json, changed => changed["learned"]!.AsObject().Remove(field), $"without learned.{field}");
            AssertRefused(json, changed => changed["learned"]![field] = null, $"learned.{field} = null");
            if (value is JsonArray)
            {
                AssertRefused(json, changed => changed["learned"]![field] = new JsonArray(new JsonObject { ["x"] = 1 }), $"learned.{field} = [object]");
            }
        }
    });

    [Fact]
    public void Json_AnyValueReplacedByNull_LoadsOrIsInvalidData() => ForEach(Forms, form =>
    {
        var json = NewTransformer().Fit(Sample(form, seed: 1)).ToJson();
        for (var at = 0; at < Values(json).Count(); at++)
        {
            var changed = Copy(json);
            var value = Values(changed).ElementAt(at);
            var path = value.GetPath();
            value.ReplaceWith((JsonNode?)null);

            var error = Record.Exception(() => Transformers.FromJson(changed));

            Assert.True(error is null or InvalidDataException, $"{path} = null: {error}");
        }
    });

    [Fact]
    public void Json_NewerVersion_SaysToUpdate() => ForEach(Forms, form =>
    {
        var json = NewTransformer().Fit(Sample(form, seed: 1)).ToJson();
        json["version"] = (int)json["version"]! + 1;

        var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));

        Assert.Contains("Update the Atelier packages", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Culture_ChangesNothing() => ForEach(Forms, form =>
    {
        var data = Sample(form, seed: 1);
        var fitted = NewTransformer().Fit(data);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");

            var elsewhere = NewTransformer().Fit(data);

            Assert.Equal(fitted.ToJson().ToJsonString(), elsewhere.ToJson().ToJsonString());
            Assert.Equal(fitted.Output, elsewhere.Output);
            Assert.Equal(fitted.Transform(data).Hash, Reloaded(elsewhere).Transform(data).Hash);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    });

    private static void ForEach(IEnumerable<SampleForm> forms, Action<SampleForm> fact)
    {
        var any = false;
        foreach (var form in forms)
        {
            any = true;
            fact(form);
        }

        Assert.SkipUnless(any, "It takes no such data.");
    }

    private Dataset Sample(SampleForm form, int seed) => form switch
    {
        SampleForm.Dense => DenseSample(seed),
        SampleForm.Numbers => NumberSample(seed),
        _ => TextAndDateSample(seed),
    };

    private static void AssertNoInfinity(Dataset data) => Assert.All(
        data.Columns.Where(column => column.Kind == FeatureKind.Number),
        column => Assert.DoesNotContain(column.Numbers.ToArray(), double.IsInfinity));

    private static ITransformer Reloaded(ITransformer fitted) => Transformers.FromJson(Copy(fitted.ToJson()));

    private static JsonObject Copy(JsonObject json) => JsonNode.Parse(json.ToJsonString())!.AsObject();

    private static void AssertRefused(JsonObject json, Action<JsonObject> change, string what)
    {
        var changed = Copy(json);
        change(changed);

        var error = Record.Exception(() => Transformers.FromJson(changed));

        Assert.True(error is InvalidDataException, $"{what}: {error?.ToString() ?? "was loaded"}");
    }

    private static IEnumerable<JsonNode> Values(JsonNode json)
    {
        IEnumerable<JsonNode?> parts = json switch
        {
            JsonObject fields => fields.Select(pair => pair.Value),
            JsonArray items => items.Take(3),
            _ => [],
        };
        return parts.OfType<JsonNode>().SelectMany(part => Values(part).Prepend(part));
    }
}
