using System.Text;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Adds lines to a history file. Each line is handed to the system as a whole, so that a killed process leaves whole lines.</summary>
internal sealed class HistoryWriter : IDisposable
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _path;
    private readonly HistoryFormat _format;
    private readonly HistoryColumns _columns;
    private readonly FileStream _file;

    /// <summary>Opens a file, new or with lines of the same columns, and makes the folders above it.</summary>
    /// <exception cref="ArgumentException">The columns cannot be written in this format.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public HistoryWriter(string path, HistoryFormat format, HistoryColumns columns)
    {
        (_path, _format, _columns) = (path, format, columns);
        var header = format.Header(columns);
        _file = Guard(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            // No buffer, since every write is a line; shared, since somebody may look at it meanwhile.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        });
        try
        {
            Prepare(header);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What is told when the system refuses.</summary>
    public static IOException CannotWrite(string path, Exception error) =>
        new($"The history file `{path}` cannot be written ({error.Message}). Give a file that this user may write, on a disk with room.", error);

    /// <summary>The length of the file in bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Takes lines back until the file is no longer than it was.</summary>
    public void Cut(long length) => Guard(() =>
    {
        _file.SetLength(Math.Min(length, _file.Length));
        return true;
    });

    public void Add(EpochResult epoch) => Write(_format.Line(_columns, epoch));

    public void Add(int epoch, int step, double loss) => Write(_format.Line(_columns, epoch, step, loss));

    public void Dispose() => _file.Dispose();

    private void Prepare(string? header)
    {
        if (_file.Length > 0)
        {
            EnsureFits();
        }

        if (_file.Length > 0 && !EndsWithLine())
        {
            // The line is whole, as reading has shown; only its end is missing.
            Write("");
        }

        if (_file.Length == 0 && header is not null)
        {
            Write(header);
        }
    }

    private void EnsureFits()
    {
        var wanted = _format.Describe(_columns);
        if (_format.Describe(Lines(), _path) is { } there && there != wanted)
        {
            throw new InvalidDataException(
                $"The history file `{_path}` holds other figures ({there}) than this training writes ({wanted}). Give another file, or delete this one.");
        }

        if (!EndsWithLine())
        {
            // Throws when the last line was cut off.
            _format.Read(Lines(), _path).Count();
        }
    }

    private bool EndsWithLine()
    {
        _file.Seek(-1, SeekOrigin.End);
        return _file.ReadByte() == '\n';
    }

    private IEnumerable<string> Lines()
    {
        _file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(_file, Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 4096, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private void Write(string line)
    {
        var bytes = Encoding.GetBytes(line + "\n");
        Guard(() =>
        {
            // Another training that writes into the file may have made it longer.
            _file.Seek(0, SeekOrigin.End);
            _file.Write(bytes);
            return true;
        });
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(_path, error);
        }
    }
}
