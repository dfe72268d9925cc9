using Atelier.Evaluation;

namespace Atelier.Training.Tests;

/// <summary>Schedules against PyTorch's schedulers: the factors of References/schedules.json, whose base rate is 1.</summary>
public sealed class ScheduleReferenceTests
{
    private const double Tolerance = 1e-12;

    public static IEnumerable<TheoryDataRow<string, LearningRateSchedule, int>> BySteps =>
    [
        new("step_3", new StepDecay { EveryEpochs = 3, By = 0.5 }, 7),
        new("step_10", new StepDecay(), 2),
        new("cosine", new CosineDecay(), 10),
        new("cosine_final", new CosineDecay { FinalFactor = 0.125 }, 10),
        new("one_cycle", new OneCycle(), 10),
        new(
            "one_cycle_linear",
            new OneCycle { RisingShare = 0.25, StartDivisor = 10, FinalDivisor = 100, Annealing = Annealing.Linear },
            10),
        new("one_cycle_late", new OneCycle { RisingShare = 1 }, 10),
        new("one_cycle_at_once", new OneCycle { RisingShare = 0 }, 10),
        new("one_cycle_one_step", new OneCycle(), 10),
        new("linear", new WarmUp { Steps = 13, StartFactor = 0.25 }, 10),
        new("warm_up_cosine", new WarmUp { Steps = 10, StartFactor = 0.1, Then = new CosineDecay { FinalFactor = 0.01 } }, 10),
        // PyTorch steps its StepLR once a step there, so an epoch has one step.
        new(
            "sequence",
            new ScheduleSequence(
                (0, new WarmUp { Steps = 8, StartFactor = 0.5 }), (20, new StepDecay { EveryEpochs = 6, By = 0.3 }), (50, new CosineDecay())),
            1),
        new("product", new ScheduleProduct(new WarmUp { Steps = 20, StartFactor = 0.1 }, new StepDecay { EveryEpochs = 5, By = 0.9 }), 1),
    ];

    public static IEnumerable<TheoryDataRow<string, ReduceOnPlateau, bool>> ByFigures =>
    [
        new("plateau", new ReduceOnPlateau { Patience = 2, By = 0.5 }, false),
        new("plateau_amount", new ReduceOnPlateau { Patience = 1, Threshold = 0.05, ThresholdIsAmount = true }, false),
        new("plateau_cooldown", new ReduceOnPlateau { Patience = 0, By = 0.5, Cooldown = 2, MinFactor = 0.1 }, false),
        new("plateau_rising", new ReduceOnPlateau { Patience = 1, By = 0.25, Threshold = 1e-3 }, true),
        new("plateau_rising_amount", new ReduceOnPlateau { Patience = 2, By = 0.25, Threshold = 0.01, ThresholdIsAmount = true }, true),
        new("plateau_missing", new ReduceOnPlateau { Patience = 1, By = 0.5 }, false),
    ];

    [Theory]
    [MemberData(nameof(BySteps))]
    public void Factor_OfEachStep_EqualsPyTorch(string name, LearningRateSchedule schedule, int stepsPerEpoch)
    {
        var expected = ReferenceFile.Read("schedules.json")[name]!.Numbers();

        var actual = expected.Select((_, step) => schedule.Factor(new ScheduleStep(step, stepsPerEpoch, expected.Length, [])));

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Theory]
    [MemberData(nameof(ByFigures))]
    public void Factor_AfterEachEpoch_EqualsPyTorch(string name, ReduceOnPlateau schedule, bool higherIsBetter)
    {
        var reference = ReferenceFile.Read("schedules.json")[name]!;
        var figures = reference["figures"]!.Numbers();
        var history = figures.Select((figure, i) => Epochs.Of(i + 1, validation: [new MetricValue("loss", figure, higherIsBetter)])).ToList();
        var expected = reference["rates"]!.Numbers();

        var actual = expected.Select((_, epochs) => schedule.Factor(new ScheduleStep(epochs * 5, 5, 500, [.. history.Take(epochs)])));

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
