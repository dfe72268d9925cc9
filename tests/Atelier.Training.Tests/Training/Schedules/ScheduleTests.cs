using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training.Tests;

public sealed class ScheduleTests
{
    public static IEnumerable<TheoryDataRow<LearningRateSchedule>> All => new LearningRateSchedule[]
    {
        new StepDecay(),
        new StepDecay { EveryEpochs = 1, By = 1e-300 },
        new CosineDecay(),
        new CosineDecay { FinalFactor = 1 },
        new OneCycle(),
        new OneCycle { RisingShare = 0 },
        new OneCycle { RisingShare = 1, Annealing = Annealing.Linear },
        new OneCycle { RisingShare = 0.5, StartDivisor = double.MaxValue, FinalDivisor = double.MaxValue },
        new ReduceOnPlateau { Patience = 0 },
        new ReduceOnPlateau { Patience = 0, Threshold = double.MaxValue },
        new WarmUp(),
        new WarmUp { Steps = int.MaxValue, StartFactor = 0 },
        new WarmUp { Steps = 1, Then = new OneCycle() },
        new WarmUp { Steps = 7, Then = new ReduceOnPlateau { Patience = 0 } },
        new ScheduleSequence((0, new OneCycle()), (1, new CosineDecay()), (int.MaxValue, new StepDecay())),
        new ScheduleProduct(new OneCycle(), new CosineDecay(), new StepDecay { EveryEpochs = 2 }),
    }.Select(schedule => new TheoryDataRow<LearningRateSchedule>(schedule));

    [Theory]
    [MemberData(nameof(All))]
    public void Factor_TrainingsOfOddSizes_IsAFiniteNumberFromZeroToOne(LearningRateSchedule schedule)
    {
        int[] sizes = [1, 2, 3, 10, 11, 1_000, int.MaxValue];
        double[] losses = [1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -1, double.MaxValue, double.MinValue];
        foreach (var total in sizes)
        {
            foreach (var perEpoch in sizes)
            {
                // The last ones lie beyond the training's end.
                foreach (var step in new[] { 0, 1, 2, 3, 9, 10, 11, total / 2, total - 1, total, int.MaxValue })
                {
                    var history = Epochs.WithLosses([.. Enumerable.Range(0, Math.Min(step / perEpoch, 20)).Select(epoch => losses[epoch % losses.Length])]);

                    var factor = schedule.Factor(new ScheduleStep(step, perEpoch, total, history));

                    Assert.True(factor is >= 0 and <= 1, $"The factor is {factor} for step {step} of {total}, {perEpoch} an epoch.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Factor_AskedInAnyOrder_IsTheSame(LearningRateSchedule schedule)
    {
        var history = Epochs.WithLosses(1, 1, 1, 0.5, 0.6, 0.6);
        var steps = Enumerable.Range(0, 70).Select(step => new ScheduleStep(step, 10, 70, history[..(step / 10)])).ToList();
        var forwards = steps.Select(schedule.Factor).ToList();

        var backwards = steps.AsEnumerable().Reverse().Select((schedule with { }).Factor).Reverse();

        Assert.Equal(forwards, backwards);
    }

    [Fact]
    public void WarmUp_Then_SeesTheRestAsATrainingOfItsOwn()
    {
        var seen = new List<ScheduleStep>();
        var schedule = new WarmUp { Steps = 25, Then = new Recording(seen) };
        var history = Epochs.WithLosses(5, 4, 3);

        schedule.Factor(new ScheduleStep(24, 10, 100, history[..2]));
        schedule.Factor(new ScheduleStep(25, 10, 100, history[..2]));
        schedule.Factor(new ScheduleStep(31, 10, 100, history));

        Assert.Equal([(0, 75), (6, 75)], seen.Select(step => (step.Step, step.TotalSteps)));
        // The epoch in which it takes over is the first that it knows.
        Assert.Equal([[], [3]], seen.Select(step => step.History.Select(epoch => epoch.Epoch)));
    }

    [Fact]
    public void ScheduleSequence_EachPart_SeesItsStretchAlone()
    {
        var seen = new List<ScheduleStep>();
        var schedule = new ScheduleSequence((0, new Recording(seen)), (30, new Recording(seen)), (50, new Recording(seen)));

        foreach (var step in new[] { 0, 29, 30, 49, 50, 99 })
        {
            schedule.Factor(new ScheduleStep(step, 10, 100, []));
        }

        Assert.Equal([(0, 30), (29, 30), (0, 20), (19, 20), (0, 50), (49, 50)], seen.Select(step => (step.Step, step.TotalSteps)));
    }

    [Fact]
    public void ReduceOnPlateau_AnotherFigure_IsFollowedInItsDirection()
    {
        var history = new[] { 0.5, 0.6, 0.6, 0.6 }.Select((accuracy, i) => Epochs.Of(
            i + 1,
            training: [new MetricValue("loss", 1.0 / (i + 1), false), new MetricValue("accuracy", accuracy, true)],
            validation: [new MetricValue("loss", 1.0 / (i + 1), false), new MetricValue("accuracy", 0.5 + 0.1 * i, true)])).ToList();
        var step = new ScheduleStep(40, 10, 100, history);

        var training = new ReduceOnPlateau { Monitor = "accuracy", Patience = 1, By = 0.5, WatchTraining = true }.Factor(step);
        var validation = new ReduceOnPlateau { Monitor = "accuracy", Patience = 1, By = 0.5 }.Factor(step);

        Assert.Equal((0.5, 1), (training, validation));
    }

    [Fact]
    public void ReduceOnPlateau_WithoutValidation_SaysSo()
    {
        var step = new ScheduleStep(10, 10, 100, [Epochs.Of(1)]);

        var exception = Assert.Throws<InvalidOperationException>(() => new ReduceOnPlateau().Factor(step));
        var before = Assert.Throws<InvalidOperationException>(() => new ReduceOnPlateau().EnsureFits(["loss"], hasValidation: false));

        Assert.Equal(
            "ReduceOnPlateau watches validation data, and there is none. Give Fit a `validation` dataset, or set WatchTraining.", exception.Message);
        Assert.Equal(exception.Message, before.Message);
        new ReduceOnPlateau { WatchTraining = true }.EnsureFits(["loss"], hasValidation: false);
    }

    [Fact]
    public void ReduceOnPlateau_UnknownFigure_NamesThoseThereAre()
    {
        var step = new ScheduleStep(10, 10, 100, [Epochs.Of(1, validation: [new MetricValue("loss", 1, false), new MetricValue("accuracy", 1, true)])]);
        var schedule = new ReduceOnPlateau { Monitor = "f1" };
        const string message =
            "There is no figure `f1` for ReduceOnPlateau to watch; this training has: loss, accuracy. Add it to TrainingOptions.Metrics.";

        var exception = Assert.Throws<InvalidOperationException>(() => schedule.Factor(step));

        Assert.Equal(message, exception.Message);
        foreach (var around in new LearningRateSchedule[]
        {
            schedule, new WarmUp { Then = schedule }, new ScheduleProduct(new StepDecay(), schedule), new ScheduleSequence((0, schedule)),
        })
        {
            Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => around.EnsureFits(["loss", "accuracy"], true)).Message);
            around.EnsureFits(["loss", "f1"], true);
        }
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void CheckedFactor_OwnScheduleThatGivesNoFactor_IsNamed(double factor, string shown)
    {
        var schedule = new WarmUp { Steps = 2, Then = new Fixed(factor) };

        var exception = Assert.Throws<InvalidOperationException>(() => schedule.CheckedFactor(new ScheduleStep(5, 10, 100, [])));

        Assert.Equal(
            $"The schedule Fixed gave the factor {shown} for step 3; expected a finite number, 0 or above. Correct its Factor.", exception.Message);
    }

    [Fact]
    public void Settings_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay { EveryEpochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay { By = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay { By = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay { By = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay { FinalFactor = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay { FinalFactor = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { RisingShare = 1.01 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { StartDivisor = 0.9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { FinalDivisor = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { Annealing = (Annealing)2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Patience = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { By = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Threshold = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Cooldown = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { MinFactor = 2 });
        Assert.Throws<ArgumentException>(() => new ReduceOnPlateau { Monitor = " " });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUp { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUp { StartFactor = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleStep(-1, 1, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleStep(0, 0, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleStep(0, 1, 0, []));
        Assert.Throws<ArgumentNullException>(() => new ScheduleStep(0, 1, 1, null!));
    }

    [Fact]
    public void Messages_OfSettings_SayTheLimits()
    {
        var reduction = Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay { By = 2 });
        var share = Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { RisingShare = -1 });
        var divisor = Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle { StartDivisor = 0 });
        var count = Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Patience = -1 });

        Assert.StartsWith("`By` must lie above 0 and be at most 1.", reduction.Message, StringComparison.Ordinal);
        Assert.StartsWith("`RisingShare` must lie from 0 to 1.", share.Message, StringComparison.Ordinal);
        Assert.StartsWith("`StartDivisor` must be a finite number, 1 or above.", divisor.Message, StringComparison.Ordinal);
        Assert.StartsWith("`Patience` must be 0 or above.", count.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScheduleSequence_PartsThatDoNotFollowEachOther_AreRefused()
    {
        var none = Assert.Throws<ArgumentException>(() => new ScheduleSequence());
        var late = Assert.Throws<ArgumentException>(() => new ScheduleSequence((5, new StepDecay())));
        var back = Assert.Throws<ArgumentException>(() => new ScheduleSequence((0, new StepDecay()), (5, new StepDecay()), (5, new StepDecay())));

        Assert.Contains("first begins at step 0; there is none.", none.Message, StringComparison.Ordinal);
        Assert.Contains("first begins at step 0; the first begins at 5.", late.Message, StringComparison.Ordinal);
        Assert.Contains("Schedule 3 begins at step 5 and the one before it at 5; expected rising steps.", back.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new ScheduleSequence((0, null!)));
        Assert.Throws<ArgumentNullException>(() => new ScheduleSequence(null!));
    }

    [Fact]
    public void ScheduleProduct_WithoutSchedules_IsRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new ScheduleProduct());

        Assert.Contains("There is no schedule; expected at least one.", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new ScheduleProduct(new StepDecay(), null!));
    }

    [Fact]
    public void ToString_UnderACultureWithDecimalCommas_HasDecimalPoints()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("StepDecay { EveryEpochs = 10, By = 0.1 }", new StepDecay().ToString());
            Assert.Equal(
                "ScheduleSequence { from step 0 CosineDecay { FinalFactor = 0 }, from step 9 ScheduleProduct { StepDecay { EveryEpochs = 2, By = 0.5 } x "
                + "Fixed { Value = 0.25 } } }",
                new ScheduleSequence((0, new CosineDecay()), (9, new ScheduleProduct(new StepDecay { EveryEpochs = 2, By = 0.5 }, new Fixed(0.25)))).ToString());
            Assert.Equal("de-DE", CultureInfo.CurrentCulture.Name);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Equals_SchedulesOfEqualParts_AreEqual()
    {
        Assert.Equal(new ScheduleSequence((0, new StepDecay()), (4, new OneCycle())), new ScheduleSequence((0, new StepDecay()), (4, new OneCycle())));
        Assert.NotEqual(new ScheduleSequence((0, new StepDecay())), new ScheduleSequence((0, new StepDecay { By = 0.2 })));
        Assert.Equal(new ScheduleProduct(new StepDecay()).GetHashCode(), new ScheduleProduct(new StepDecay()).GetHashCode());
        Assert.NotEqual(new ScheduleProduct(new StepDecay()), new ScheduleProduct(new StepDecay(), new StepDecay()));
    }

    private sealed record Recording(List<ScheduleStep> Seen) : LearningRateSchedule
    {
        public override double Factor(ScheduleStep step)
        {
            Seen.Add(step);
            return 1;
        }
    }

    private sealed record Fixed(double Value) : LearningRateSchedule
    {
        public override double Factor(ScheduleStep step) => Value;
    }
}
