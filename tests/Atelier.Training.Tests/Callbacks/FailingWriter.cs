using System.Text;

namespace Atelier.Training.Tests;

/// <summary>An output whose reader has gone after some writes.</summary>
internal sealed class FailingWriter(int good) : TextWriter
{
    public int Writes { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(string? value)
    {
        if (++Writes > good)
        {
            throw new IOException("Broken pipe");
        }
    }
}
