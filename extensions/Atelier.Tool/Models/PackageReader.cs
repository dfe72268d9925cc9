using Atelier.Packaging;
using Atelier.Vision;

namespace Atelier.Tool;

/// <summary>Reads packages with every preprocessing of this product, also that of images, which is in an assembly of its own.</summary>
internal static class PackageReader
{
    /// <summary>Makes every preprocessing known, for packages that are read by others, such as a registry.</summary>
    public static void Prepare() => VisionTransformers.Register();

    /// <summary>Reads a package from a folder or file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ModelPackage Load(string path)
    {
        Prepare();
        return ModelPackage.Load(path);
    }
}
