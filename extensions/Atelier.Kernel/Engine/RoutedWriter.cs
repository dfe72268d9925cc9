using System.Text;

namespace Atelier.Kernel;

/// <summary>The console's writer while notebook sessions are open.</summary>
internal sealed class RoutedWriter(string stream) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var scope = CellScope.Current;
        if (scope is { IsAbandoned: true })
            return;
        if (ConsoleRouter.Current is { } queue)
        {
            queue.Write(stream, buffer);
            if (scope is { Session.IsHeard: true })
                scope.Session.NotePrinted(stream, buffer.ToString());
        }
        else
        {
            ConsoleRouter.Host(stream).Write(buffer);
        }
    }

    public override void WriteLine(string? value)
    {
        // In one piece, so that no other thread's text comes between.
        Write(string.Concat(value, NewLine).AsSpan());
    }

    public override void Flush()
    {
        if (ConsoleRouter.Current is null)
            ConsoleRouter.Host(stream).Flush();
    }
}
