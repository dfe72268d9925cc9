using Atelier.Data;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Inference.Tests;

/// <summary>Packages whose preprocessing takes the columns of a table.</summary>
public sealed class TablePackageTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Signature_OfATable_HasAnInputForEachColumn()
    {
        var package = Sample.Classifier(Scaling());

        Assert.Equal(["a FP64 (batch, 1)", "b FP64 (batch, 1)", "c FP64 (batch, 1)", "d FP64 (batch, 1)"], package.Signature.Inputs.Select(input => input.ToString()));
    }

    [Fact]
    public void Predict_TableWithColumnsInAnotherOrder_EqualsTheRowsAsOneArray()
    {
        Sample.Classifier(Scaling()).Save(_folder["package"]);
        using var ofArray = OnnxPredictor.Load(Sample.Classifier(Sample.Scaler(4)));
        using var ofTable = OnnxPredictor.Load(_folder["package"]);

        var expected = ofArray.Predict(new Dataset("rows", Sample.Of("rows"), [4]));
        var actual = ofTable.Predict(Table([3, 1, 0, 2]), batchSize: 7);

        Assert.Equal(expected.Scores.ToArray(), actual.Scores.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void Predict_TableWithoutAColumn_NamesIt()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(Scaling()));

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(Table([0, 1, 3])));

        Assert.Contains("no column `c`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_MissingValueThatNothingFills_NamesTheFeature()
    {
        using var predictor = OnnxPredictor.Load(Sample.Classifier(Scaling()));
        var inputs = Names.Select(name => NamedTensor.Create<double>(name, new[] { name == "b" ? double.NaN : 1 }, 1, 1)).ToArray();

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(inputs));

        Assert.Contains("`b` of `classifier` is NaN at row 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Fill or drop missing values first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Preprocess_DateThatIsNone_NamesColumnRowAndText()
    {
        var rows = Dataset.FromColumns("d", [new FeatureColumn("since", new DateTime?[] { new(2026, 1, 31), null })]);
        var package = Sample.Package("classifier", [Sample.Features], [Sample.Probabilities], new DaysSince().Fit(rows));

        var error = Assert.Throws<ArgumentException>(() => package.Preprocess([NamedTensor.Create<string>("since", new[] { "2026-02-03", "31.1." }, 2, 1)]));

        Assert.Equal(DataType.String, Assert.Single(package.Signature.Inputs).DataType);
        Assert.Contains("`since` holds `31.1.` at row 1; expected a date as ISO 8601", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [34f, 0, 0, 0, 0, 0, 0, 0],
            package.Preprocess([NamedTensor.Create<string>("since", new[] { "2026-02-04", "" }, 2, 1)]).Values<float>().ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private static ColumnPipeline Scaling() => new ColumnPipeline().Add(Names, new StandardScaler()).Fit(Table([0, 1, 2, 3]));

    private static Dataset Table(int[] columns)
    {
        var rows = new Dataset("rows", Sample.Of("rows"), [4], featureNames: Names);
        return rows.WithColumns(columns.Select(at => rows.Columns[at]));
    }

    /// <summary>Four numbers of a date: days since the new year of 2026, and three zeros; zeros where it is missing.</summary>
    private sealed class DaysSince() : Transformer<DaysSince, NoOptions, NoOptions>(new NoOptions())
    {
        public override string Kind => "days-since";

        protected override NoOptions Learn(Dataset data) => new();

        protected override FeatureSchema Describe(FeatureSchema input, NoOptions learned) => new([4], ["days", "x", "y", "z"]);

        protected override Dataset Apply(Dataset data)
        {
            var days = data.Columns[0].Dates.ToArray().Select(date => date is { } day ? (float)(day - new DateTime(2026, 1, 1)).TotalDays : 0);
            return data.WithFeatures(days.SelectMany(day => new[] { day, 0, 0, 0 }).ToArray(), [4], Output.Names);
        }
    }
}
