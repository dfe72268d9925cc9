namespace Microsoft.DotNet.Interactive;

/// <summary>A package's entry point: a public class with this interface in <c>interactive-extensions/dotnet</c> is loaded after the restore.</summary>
public interface IKernelExtension
{
    /// <summary>Sets the session up: adds kernels, magic commands, formatters.</summary>
    /// <param name="kernel">The session's kernels, a <see cref="CompositeKernel"/>.</param>
    /// <returns>A task that ends when the extension is ready.</returns>
    Task OnLoadAsync(Kernel kernel);
}
