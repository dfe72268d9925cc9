using Atelier.Inference;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier package verify</c>.</summary>
internal static class PackageVerification
{
    public static int Run(ToolHost host, string path, bool json)
    {
        try
        {
            var package = PackageReader.Load(path);
            using (OnnxPredictor.Load(package))
            {
                // That it loads is the check: ONNX Runtime took the graph with all weights, in files beside it too, and inputs and outputs as the package says.
            }
            var files = package.Graph.DataFiles.Select(file => file.Name).ToArray();
            if (json)
                host.Out.WriteJson(new { Sound = true, package.Name, DataFiles = files });
            else
                host.Out.WriteLine(
                    $"{package.Name}: checksums, parts, graph{(files.Length == 0 ? "" : $", weights in {string.Join(", ", files)}")} and signature are sound.",
                    new Style(Color.Green));
            return ExitCodes.Success;
        }
        catch (InvalidDataException exception)
        {
            if (json)
                host.Out.WriteJson(new { Sound = false, Error = exception.Message });
            else
                host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Failed;
        }
    }
}
