using System.Runtime.InteropServices;

namespace Atelier.Training.Tests;

public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void MarkWeak_RealLibrary_ChangesOneFlagOnly()
    {
        var original = NativeLibraryFile.Read();
        var patched = original.ToArray();

        var marked = ElfVersionNeeds.MarkWeak(patched, Version);

        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]).ToList();
        Assert.Equal(1, marked);
        var position = Assert.Single(changed);
        Assert.Equal(0, original[position]);
        Assert.Equal(2, patched[position]);
    }

    [Fact]
    public void MarkWeak_Twice_ChangesNothingMore()
    {
        var once = NativeLibraryFile.Read();
        ElfVersionNeeds.MarkWeak(once, Version);
        var twice = once.ToArray();

        var marked = ElfVersionNeeds.MarkWeak(twice, Version);

        Assert.Equal(1, marked);
        Assert.Equal(once, twice);
    }

    [Fact]
    public void MarkWeak_VersionNobodyAsksFor_ChangesNothing()
    {
        var original = NativeLibraryFile.Read();
        var image = original.ToArray();

        var marked = ElfVersionNeeds.MarkWeak(image, "GLIBCXX_9.9.9");

        Assert.Equal(0, marked);
        Assert.Equal(original, image);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void MarkWeak_Garbage_IsRefused(int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);

        var exception = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(garbage, Version));

        Assert.Contains("no 64-bit little-endian ELF", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(260_000)]
    public void MarkWeak_CutOffLibrary_IsRefused(int length)
    {
        var cut = NativeLibraryFile.Read()[..length];

        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(cut, Version));
    }

    [Fact]
    public void MarkWeak_DamagedLibrary_EndsWithAnAnswerOrARefusal()
    {
        var original = NativeLibraryFile.Read();
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var image = original.ToArray();
            for (var i = 0; i < 8; i++)
            {
                image[random.Next(6, 1024)] = (byte)random.Next(256);
            }

            var exception = Record.Exception(() => ElfVersionNeeds.MarkWeak(image, Version));

            Assert.True(exception is null or InvalidDataException, exception?.ToString());
        }
    }

    private static class NativeLibraryFile
    {
        public static byte[] Read()
        {
            var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
            Assert.SkipUnless(File.Exists(path), $"{path} is not there: the package's Linux library is what this test reads.");
            Assert.SkipUnless(BitConverter.IsLittleEndian && RuntimeInformation.ProcessArchitecture == Architecture.X64, "not x64");
            return File.ReadAllBytes(path);
        }
    }
}
