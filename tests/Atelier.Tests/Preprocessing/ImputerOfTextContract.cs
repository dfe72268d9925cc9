using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Tests.Preprocessing;

/// <summary>The imputer over columns of text.</summary>
public sealed class ImputerOfTextContract : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new Imputer(new ImputerOptions { Strategy = ImputeStrategy.MostFrequent, AddIndicator = true });

    protected override Dataset TextAndDateSample(int seed) => TransformerSamples.Table(TransformerSamples.Cities(seed), TransformerSamples.Plans(seed));

    protected override Dataset NumberSample(int seed) => TransformerSamples.Table(TransformerSamples.Days(seed));

    protected override Dataset DenseSample(int seed) => NumberSample(seed);
}
