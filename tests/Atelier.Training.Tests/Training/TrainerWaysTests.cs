using Atelier.Data;
using Atelier.Evaluation;
using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>What the options do to the way a training goes.</summary>
[Collection(nameof(TorchGlobals))]
public sealed class TrainerWaysTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 3, BatchSize = 24, Seed = 3, Optimizer = new Adam { LearningRate = 0.01 } };

    [Fact]
    public void Fit_AccumulatedBatches_StepsAsOneLargeBatch()
    {
        var data = Weighted(TestData.Blobs(100));

        var large = Weights(Short with { BatchSize = 30, Optimizer = new Sgd { LearningRate = 0.1 } }, data);
        var accumulated = Weights(Short with { BatchSize = 10, AccumulateBatches = 3, Optimizer = new Sgd { LearningRate = 0.1 } }, data);

        AssertClose(large, accumulated, 1e-5f);
    }

    [Fact]
    public void Fit_Steps_EndsWithinAnEpochAndMeasuresIt()
    {
        using var model = Models.Mlp(8, [4], 3);

        var result = new Trainer(model, Short with { Steps = 20 }).FitInTest(TestData.Blobs(), TestData.Blobs(30, seed: 2));

        // 300 rows in batches of 24 are 13 steps an epoch.
        Assert.Equal((20, 2, "all 20 steps done"), (result.Steps, result.History.Count, result.StopReason));
        Assert.NotNull(result.History[1].ValidationLoss);
        Assert.Equal("20", result.Provenance.Options["steps"]);
    }

    [Fact]
    public void Fit_RowsOfWeightTwo_CountAsIfTheyWereThereTwice()
    {
        var blobs = TestData.Blobs(40);
        int[] twice = [.. Enumerable.Range(0, 40), .. Enumerable.Range(0, 10)];
        var weighted = blobs.WithWeights(Enumerable.Range(0, 40).Select(row => row < 10 ? 2f : 1f).ToArray());
        var options = Short with { BatchSize = 1000, Optimizer = new Sgd { LearningRate = 0.1 } };

        AssertClose(Weights(options, blobs.Select(twice)), Weights(options, weighted), 1e-6f);
    }

    [Fact]
    public void Fit_ClassWeights_LetTheRareClassCount()
    {
        var blobs = TestData.Blobs(3000, noise: 2);
        var uneven = blobs.Select([.. Enumerable.Range(0, 3000).Where(row => blobs.Labels.Span[row] != 0 || row % 20 == 0)]);
        double Recall(Loss loss)
        {
            using var model = Models.Mlp(8, [], 3);
            var recall = new Scripted();
            var result = new Trainer(model, Short with { Loss = loss, Metrics = [new RecallOf(0)] }).FitInTest(uneven, blobs);
            return result.History[^1].Validation.Single(figure => figure.Name == "recall of 0").Value;
        }

        var plain = Recall(new CrossEntropyLoss());
        var balanced = Recall(new CrossEntropyLoss { ClassWeights = ClassWeighting.Balanced(uneven) });

        Assert.True(balanced > plain + 0.1, $"{plain} and {balanced}");
    }

    [Fact]
    public void Fit_ClipNorm_StepsAsTorchDoes()
    {
        var data = TestData.Blobs(30);
        using var theirs = Models.Mlp(8, [16], 3);
        using var scope = NewDisposeScope();
        var x = tensor(data.Features.ToArray()).reshape(30, 8);
        var y = tensor(data.Labels.ToArray()).to(int64);
        nn.functional.cross_entropy(theirs.call(x), y).backward();
        nn.utils.clip_grad_value_(theirs.parameters(), 0.02);
        nn.utils.clip_grad_norm_(theirs.parameters(), 0.1);
        using var sgd = optim.SGD(theirs.parameters(), 0.5);
        sgd.step();

        var ours = Weights(
            Short with { Epochs = 1, BatchSize = 30, ClipNorm = 0.1, ClipValue = 0.02, Optimizer = new Sgd { LearningRate = 0.5 } }, data);

        AssertClose(TestData.Weights(theirs), ours, 1e-6f);
    }

    [Fact]
    public void Fit_Schedule_IsFollowedStepByStep()
    {
        var rates = new List<double>();
        using var model = Models.Mlp(8, [4], 3);

        new Trainer(model, Short with { Schedule = new Halving() }).FitInTest(
            TestData.Blobs(48), null, [new Scripted { BatchEnd = context => rates.Add(context.LearningRate) }]);

        Assert.Equal([0.01, 0.005, 0.0025, 0.00125, 0.000625, 0.0003125], rates);
    }

    [Fact]
    public void Fit_Numbers_LearnsThem()
    {
        var random = new Random(2);
        var features = Enumerable.Range(0, 400).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var data = new Dataset("line", features, [2], targets: Enumerable.Range(0, 200).Select(row => 3 * features[2 * row] - features[2 * row + 1] + 0.5f).ToArray());
        foreach (var loss in new Loss[] { new MeanSquaredError(), new HuberLoss(), new MeanAbsoluteError(), new QuantileLoss() })
        {
            using var model = nn.Sequential(("out", nn.Linear(2, 1)));

            var result = new Trainer(model, Short with { Epochs = 150, BatchSize = 20, Loss = loss, Optimizer = new Adam { LearningRate = 0.03 }, Schedule = new CosineDecay() }).FitInTest(data, data);

            Assert.True(result.History[^1].ValidationLoss < 0.01, $"{loss.Name}: {result}");
            Assert.Single(result.History[0].Training);
            AssertClose([3, -1, 0.5f], TestData.Weights(model), 0.05f);
        }
    }

    [Fact]
    public void Fit_StreamedRows_LearnsAsFromMemory()
    {
        var data = TestData.Blobs(130);

        var streamed = Weights(Short, data.WithSource(new Source(data)), data.WithSource(new Source(data)));

        Assert.Equal(Weights(Short, data, data), streamed);
    }

    [Fact]
    public void Fit_StreamedRowThatIsNoNumber_NamesItsPlace()
    {
        var features = TestData.Blobs(130).Features.ToArray();
        features[8 * 77 + 2] = float.NaN;
        var data = TestData.Blobs(130).WithFeatures(features, [8]);

        var exception = Assert.Throws<ArgumentException>(() => Weights(Short, data.WithSource(new Source(data))));

        Assert.Contains("Feature 2 of row 77 of `train` (`blobs`) is NaN", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingPrecision.BFloat16)]
    [InlineData(TrainingPrecision.Float16)]
    public void Fit_FewerBits_ComputesInThemAndLearns(TrainingPrecision precision)
    {
        using var model = new Watching(nn.Linear(8, 3));

        var result = new Trainer(model, Short with { Epochs = 20, Precision = precision }).FitInTest(TestData.Blobs(), TestData.Blobs());

        Assert.Equal(precision == TrainingPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float16, model.Seen);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.True(result.History[^1].Validation.Single(figure => figure.Name == "accuracy").Value > 0.9, result.ToString());
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, mm(ones(2, 2), ones(2, 2)).dtype);
    }

    [Theory]
    [InlineData(TrainingPrecision.Float32)]
    [InlineData(TrainingPrecision.BFloat16)]
    [InlineData(TrainingPrecision.Float16)]
    public void Fit_OnCuda_LearnsAsOnTheProcessor(TrainingPrecision precision)
    {
        Assert.SkipUnless(cuda.is_available(), "There is no CUDA device here.");
        using var model = Models.Mlp(8, [16], 3);
        var folder = Directory.CreateTempSubdirectory("atelier-cuda-").FullName;

        var result = new Trainer(model, Short with { Epochs = 20, Precision = precision, Device = Device.Get("cuda"), ClipNorm = 1, Schedule = new CosineDecay() })
            .FitInTest(TestData.Blobs(), TestData.Blobs(90, seed: 2), [new Checkpoints(folder), new EarlyStopping(5)]);

        Directory.Delete(folder, recursive: true);
        Assert.All(model.parameters(), parameter => Assert.Equal(TorchSharp.DeviceType.CUDA, parameter.device_type));
        Assert.True(result.History[^1].Validation.Single(figure => figure.Name == "accuracy").Value > 0.9, result.ToString());
    }

    [Fact]
    public void Fit_Lstm_IsMeasuredAsItLearns()
    {
        var data = TestData.Blobs(60).WithFeatures(TestData.Blobs(60).Features, [4, 2]);
        using var model = new LastOfSequence();

        // With a rate of next to nothing the training and the validation loss are of the same weights.
        var result = new Trainer(model, Short with { Epochs = 1, BatchSize = 60, Optimizer = new Sgd { LearningRate = 1e-12 } }).FitInTest(data, data);

        Assert.Equal(result.History[0].TrainingLoss!.Value, result.History[0].ValidationLoss!.Value, 1e-6);
    }

    [Fact]
    public void Fit_Deterministic_IsOnWhileItTrainsOnly()
    {
        using var model = Models.Mlp(8, [4], 3);
        var during = false;

        new Trainer(model, Short with { Deterministic = true }).FitInTest(TestData.Blobs(), null, [new Scripted { BatchEnd = _ => during = TorchSettings.IsDeterministic }]);

        Assert.True(during);
        Assert.False(TorchSettings.IsDeterministic);
    }

    [Fact]
    public void Fit_BatchAboveTheMemory_TellsWhatFits()
    {
        using var model = new Greedy();

        var exception = Assert.Throws<InvalidOperationException>(() => new Trainer(model, Short with { BatchSize = 100 }).FitInTest(TestData.Blobs()));

        Assert.Contains("not enough memory for a batch of 100 rows", exception.Message, StringComparison.Ordinal);
        Assert.Contains("A batch of 25 fits: set TrainingOptions.BatchSize to 25 and AccumulateBatches to 4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MetricsOfClassesWithNumbers_AreRefused()
    {
        var data = new Dataset("line", new float[4], [2], targets: new float[2]);
        using var model = nn.Linear(2, 1);

        var exception = Assert.Throws<ArgumentException>(
            () => new Trainer(model, Short with { Loss = new MeanSquaredError(), Metrics = [new Accuracy()] }).FitInTest(data));

        Assert.Contains("`accuracy`, which compares classes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NumbersWithoutTargets_SaysSo()
    {
        using var model = nn.Linear(8, 1);

        var missing = Assert.Throws<ArgumentException>(() => new Trainer(model, Short with { Loss = new MeanSquaredError() }).FitInTest(TestData.Blobs()));
        var spoilt = Assert.Throws<ArgumentException>(() => new Trainer(model, Short with { Loss = new MeanSquaredError() }).FitInTest(
            new Dataset("line", new float[16], [8], targets: new[] { 1, float.NaN })));

        Assert.Contains("has no targets; expected a number for each of its 300 rows", missing.Message, StringComparison.Ordinal);
        Assert.Contains("The target of row 1 of `train` is NaN", spoilt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OwnLossOfAnotherShape_SaysWhatToReturn()
    {
        using var model = Models.Mlp(8, [4], 3);

        var exception = Assert.Throws<InvalidOperationException>(
            () => new Trainer(model, Short with { Loss = new CustomLoss("odd", (outputs, _) => outputs) }).FitInTest(TestData.Blobs(24)));

        Assert.Contains("The loss `odd` returned shape (24, 3); expected the loss of each row, (24), or one number, their mean.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SpoiltWeightsAtTheStart_SaysSo()
    {
        using var model = Models.Mlp(8, [4], 3);
        using (no_grad())
        {
            model.get_parameter("output.bias")!.fill_(float.NaN);
        }

        var exception = Assert.Throws<LostLossException>(() => new Trainer(model).FitInTest(TestData.Blobs()));

        Assert.Contains("The weights `output.bias` are no longer finite numbers before the training", exception.Message, StringComparison.Ordinal);
    }

    private static Dataset Weighted(Dataset data) => data.WithWeights(Enumerable.Range(0, data.Count).Select(row => 0.5f + row % 3).ToArray());

    private static float[] Weights(TrainingOptions options, Dataset train, Dataset? validation = null)
    {
        using var model = Models.Mlp(8, [16], 3);
        new Trainer(model, options).FitInTest(train, validation);
        return TestData.Weights(model);
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private sealed record Halving : LearningRateSchedule
    {
        public override double Factor(ScheduleStep step) => Math.Pow(0.5, step.Step);
    }

    private sealed class RecallOf(int label) : IMetric
    {
        private int _rows;
        private int _found;

        public string Name => $"recall of {label}";

        public bool HigherIsBetter => true;

        public void Reset() => (_rows, _found) = (0, 0);

        public void Update(Prediction.Predictions predictions, ReadOnlySpan<int> labels)
        {
            for (var row = 0; row < labels.Length; row++)
            {
                _rows += labels[row] == label ? 1 : 0;
                _found += labels[row] == label && predictions.Label(row) == label ? 1 : 0;
            }
        }

        public double Compute() => (double)_found / _rows;
    }

    private sealed class Source(Dataset data) : IFeatureSource
    {
        public int Count => data.Count;

        public IReadOnlyList<int> Shape => data.FeatureShape;

        public void Read(ReadOnlySpan<int> rows, Span<float> destination) => data.CopyRows(rows, destination);
    }

    private sealed class Watching : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _inner;

        public Watching(nn.Module<Tensor, Tensor> inner)
            : base(nameof(Watching))
        {
            _inner = inner;
            RegisterComponents();
        }

        public ScalarType Seen { get; private set; }

        public override Tensor forward(Tensor input)
        {
            var output = _inner.call(input);
            Seen = output.dtype;
            return output;
        }
    }

    private sealed class LastOfSequence : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.LSTM _lstm = nn.LSTM(2, 7, batchFirst: true);
        private readonly TorchSharp.Modules.Linear _output = nn.Linear(7, 3);

        public LastOfSequence()
            : base(nameof(LastOfSequence))
        {
            RegisterComponents();
            using var guard = no_grad();
            foreach (var parameter in parameters())
            {
                parameter.fill_(0.3f);
            }

            _output.weight!.normal_();
        }

        public override Tensor forward(Tensor input) => _output.call(_lstm.call(input).Item1[TensorIndex.Colon, -1]);
    }

    /// <summary>Asks for more memory than any machine has, unless the batch is small.</summary>
    private sealed class Greedy : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _linear = nn.Linear(8, 3);

        public Greedy()
            : base(nameof(Greedy)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            if (input.shape[0] > 30)
            {
                using var huge = empty(1L << 50);
            }

            return _linear.call(input);
        }
    }
}
