namespace Atelier.Training.Tests.Export;

/// <summary>ONNX's own checker, in Python.</summary>
internal static class PythonOnnx
{
    private const string Script = """
        import sys, onnx
        for path in sys.argv[1:]:
            try:
                model = onnx.load(path)
                onnx.checker.check_model(model, full_check=True)
                onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
            except Exception as error:
                print(path, ": ", str(error).replace("\n", " "), sep="")
        print("done")
        """;

    /// <summary>Whether there is a Python that knows ONNX.</summary>
    public static bool IsInstalled => Python.Has("onnx");

    /// <summary>What the checker or the strict inference of shapes has against files, all in one process.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> paths)
    {
        var (succeeded, text) = Python.Run(["-c", Script, .. paths]);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return succeeded && lines is [.. var failures, "done"] ? failures : [text];
    }
}
