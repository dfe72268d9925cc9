using Atelier.Data;

namespace Atelier.Training.Tests;

internal static class TrainerExtensions
{
    /// <summary>Trains until done or until the test run is cancelled.</summary>
    public static TrainingResult FitInTest(
        this Trainer trainer, Dataset train, Dataset? validation = null, IReadOnlyList<TrainingCallback>? callbacks = null) =>
        trainer.Fit(train, validation, callbacks, TestContext.Current.CancellationToken);
}
