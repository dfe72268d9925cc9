using System.Globalization;
using Atelier.Benchmarks;
using Atelier.Benchmarks.Export;
using Atelier.Benchmarks.Inference;
using Atelier.Benchmarks.Kernel;
using Atelier.Benchmarks.Preprocessing;
using Atelier.Benchmarks.Quantization;
using Atelier.Benchmarks.Serving;
using Atelier.Benchmarks.Tables;
using Atelier.Benchmarks.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [ServingHost.Verb, .. var served])
{
    await ServingHost.RunAsync(served);
    return 0;
}

IBenchmarkGroup[] groups =
[
    new ExportGroup(), new InferenceGroup(), new KernelGroup(), new PreprocessingGroup(), new PipelineGroup(), new QuantizationGroup(), new ServingGroup(), new TablesGroup(),
    new TrainingGroup(), new TrainingMemoryGroup(), new TransformerGroup(), new TransportGroup(),
];

if (args.Length == 0)
{
    Console.WriteLine("usage: dotnet run -c Release --project tests/Atelier.Benchmarks -- GROUP");
    foreach (var known in groups)
    {
        Console.WriteLine($"  {known.Name,-14} {known.Description}");
    }

    return 0;
}

if (args is not [var name] || groups.FirstOrDefault(group => group.Name == name) is not { } chosen)
{
    Console.Error.WriteLine($"`{string.Join(' ', args)}` is no group; expected one of: {string.Join(", ", groups.Select(group => group.Name))}.");
    return 64;
}

return BarTable.Print(chosen.Name, chosen.Run());
