using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Atelier.Data;
using Atelier.Generators;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

/// <summary>The shipped datasets are what their generators make, and what their data cards say is true of them.</summary>
public sealed partial class GeneratorTests
{
    public static TheoryData<string> Names => ["churn", "reviews", "phrases", "sensors"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_MadeAgain_AreThoseInTheRepository(string name)
    {
        var made = (name switch
        {
            "churn" => ChurnGenerator.Files(),
            "reviews" => ReviewsGenerator.Files(),
            "phrases" => PhrasesGenerator.Files(),
            _ => SensorsGenerator.Files(),
        }).ToArray();

        Assert.NotEmpty(made);
        Assert.All(made, file => Assert.True(
            CsvText.Unzip(Checkout.PathOf("datasets", name, file.Name)).AsSpan().SequenceEqual(file.Content),
            $"{name}/{file.Name} differs; run datasets/{name}/generate.cs and bring the checksums up to date."));
    }

    [Fact]
    public void Churn_StatedFormula_GivesTheTrueProbabilities()
    {
        var frame = Datasets.LoadFrame("churn");
        var truth = Truth();
        for (var row = 0; row < truth.Length; row++)
        {
            var (satisfaction, probability) = truth[row];
            if (Formula(frame, row, satisfaction) is { } expected)
            {
                Assert.Equal(expected, probability, tolerance: 5.1e-5); // four decimals
            }
        }

        Assert.True(Enumerable.Range(0, truth.Length).Count(row => Formula(frame, row, truth[row].Satisfaction) is not null) > 18_000);
    }

    [Fact]
    public void Churn_Labels_AreDrawnWithTheTrueProbabilities()
    {
        var (frame, truth) = (Datasets.LoadFrame("churn"), Truth());
        var groups = Enumerable.Range(0, truth.Length).OrderBy(row => truth[row].Probability).Chunk(truth.Length / 10);
        foreach (var rows in groups)
        {
            var expected = rows.Average(row => truth[row].Probability);
            var happened = rows.Average(row => (string)frame["churned"][row] == "yes" ? 1.0 : 0);

            // Five standard deviations of a share.
            Assert.Equal(expected, happened, tolerance: 5 * Math.Sqrt(expected * (1 - expected) / rows.Length));
        }
    }

    [Fact]
    public void Churn_UnhappyCustomers_AnswerLess()
    {
        var (frame, truth) = (Datasets.LoadFrame("churn"), Truth());

        double[] expected = [0.6, 0.45, 0.25, 0.15, 0.1];
        for (var score = 1; score <= 5; score++)
        {
            var rows = Enumerable.Range(0, truth.Length).Where(row => truth[row].Satisfaction == score).ToArray();
            var silent = rows.Average(row => frame["satisfaction"][row] is null ? 1.0 : 0);

            // Five standard deviations of a share.
            Assert.Equal(expected[score - 1], silent, tolerance: 5 * Math.Sqrt(expected[score - 1] * (1 - expected[score - 1]) / rows.Length));
        }
    }

    [Fact]
    public void Churn_LastMonth_IsDrifted()
    {
        var frame = Datasets.LoadFrame("churn");
        var last = Enumerable.Range(0, 20_000).Where(row => (DateTime)frame["month"][row] == new DateTime(2025, 6, 1)).ToArray();
        var before = Enumerable.Range(0, 20_000).Except(last).ToArray();

        Assert.DoesNotContain(before, row => (string?)frame["payment"][row] == "wallet");
        Assert.InRange(last.Average(row => (string?)frame["payment"][row] == "wallet" ? 1.0 : 0), 0.2, 0.26);
        Assert.InRange(last.Average(row => (int)frame["support_calls"][row]) / before.Average(row => (int)frame["support_calls"][row]), 1.8, 2.2);
    }

    [Fact]
    public void Reviews_OfBothParts_AreBalancedAndDiffer()
    {
        var (train, test) = (Datasets.Load("reviews", DatasetPart.Train), Datasets.Load("reviews", DatasetPart.Test));

        Assert.Equal((3_000, 500), (train.Labels.ToArray().Sum(), test.Labels.ToArray().Sum()));
        Assert.Equal(["negative", "positive"], train.ClassNames);
        Assert.Equal(7_000, train.Column("text").Texts.Concat(test.Column("text").Texts).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData(DatasetPart.Train, 12_000)]
    [InlineData(DatasetPart.Validation, 500)]
    [InlineData(DatasetPart.Test, 500)]
    public void Phrases_OfAPart_AreSentencesInBothLanguages(DatasetPart part, int rows)
    {
        var data = Datasets.Load("phrases", part);

        Assert.Equal(rows, data.Count);
        for (var row = 0; row < rows; row++)
        {
            var (en, de) = (data.Column("en").Texts[row]!, data.Column("de").Texts[row]!);
            Assert.Matches(Sentence(), en);
            Assert.Matches(Sentence(), de);
            Assert.Equal(en[^1], de[^1]);
        }
    }

    [Fact]
    public void Phrases_OfAllParts_OccurOnce()
    {
        var all = Datasets.Load("phrases");

        Assert.Equal(13_000, all.Column("en").Texts.Distinct().Count());
        Assert.Equal(13_000, all.Column("de").Texts.Distinct().Count());
    }

    [Fact]
    public void Phrases_SubordinateClauses_EndWithTheVerb()
    {
        // After "weil", "dass", "ob": the last word of the clause is a finite verb.
        string[] finite = [.. Words.Verbs.SelectMany(verb => new[] { verb.Ich, verb.Er, verb.Wir }.Select(form => verb.Prefix + form)),
            .. Words.Modals.SelectMany(modal => new[] { modal.Er, modal.Wir }), "habe", "hat", "haben", "bin", "ist", "sind"];
        var clauses = Datasets.Load("phrases").Column("de").Texts.Where(text => Subordinate().IsMatch(text!)).ToArray();

        Assert.True(clauses.Length > 1_000, $"Only {clauses.Length} clauses were found.");
        Assert.All(clauses, text => Assert.Contains(text![..^1].Split(' ')[^1], finite));
    }

    [Fact]
    public void Phrases_TimeFirst_IsFollowedByTheVerb()
    {
        string[] finite = [.. Words.Verbs.SelectMany(verb => new[] { verb.Ich, verb.Er, verb.Wir }), .. Words.Modals.SelectMany(modal => new[] { modal.Er, modal.Wir }),
            "habe", "hat", "haben", "bin", "ist", "sind"];
        var sentences = Datasets.Load("phrases").Column("de").Texts.Where(text => text!.StartsWith("Gestern ", StringComparison.Ordinal) || text.StartsWith("Heute ", StringComparison.Ordinal)).ToArray();

        Assert.True(sentences.Length > 100, $"Only {sentences.Length} sentences were found.");
        Assert.All(sentences, text => Assert.Contains(text!.Replace("Gestern Abend", "Gestern", StringComparison.Ordinal).Split(' ')[1], finite));
    }

    /// <summary>Checked by hand: weak nouns, cases, "kein" and "nicht", parting prefixes, "sein", and where the verb stands.</summary>
    [Theory]
    [InlineData("I am glad because a guest gave them my key.", "Ich bin froh, weil ein Gast ihnen meinen Schlüssel gegeben hat.")]
    [InlineData("The brother did not thank the clever boy.", "Der Bruder hat dem klugen Jungen nicht gedankt.")]
    [InlineData("Clever brothers do not hear a friendly teacher in the evening.", "Kluge Brüder hören am Abend keinen freundlichen Lehrer.")]
    [InlineData("She asks whether she can invite the tired boys on Monday.", "Sie fragt, ob sie am Montag die müden Jungen einladen kann.")]
    [InlineData("A young student sends me his bag on Monday.", "Ein junger Student schickt mir am Montag seine Tasche.")]
    [InlineData("Did my doctors give our sister the pear?", "Haben meine Ärzte unserer Schwester die Birne gegeben?")]
    [InlineData("Tired boys did not invite our friendly girl.", "Müde Jungen haben unser freundliches Mädchen nicht eingeladen.")]
    [InlineData("Yesterday I gave the boy the green pear.", "Gestern habe ich dem Jungen die grüne Birne gegeben.")]
    [InlineData("The old doctor ran into the forest yesterday.", "Der alte Arzt ist gestern in den Wald gelaufen.")]
    [InlineData("The clever dogs did not see an old picture two days ago.", "Die klugen Hunde haben vor zwei Tagen kein altes Bild gesehen.")]
    [InlineData("Tired girls do not bring back his letter today.", "Müde Mädchen bringen seinen Brief heute nicht zurück.")]
    [InlineData("Does the student follow us?", "Folgt der Student uns?")]
    public void Phrases_ChosenSentences_AreGoodGerman(string en, string de)
    {
        var data = Datasets.Load("phrases");
        var row = data.Column("en").Texts.ToList().IndexOf(en);

        Assert.Equal(de, row < 0 ? null : data.Column("de").Texts[row]);
    }

    [Fact]
    public void Sensors_Rows_FollowEachOtherByAMinute()
    {
        var frame = Datasets.LoadFrame("sensors");
        var start = new DateTime(2025, 3, 3);

        Assert.All(Enumerable.Range(0, 20_160), row => Assert.Equal(start.AddMinutes(row), (DateTime)frame["time"][row]));
    }

    /// <summary>The table of the data card was measured with pandas by reference.py.</summary>
    [Theory]
    [InlineData("temperature_c", 53.19, 13.07, 29.6, 75.0)]
    [InlineData("vibration_mm_s", 1.52, 0.83, 0.33, 8.64)]
    [InlineData("pressure_bar", 3.59, 1.74, 0.61, 9.51)]
    [InlineData("current_a", 9.78, 5.03, 1.5, 18.4)]
    [InlineData("speed_rpm", 1259.62, 635.36, 286, 2120)]
    public void Sensors_Columns_HaveTheFiguresThatPandasMeasured(string name, double mean, double deviation, double least, double most)
    {
        double[] values = [.. Datasets.Load("sensors").Column(name).Numbers.ToArray().Where(value => !double.IsNaN(value))];

        var average = values.Average();
        Assert.Equal(mean, average, tolerance: 0.0051);
        Assert.Equal(deviation, Math.Sqrt(values.Sum(value => (value - average) * (value - average)) / (values.Length - 1)), tolerance: 0.0051);
        Assert.Equal((least, most), (values.Min(), values.Max()));
    }

    /// <summary>The shares of missing values that pandas found, by reference.py.</summary>
    [Fact]
    public void Churn_Columns_LackWhatPandasFoundMissing()
    {
        var frame = Datasets.LoadFrame("churn");

        var missing = frame.Columns.Where(column => column.NullCount > 0).Select(column => (column.Name, Math.Round(column.NullCount / 20_000.0, 4)));

        Assert.Equal(
            [("region", 0.006), ("payment", 0.0102), ("age", 0.0306), ("data_gb", 0.0269), ("satisfaction", 0.2696), ("referral_code", 0.8194)],
            missing);
        Assert.Equal(
            [
                typeof(string), typeof(DateTime), typeof(DateTime), typeof(string), typeof(string), typeof(string), typeof(string), typeof(int),
                typeof(double), typeof(double), typeof(int), typeof(int), typeof(int), typeof(bool), typeof(string), typeof(string),
            ],
            frame.Columns.Select(column => column.DataType));
    }

    [Fact]
    public void Sensors_Events_AreTheRunsOfRegimesAndFaults()
    {
        var frame = Datasets.LoadFrame("sensors");
        var start = new DateTime(2025, 3, 3);
        string[] regimes = [.. Enumerable.Range(0, 20_160).Select(row => (string)frame["regime"][row])];
        string[] conditions = [.. Enumerable.Range(0, 20_160).Select(row => (string)frame["condition"][row])];
        var covered = 0;

        foreach (var fields in Lines("sensors", "events.csv.gz"))
        {
            var first = (int)(DateTime.ParseExact(fields[0], "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) - start).TotalMinutes;
            var rows = Enumerable.Range(first, int.Parse(fields[1], CultureInfo.InvariantCulture));
            var values = fields[2] == "regime" ? regimes : conditions;
            Assert.All(rows, row => Assert.Equal(fields[3], values[row]));
            covered += fields[2] == "regime" ? rows.Count() : 0;
        }

        Assert.Equal(20_160, covered);
        Assert.Equal(Lines("sensors", "events.csv.gz").Where(fields => fields[2] == "fault").Sum(fields => int.Parse(fields[1], CultureInfo.InvariantCulture)),
            conditions.Count(condition => condition != "ok"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-20)]
    [InlineData(3.75)]
    [InlineData(-0.3)]
    [InlineData(50)]
    public void Exp_OfAnyNumber_AgreesWithTheLibrary(double x) => Assert.Equal(1, SteadyMath.Exp(x) / Math.Exp(x), tolerance: 1e-14);

    private static (int Satisfaction, double Probability)[] Truth() =>
        [.. Lines("churn", "truth.csv.gz").Select(fields => (int.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture)))];

    private static IEnumerable<string[]> Lines(string name, string file) =>
        Encoding.UTF8.GetString(CsvText.Unzip(Checkout.PathOf("datasets", name, file))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));

    /// <summary>The formula of the data card, written out a second time; null where a value that it needs is missing or mistaken.</summary>
    private static double? Formula(DataFrame frame, int row, int satisfaction)
    {
        if (frame["age"][row] is not int age || age is 0 or 199 || frame["data_gb"][row] is not double data || frame["payment"][row] is not string payment)
        {
            return null;
        }

        var charge = Math.Abs((double)frame["monthly_charge_eur"][row]);
        if (data > 250)
        {
            data /= 1024; // recorded in megabytes
        }

        var month = (DateTime)frame["month"][row];
        var z = -2.3;
        z += (string)frame["contract"][row] switch { "monthly" => 1.1, "two-year" => -0.6, _ => 0 };
        z += (month.Month == 6 ? 0.07 : 0.03) * (charge - 30);
        z += (0.35 * (int)frame["support_calls"][row]) + (0.3 * (int)frame["late_payments"][row]) - (0.6 * (satisfaction - 3));
        z -= 0.0008 * (month - (DateTime)frame["signup_date"][row]).TotalDays;
        z += (payment == "invoice" ? 0.4 : 0) - ((bool)frame["autopay"][row] ? 0.3 : 0) + (age < 30 ? 0.4 : 0);
        z += (data < 1 ? 0.5 : 0) + ((string)frame["plan"][row] == "premium" && data < 5 ? 0.8 : 0);
        return 1 / (1 + Math.Exp(-z));
    }

    [GeneratedRegex("^\\p{Lu}[\\p{L}, ]+[.?]$")]
    private static partial Regex Sentence();

    [GeneratedRegex(", (weil|dass|ob) ")]
    private static partial Regex Subordinate();
}
