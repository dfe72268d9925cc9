using System.Runtime.CompilerServices;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>Makes the transformers of images known to <see cref="Transformers.FromJson"/>, so that packages that hold one can be loaded.</summary>
public static class VisionTransformers
{
    /// <summary>
    /// Makes them known. Happens by itself as soon as anything of this assembly is used; a program that only loads packages calls it once at its start.
    /// </summary>
    public static void Register()
    {
        Transformers.Register<ImageResizer, ImageResizerOptions, ImageShape>(ImageResizer.KindName, 1, options => new ImageResizer(options));
        Transformers.Register<CenterCrop, CenterCropOptions, ImageShape>(CenterCrop.KindName, 1, options => new CenterCrop(options));
        Transformers.Register<ImageNormalizer, ImageNormalizerOptions, ImageNormalizer.Moments>(
            ImageNormalizer.KindName, 1, options => new ImageNormalizer(options));
    }

    // A library may register itself: nothing else runs here, and nothing can fail.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void RegisterAtLoad() => Register();
#pragma warning restore CA2255
}
