using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Atelier.Inference;

/// <summary>What a processor offers for 8-bit arithmetic.</summary>
/// <param name="Avx2">Whether it has AVX2, 256-bit vectors of x64.</param>
/// <param name="Avx512">Whether it has AVX-512 for bytes and words (AVX512BW).</param>
/// <param name="Vnni">Whether it multiplies and adds 8-bit numbers in one step (AVX512_VNNI or AVX-VNNI).</param>
/// <param name="DotProduct">Whether it has the dot product of 8-bit numbers of Arm (FEAT_DotProd).</param>
public sealed record ProcessorFeatures(bool Avx2, bool Avx512, bool Vnni, bool DotProduct)
{
    /// <summary>The processor that this program runs on.</summary>
    public static ProcessorFeatures Current { get; } = new(System.Runtime.Intrinsics.X86.Avx2.IsSupported, Avx512BW.IsSupported, HasVnni(), Dp.IsSupported);

    /// <summary>Whether sums of 8-bit products cannot overflow, so that weights may take the full range.</summary>
    public bool AddsInFull => Vnni || DotProduct;

    /// <summary>The features by name, such as <c>AVX2, no VNNI</c>.</summary>
    public override string ToString()
    {
        var names = new List<string>();
        if (Avx2)
        {
            names.Add("AVX2");
        }

        if (Avx512)
        {
            names.Add("AVX-512");
        }

        names.Add(DotProduct ? "dot product" : Vnni ? "VNNI" : "no VNNI");
        return string.Join(", ", names);
    }

    // Intel, Software Developer's Manual, volume 2, CPUID: leaf 7, sub-leaf 0, ECX bit 11; sub-leaf 1, EAX bit 4.
    private static bool HasVnni()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return false;
        }

        var (most, _, ecx, _) = X86Base.CpuId(7, 0);
        var avx512 = Avx512BW.IsSupported && (ecx & (1 << 11)) != 0;
        return avx512 || (System.Runtime.Intrinsics.X86.Avx2.IsSupported && most >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0);
    }
}
