using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Follows the files of keys: what they hold is let in, and what they hold no more is not.</summary>
internal sealed partial class KeyFiles : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string?[] _paths;
    private readonly KeyGate _gate;
    private readonly ILogger<KeyFiles> _logger;
    private readonly Timer _timer;
    private readonly Lock _turn = new();
    private string _seen = "";

    private KeyFiles(string?[] paths, KeyGate gate, ILogger<KeyFiles> logger)
    {
        (_paths, _gate, _logger) = (paths, gate, logger);
        _timer = new Timer(static files => ((KeyFiles)files!).OnTick(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Reads the files that the options name, and follows them; null where they name none.</summary>
    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file holds no keys.</exception>
    public static KeyFiles? Follow(ModelServerOptions options, KeyGate gate, ILogger<KeyFiles> logger)
    {
        if (options.ApiKeyFile is null && options.AdminKeyFile is null)
        {
            return null;
        }

        var files = new KeyFiles([options.ApiKeyFile, options.AdminKeyFile], gate, logger);
        try
        {
            files.Look();
        }
        catch
        {
            files.Dispose();
            throw;
        }

        files._timer.Change(Interval, Interval);
        return files;
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        // A file on a slow share may take longer than the interval.
        if (!_turn.TryEnter())
        {
            return;
        }

        try
        {
            Look();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            LogTrouble(error);
        }
        finally
        {
            _turn.Exit();
        }
    }

    private void Look()
    {
        var stamps = string.Join('\n', _paths.Select(path => path is null ? "" : Stamp(path)));
        if (stamps == _seen)
        {
            return;
        }

        // Once for each state of the files, also where they cannot be read.
        _seen = stamps;
        var keys = _paths.Select(path => path is null ? [] : ApiKeyFile.Read(path)).ToArray();
        try
        {
            _gate.SetFiled(keys[0], keys[1]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private static string Stamp(string path)
    {
        try
        {
            return FileStamp.Of(new FileInfo(path)).ToString();
        }
        catch (FileNotFoundException)
        {
            // A state like any other, which reading then reports.
            return "";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys have changed and cannot be read; those before stay")]
    private partial void LogTrouble(Exception error);
}
