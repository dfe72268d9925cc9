using System.Diagnostics;
using System.Globalization;
using Atelier.Onnx;
using Google.Protobuf;

namespace Atelier.Inference.Tests;

/// <summary>Damaged and hostile files, loaded in a child process that a crash or a hang would end alone.</summary>
public sealed class OnnxFuzzTests
{
    private const string Range = "ATELIER_FUZZ_RANGE";
    private const string Log = "ATELIER_FUZZ_LOG";

    // All 10,000 are run where this variable says how many.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("ATELIER_FUZZ_COUNT") ?? "1000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task LoadOnnx_MutatedFiles_LoadOrGiveAnError()
    {
        if (Environment.GetEnvironmentVariable(Range) is { } range)
        {
            LoadAll(range);
            return;
        }

        var log = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { "--filter-class", $"*{nameof(OnnxFuzzTests)}" })
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment[Range] = $"0-{Count}";
            start.Environment[Log] = log;
            using var child = Process.Start(start)!;
            var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var ended = child.WaitForExit(TimeSpan.FromSeconds(30 + (Count / 20)));
            if (!ended)
            {
                child.Kill(entireProcessTree: true);
            }

            var at = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
            Assert.True(ended && child.ExitCode == 0, $"The child {(ended ? $"ended with {child.ExitCode}" : "hangs")} at seed {at}. {await output}");
            Assert.Equal("done", at);
            await Task.WhenAll(output, errors);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static void LoadAll(string range)
    {
        var ends = range.Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var log = Environment.GetEnvironmentVariable(Log)!;
        byte[][] files = [.. Directory.GetFiles(Path.GetDirectoryName(Sample.PathOf("x"))!, "*.onnx").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        for (var seed = ends[0]; seed < ends[1]; seed++)
        {
            File.WriteAllText(log, seed.ToString(CultureInfo.InvariantCulture));
            var random = new Random(seed);
            var file = files[random.Next(files.Length)];
            var mutated = seed % 2 == 0 ? MutateBytes(file, files, random) : MutateFields(file, random);
            try
            {
                OnnxPredictor.LoadOnnx(mutated).Dispose();
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }

        File.WriteAllText(log, "done");
    }

    private static byte[] MutateBytes(byte[] file, byte[][] files, Random random)
    {
        byte[] copy = [.. file];
        switch (random.Next(3))
        {
            case 0:
                for (var i = random.Next(1, 8); i > 0; i--)
                {
                    copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                }

                return copy;
            case 1:
                return copy[..random.Next(copy.Length)];
            default:
                var other = files[random.Next(files.Length)];
                return [.. copy[..random.Next(copy.Length)], .. other[random.Next(other.Length)..]];
        }
    }

    private static byte[] MutateFields(byte[] file, Random random)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        var graph = model.Graph;
        long[] lengths = [-1, 0, 1, 3, int.MaxValue, long.MaxValue, long.MinValue];
        var length = lengths[random.Next(lengths.Length)];
        var node = graph.Node[random.Next(graph.Node.Count)];
        var tensor = graph.Initializer.Count > 0 ? graph.Initializer[random.Next(graph.Initializer.Count)] : new TensorProto();
        switch (random.Next(10))
        {
            case 0:
                tensor.Dims.Add(length);
                break;
            case 1:
                tensor.DataType = random.Next(-1, 30);
                break;
            case 2:
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../../../etc/passwd" });
                break;
            case 3:
                node.Input.Add(node.Output[0]);
                break;
            case 4:
                node.Output[0] = graph.Node[random.Next(graph.Node.Count)].Output[0];
                break;
            case 5:
                model.OpsetImport[0].Version = length;
                break;
            case 6:
                node.OpType = graph.Node[random.Next(graph.Node.Count)].OpType;
                break;
            case 7:
                foreach (var attribute in node.Attribute)
                {
                    attribute.I = length;
                    attribute.Ints.Add(length);
                }

                break;
            case 8:
                graph.Input[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = length });
                break;
            default:
                node.Input.Clear();
                break;
        }

        return model.ToByteArray();
    }
}
