using Atelier.Packaging;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>Makes sessions of ONNX Runtime from files that were checked, on the first provider that works.</summary>
internal static class SessionFactory
{
    private const int SmallGraph = 4 << 20;

    /// <summary>Makes a session.</summary>
    /// <param name="title">What the graph is called in errors, such as <c>the package `digits`</c>.</param>
    /// <param name="graph">The graph, which passed <see cref="OnnxGuard"/>.</param>
    /// <param name="folder">Where the files of external weights lie; null for the graph's own data files.</param>
    /// <param name="options">Providers and threads.</param>
    public static (InferenceSession Session, ExecutionProvider Provider, IReadOnlyList<PassedOverProvider> PassedOver) Create(
        string title, OnnxGraph graph, string? folder, OnnxPredictorOptions options)
    {
        if (folder is not null || graph.DataFiles.Count == 0)
        {
            return Choose(title, graph, folder, options);
        }

        // Readable by this user only.
        var own = Directory.CreateTempSubdirectory("atelier-onnx-").FullName;
        try
        {
            foreach (var file in graph.DataFiles)
            {
                using var stream = File.Create(Path.Combine(own, file.Name));
                stream.Write(file.Bytes.Span);
            }

            return Choose(title, graph, own, options);
        }
        finally
        {
            try
            {
                Directory.Delete(own, recursive: true);
            }
            catch (IOException)
            {
                // Windows keeps files that are mapped into memory; its cleaning of temporary files takes them.
            }
        }
    }

    private static (InferenceSession Session, ExecutionProvider Provider, IReadOnlyList<PassedOverProvider> PassedOver) Choose(
        string title, OnnxGraph graph, string? folder, OnnxPredictorOptions options)
    {
        var passedOver = new List<PassedOverProvider>();
        foreach (var provider in options.Providers.Where(provider => provider != ExecutionProvider.Cpu).Distinct())
        {
            try
            {
                var why = ProviderNames.WhyAbsent(provider);
                if (why is null)
                {
                    return (Open(graph, folder, options, provider), provider, passedOver);
                }

                passedOver.Add(new PassedOverProvider(provider, why));
            }
            catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
            {
                passedOver.Add(new PassedOverProvider(provider, error.Message));
            }
        }

        if (!options.AllowCpuFallback && !options.Providers.Contains(ExecutionProvider.Cpu))
        {
            throw new NotSupportedException(
                $"No provider in `Providers` can run {title}, and `AllowCpuFallback` is false. {string.Join(" ", passedOver)} "
                + "Mend one of these, or allow the processor.");
        }

        try
        {
            return (Open(graph, folder, options, ExecutionProvider.Cpu), ExecutionProvider.Cpu, passedOver);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException($"{char.ToUpperInvariant(title[0])}{title[1..]} holds a graph that ONNX Runtime cannot load: {error.Message} Export the model again.", error);
        }
    }

    private static InferenceSession Open(OnnxGraph graph, string? folder, OnnxPredictorOptions options, ExecutionProvider provider)
    {
        using var settings = new SessionOptions
        {
            // 0 is ONNX Runtime's own choice: all cores.
            IntraOpNumThreads = options.Threads ?? (graph.Bytes.Length <= SmallGraph ? 1 : 0),
            // Whatever goes wrong is thrown; nothing is to be written to the console as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Otherwise bytes that begin like ONNX Runtime's own format are read as that, and not as what was checked.
        settings.AddSessionConfigEntry("session.load_model_format", "ONNX");
        if (folder is not null)
        {
            settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        }

        ProviderNames.Append(settings, provider);
        return new InferenceSession(graph.Bytes.ToArray(), settings);
    }
}
