using Atelier.Onnx;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>What ended the process inside ONNX Runtime until it was refused before.</summary>
public sealed class OperatorGuardTests
{
    [Theory]
    [InlineData("GatherND(x:f32[2,3,4], i=i64[2,2]) batch_dims=-3", "that has batch_dims -3; expected 0 or more")]
    [InlineData("Split(x:f32[2,7]) axis=1 num_outputs=1 -> f32,f32,f32", "that has num_outputs 1 and 3 outputs")]
    [InlineData("RandomUniformLike(x:f32[2,3]) low=0.0 high=-1.0", "that draws numbers from 0 to -1; expected finite limits in order")]
    [InlineData("RandomUniform() shape=[2,3] low=2.0", "that draws numbers from 2 to 1; expected finite limits in order")]
    [InlineData("RandomNormalLike(x:f32[2,3]) scale=-1.0", "whose mean is not finite or whose scale is not above 0")]
    [InlineData(
        "com.microsoft.GroupQueryAttention(q:f32[1,1,16], k:f32[1,1,8], v:f32[1,1,8], pk:f32[1,1,4,8], pv:f32[1,1,4,8], l=i32{3}, t=i32{1}4)"
        + " num_heads=2 kv_num_heads=4294967296 -> f32,f32,f32", "that has 4294967296 in `kv_num_heads`; expected numbers of 32 bits")]
    [InlineData("Softmax(x:f32[2,3]) axis=-9223372036854775808", "in `axis`; expected numbers of 32 bits")]
    [InlineData("com.microsoft.Inverse(x:f32[2,3])", "reads outside of matrices that are not square")]
    public void LoadOnnx_SettingThatCrashes_IsRefused(string line, string expected) => AssertRefused(FuzzCorpus.Parse(line), expected);

    [Fact]
    public void LoadOnnx_TreeOf200000Levels_IsRefusedAndOneOf1000Answers()
    {
        AssertRefused(Tree(200_000), "has a decision tree of 200000 levels; expected at most 1000");

        using var predictor = OnnxPredictor.LoadOnnx(Tree(1000).ToByteArray());
        Assert.Equal(1, predictor.Predict(NamedTensor.Create<float>("x", new float[3], 1, 3))[0].Values<float>().Span[0]);
    }

    [Fact]
    public void LoadOnnx_TreeThatLeadsBack_IsRefused()
    {
        var model = Tree(3);
        model.Graph.Node[0].Attribute.First(attribute => attribute.Name == "nodes_truenodeids").Ints[2] = 0;

        AssertRefused(model, "has a decision tree that leads back to where it began");
    }

    [Fact]
    public void LoadOnnx_NewerTreesTooDeep_AreRefused()
    {
        var model = FuzzCorpus.Parse(FuzzCorpus.Lines.First(line => line.StartsWith("ai.onnx.ml.TreeEnsemble(", StringComparison.Ordinal)));
        foreach (var attribute in model.Graph.Node[0].Attribute)
        {
            attribute.Ints.Clear();
            if (attribute.Name is "nodes_truenodeids" or "nodes_falsenodeids")
            {
                attribute.Ints.AddRange(Enumerable.Range(1, 2000).Select(next => (long)next));
            }
        }

        AssertRefused(model, "has a decision tree of 1999 levels");
    }

    [Fact]
    public void LoadOnnx_FunctionsThatDoubleOneAnother_AreRefused()
    {
        // 20 short functions, each of two calls of the next, are a million operations.
        AssertRefused(Doubling(20), "has more than 1000000 operations when its functions are written out");
        AssertRefused(Doubling(70), "defines functions that call one another more than 64 deep");

        using var predictor = OnnxPredictor.LoadOnnx(Doubling(3).ToByteArray());
        Assert.Equal([2, 3], predictor.Predict(NamedTensor.Create<float>("x", new float[6], 2, 3))[0].Shape);
    }

    [Fact]
    public void LoadOnnx_FunctionThatHidesASetting_IsRefused()
    {
        var model = FuzzCorpus.Parse("GatherND(x:f32[2,3,4], i=i64[2,2]) batch_dims=0");
        var node = model.Graph.Node[0].Clone();
        node.Attribute[0] = new AttributeProto { Name = "batch_dims", Type = AttributeProto.Types.AttributeType.Int, RefAttrName = "depth" };
        model.Functions.Add(new FunctionProto
        {
            Domain = "own",
            Name = "Hide",
            Input = { "x", "i" },
            Output = { "out_0" },
            Attribute = { "depth" },
            Node = { node },
            OpsetImport = { new OperatorSetIdProto { Version = 21 } },
        });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        (model.Graph.Node[0].Domain, model.Graph.Node[0].OpType, model.Graph.Node[0].Attribute[0].Name, model.Graph.Node[0].Attribute[0].I) = ("own", "Hide", "depth", -3);

        AssertRefused(model, "takes its `batch_dims` from who calls its function");

        node.Attribute[0] = new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, RefAttrName = "starts" };
        model.Functions[0].Node[0] = node;
        AssertRefused(model, "takes its `axis` from `starts` of who calls its function");
    }

    [Fact]
    public void LoadOnnx_DefaultOfAFunctionWithExternalWeights_IsRefused()
    {
        var model = FuzzGraphs.All().First(pair => pair.Name == "functions").Model;
        var tensor = new TensorProto { Name = "hidden", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
        model.Functions[0].AttributeProto.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor });

        AssertRefused(model, "the constant `hidden` is to be read from `/etc/passwd`");
    }

    [Fact]
    public void LoadOnnx_BytesThatLookLikeAnotherFormat_AreReadAsWhatWasChecked()
    {
        // ONNX Runtime takes "ORTM" at the fourth byte for its own format, whose content nothing checked.
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Sample.PathOf("classifier.onnx")));
        byte[] bytes = [0x12, 6, (byte)'a', (byte)'a', .. "ORTM"u8, .. model.ToByteArray()];
        Assert.Equal("ORTM"u8, bytes.AsSpan(4, 4));

        using var predictor = OnnxPredictor.LoadOnnx(bytes);

        var output = predictor.Predict(NamedTensor.Create<float>("features", Sample.Of("rows"), Sample.Rows, 4))[0];
        OnnxPredictorTests.AssertClose(Sample.Of("probabilities"), output);
    }

    [Fact]
    public async Task Predict_LoopWithoutEnd_IsEndedByItsToken()
    {
        using var predictor = OnnxPredictor.LoadOnnx(FuzzGraphs.Loop(long.MaxValue).ToByteArray());
        using var source = new CancellationTokenSource();
        var call = Task.Factory.StartNew(
            () => predictor.PredictAsync([NamedTensor.Create<float>("x", new float[6], 2, 3)], source.Token), TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
    }

    private static void AssertRefused(ModelProto model, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => OnnxPredictor.LoadOnnx(model.ToByteArray()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ONNX Runtime cannot load", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A tree whose left children are inner nodes down to the last level.</summary>
    private static ModelProto Tree(int levels)
    {
        var model = FuzzCorpus.Parse("ai.onnx.ml.TreeEnsembleRegressor(x:f32[1,3]) n_targets=1");
        var all = Enumerable.Range(0, (2 * levels) + 1).Select(at => (long)at).ToArray();
        var leaves = all[levels..];
        model.Graph.Node[0].Attribute.Add([.. new[]
        {
            OnnxAttribute.Ints("nodes_nodeids", all),
            OnnxAttribute.Ints("nodes_treeids", new long[all.Length]),
            OnnxAttribute.Ints("nodes_featureids", new long[all.Length]),
            OnnxAttribute.Ints("nodes_truenodeids", [.. all.Select(at => at < levels ? at + 1 : 0)]),
            OnnxAttribute.Ints("nodes_falsenodeids", [.. all.Select(at => at < levels ? levels + 1 + at : 0)]),
            OnnxAttribute.Texts("nodes_modes", [.. all.Select(at => at < levels ? "BRANCH_LEQ" : "LEAF")]),
            OnnxAttribute.Floats("nodes_values", new float[all.Length]),
            OnnxAttribute.Ints("target_ids", new long[leaves.Length]),
            OnnxAttribute.Ints("target_nodeids", leaves),
            OnnxAttribute.Ints("target_treeids", new long[leaves.Length]),
            OnnxAttribute.Floats("target_weights", [.. leaves.Select(_ => 1f)]),
        }.Select(attribute => attribute.Proto)]);
        return model;
    }

    /// <summary>Functions of two calls of the next one each, and at last of an operation.</summary>
    private static ModelProto Doubling(int functions)
    {
        var model = FuzzCorpus.Parse("Relu(x:f32[2,3])");
        for (var i = 0; i < functions; i++)
        {
            var isLast = i == functions - 1;
            NodeProto Call(string input, string output) => new()
            {
                OpType = isLast ? "Relu" : $"F{i + 1}",
                Domain = isLast ? "" : "own",
                Input = { input },
                Output = { output },
            };
            model.Functions.Add(new FunctionProto
            {
                Domain = "own",
                Name = $"F{i}",
                Input = { "a" },
                Output = { "c" },
                Node = { Call("a", "b"), Call("b", "c") },
                OpsetImport = { new OperatorSetIdProto { Version = 21 }, new OperatorSetIdProto { Domain = "own", Version = 1 } },
            });
        }

        (model.Graph.Node[0].Domain, model.Graph.Node[0].OpType) = ("own", "F0");
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        return model;
    }
}
