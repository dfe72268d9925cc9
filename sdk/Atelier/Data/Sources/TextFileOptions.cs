using System.Text;

namespace Atelier.Data;

/// <summary>How text files are read.</summary>
public sealed record TextFileOptions
{
    /// <summary>The encoding of files that do not begin with a byte order mark.</summary>
    /// <value>
    /// UTF-8 by default, in which a wrong byte is an error; <see cref="Encoding.Latin1"/>, <see cref="Encoding.Unicode"/> (UTF-16),
    /// <see cref="Encoding.BigEndianUnicode"/> and <see cref="Encoding.ASCII"/> are known, too.
    /// </value>
    /// <exception cref="ArgumentException">The encoding is another one.</exception>
    public Encoding Encoding
    {
        get;
        init => field = TextDecoder.IsKnown(value ?? throw new ArgumentNullException(nameof(value)))
            ? value
            : throw new ArgumentException($"The encoding is {value.WebName}; expected UTF-8, UTF-16, Latin-1 or ASCII.", nameof(value));
    } = Encoding.UTF8;

    /// <summary>Whether lines without any character are left out.</summary>
    /// <value>False by default: the number of a row is the number of its line.</value>
    public bool SkipEmptyLines { get; init; }

    /// <summary>The name of the column that holds the text.</summary>
    /// <value><c>text</c> by default.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string Column
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "text";
}
