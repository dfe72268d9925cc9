using System.Collections;

namespace Atelier.Data;

/// <summary>Text files, each one text, read when asked for; files are opened only while they are read.</summary>
internal sealed class TextFiles(IReadOnlyList<FileStamp> files, TextFileOptions options) : IReadOnlyList<string?>
{
    public int Count => files.Count;

    public string? this[int index]
    {
        get
        {
            var bytes = files[index].ReadAllBytes(LineIndex.MostBytes);
            var path = files[index].Path;
            var decoder = TextDecoder.Of(bytes, options.Encoding);
            var text = bytes.AsSpan(decoder.Mark);
            var wrong = decoder.FindWrong(text, last: true, out _);
            return wrong < 0
                ? decoder.Decode(text)
                : throw decoder.Wrong(path, $"byte {decoder.Mark + wrong}", text[wrong]);
        }
    }

    public IEnumerator<string?> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
