using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>The tensors of References/every_type.safetensors, which weights_reference.py made without this SDK.</summary>
internal static class EveryType
{
    public static readonly string Path = Checkout.PathOf("tests", "Atelier.Training.Tests", "References", "every_type.safetensors");

    public static readonly Dictionary<string, string> Metadata = new() { ["zebra"] = "last", ["author"] = "Zoë \"Z\"\n" };

    public static (string Name, Tensor Tensor)[] Tensors() =>
    [
        ("truth", tensor(new[] { true, false, true })),
        ("float", tensor(new[] { 1.5f, -0f, 1e-40f, float.PositiveInfinity })),
        ("float.none", zeros(0, 3)),
        ("double", tensor(new[,] { { 0.1, -2.5, 1e300 }, { 0, double.PositiveInfinity, 3 } })),
        ("half", tensor(new[] { 0.5f, -65504, 6e-8f }).to_type(float16)),
        ("brain", tensor(new[] { 1, -3.140625f, 1e38f, 0, 2 }).to_type(bfloat16)),
        ("long", tensor(-9007199254740993)),
        ("int", tensor(new[,] { { 1, -2 }, { 3, int.MinValue } })),
        ("short", tensor(new short[] { -32768, 32767 })),
        ("signed", tensor(new sbyte[] { -128, 127 }).reshape(1, 2, 1)),
        ("bytes", tensor(new byte[] { 0, 128, 255 })),
        ("größe.重み", tensor(new[] { 7f })),
        ("\uff5e", tensor(new[] { 8f })),
        ("\U0001f600", tensor(new[] { 9f })),
        ("quote\" back\\ tab\t line\n bell\u0007 delete\u007f", tensor(new[] { 10f })),
    ];
}
