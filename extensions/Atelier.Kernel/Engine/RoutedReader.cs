namespace Atelier.Kernel;

/// <summary>The console's reader while notebook sessions are open: each line is asked of the notebook's user.</summary>
internal sealed class RoutedReader : TextReader
{
    private readonly Lock _gate = new();
    private string _line = "";
    private int _position;

    public override string ReadLine()
    {
        lock (_gate)
        {
            if (_position < _line.Length)
                return Take().TrimEnd('\n');
        }
        return Ask();
    }

    public override int Read()
    {
        lock (_gate)
        {
            Fill();
            return _line[_position++];
        }
    }

    public override int Peek()
    {
        lock (_gate)
        {
            Fill();
            return _line[_position];
        }
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0)
            return 0;
        lock (_gate)
        {
            Fill();
            var taken = Math.Min(count, _line.Length - _position);
            _line.AsSpan(_position, taken).CopyTo(buffer.AsSpan(index, taken));
            _position += taken;
            return taken;
        }
    }

    /// <summary>One answer is all that there is to the end: a notebook's user cannot end the input.</summary>
    public override string ReadToEnd() => ReadLine();

    // The base class would read on the pool, whose threads cannot be interrupted.
    public override Task<string?> ReadLineAsync() => CellScope.AskAsync("", isPassword: false)!;

    public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        new(CellScope.AskAsync("", isPassword: false).WaitAsync(cancellationToken)!);

    private static string Ask() => CellScope.AskAsync("", isPassword: false).GetAwaiter().GetResult();

    private void Fill()
    {
        if (_position >= _line.Length)
            (_line, _position) = (Ask() + "\n", 0);
    }

    private string Take()
    {
        var rest = _line[_position..];
        _position = _line.Length;
        return rest;
    }
}
