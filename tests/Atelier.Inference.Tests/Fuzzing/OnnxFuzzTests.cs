using System.Globalization;
using Atelier.Prediction;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>Damaged and hostile files, loaded and run in child processes that a crash or a hang would end alone.</summary>
public sealed class OnnxFuzzTests
{
    private const string Crash = "ATELIER_FUZZ_CRASH";
    private const string Child = $"*{nameof(OnnxFuzzTests)}.{nameof(LoadOnnx_MutatedFiles_AnswerOrGiveAnError)}";

    // The seeds of every run; all 10,000 where this variable says so, other ones where the second does.
    private static readonly int Count = Number("ATELIER_FUZZ_COUNT", 1000);
    private static readonly int First = Number("ATELIER_FUZZ_FIRST", 0);

    [Fact]
    public async Task LoadOnnx_MutatedFiles_AnswerOrGiveAnError()
    {
        if (Environment.GetEnvironmentVariable(FuzzChildren.Range) is { } range)
        {
            RunAll(range, Environment.GetEnvironmentVariable(FuzzChildren.Folder)!);
            return;
        }

        var findings = await new FuzzChildren(Child).Run(First, First + Count, TestContext.Current.CancellationToken);

        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }

    [Fact]
    public async Task Children_OneDies_ItsSeedAndFileAreKeptAndTheOthersRun()
    {
        var findings = await new FuzzChildren(Child).Run(0, 6, TestContext.Current.CancellationToken, (Crash, "3"));

        var finding = Assert.Single(findings);
        Assert.Equal(3, finding.Seed);
        Assert.Contains("the child ended with", finding.What, StringComparison.Ordinal);
        Assert.Equal(Mutated(3), await File.ReadAllBytesAsync(finding.File, TestContext.Current.CancellationToken));
        File.Delete(finding.File);
    }

    [Fact]
    public void Corpus_EveryModel_LoadsAndAnswers()
    {
        var wrong = FuzzCorpus.All().Select(model => (model.Name, Error: ErrorOf(model.Bytes))).Where(model => model.Error is not null).ToArray();

        Assert.True(wrong.Length == 0, string.Join("\n", wrong.Select(model => $"{model.Name}: {model.Error}")));
    }

    private static void RunAll(string range, string folder)
    {
        var ends = range.Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        for (var seed = ends[0]; seed < ends[1]; seed++)
        {
            var mutated = Mutated(seed);
            File.WriteAllBytes(FuzzChildren.ModelIn(folder), mutated);
            File.WriteAllText(FuzzChildren.ProgressIn(folder), seed.ToString(CultureInfo.InvariantCulture));
            if (Environment.GetEnvironmentVariable(Crash) == seed.ToString(CultureInfo.InvariantCulture))
            {
                Environment.FailFast("As a crash in native code would.");
            }

            var error = ErrorOf(mutated);
            Assert.NotEqual("", error);
        }

        File.WriteAllText(FuzzChildren.ProgressIn(folder), "done");
    }

    private static readonly Lazy<byte[][]> Corpus = new(() => [.. FuzzCorpus.All().Select(model => model.Bytes)]);

    private static byte[] Mutated(int seed) => new ModelMutator(Corpus.Value, new Random(seed)).Next();

    /// <summary>Loads and runs a file; gives the error that a caller is told, and null where it answers.</summary>
    private static string? ErrorOf(byte[] bytes)
    {
        try
        {
            using var predictor = OnnxPredictor.LoadOnnx(bytes);
            foreach (var rows in new[] { 1, 3 })
            {
                var random = new Random(rows);
                if (predictor.Signature.Inputs.All(spec => spec.Shape.Aggregate(1.0, (product, length) => product * Math.Abs(length)) < 1e6))
                {
                    predictor.Predict([.. predictor.Signature.Inputs.Select(spec => Input(spec, rows, random))]);
                }
            }

            return null;
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            return error.Message;
        }
    }

    private static NamedTensor Input(TensorSpec spec, int rows, Random random)
    {
        int[] shape = [.. spec.Shape.Select(length => length >= 0 ? length : rows)];
        var count = shape.Aggregate(1, (product, length) => product * length);
        return spec.DataType switch
        {
            DataType.String => NamedTensor.Create<string>(spec.Name, Draw(() => random.Next(2) == 0 ? "a b" : "c"), shape),
            DataType.Float32 => NamedTensor.Create<float>(spec.Name, Draw(random.NextSingle), shape),
            DataType.Float64 => NamedTensor.Create<double>(spec.Name, Draw(random.NextDouble), shape),
            DataType.Float16 => NamedTensor.Create<Half>(spec.Name, Draw(() => (Half)random.NextSingle()), shape),
            DataType.Bool => NamedTensor.Create<bool>(spec.Name, Draw(() => random.Next(2) == 0), shape),
            DataType.Int8 => NamedTensor.Create<sbyte>(spec.Name, Draw(() => (sbyte)random.Next(3)), shape),
            DataType.Int16 => NamedTensor.Create<short>(spec.Name, Draw(() => (short)random.Next(3)), shape),
            DataType.Int32 => NamedTensor.Create<int>(spec.Name, Draw(() => random.Next(3)), shape),
            DataType.Int64 => NamedTensor.Create<long>(spec.Name, Draw(() => (long)random.Next(3)), shape),
            DataType.UInt8 => NamedTensor.Create<byte>(spec.Name, Draw(() => (byte)random.Next(3)), shape),
            DataType.UInt16 => NamedTensor.Create<ushort>(spec.Name, Draw(() => (ushort)random.Next(3)), shape),
            DataType.UInt32 => NamedTensor.Create<uint>(spec.Name, Draw(() => (uint)random.Next(3)), shape),
            _ => NamedTensor.Create<ulong>(spec.Name, Draw(() => (ulong)random.Next(3)), shape),
        };

        T[] Draw<T>(Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
