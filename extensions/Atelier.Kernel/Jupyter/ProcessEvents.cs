using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Atelier.Kernel;

/// <summary>What happens to the process of a kernel: signals, and the end of the process that started it.</summary>
internal sealed class ProcessEvents : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration[] _signals;

    /// <param name="interrupt">Interrupts the cell that runs: older front ends send a signal for that.</param>
    /// <param name="end">Ends the kernel.</param>
    public ProcessEvents(Action interrupt, Action end)
    {
        _signals = [Register(PosixSignal.SIGINT, interrupt), Register(PosixSignal.SIGTERM, end)];
        new Thread(() => WatchParent(end)) { Name = "Atelier parent watch", IsBackground = true }.Start();
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private static PosixSignalRegistration Register(PosixSignal signal, Action action) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    });

    /// <summary>A kernel whose front end was killed would stay for ever, and keep its memory.</summary>
    private static void WatchParent(Action end)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 1)
            return;
        try
        {
            WaitForEnd(id);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // The number means nothing here, as in a container of its own; whoever started the kernel has to end it.
            return;
        }
        end();
    }

    private static void WaitForEnd(int id)
    {
        if (OperatingSystem.IsWindows() || GetParentId() != id)
        {
            using var parent = Process.GetProcessById(id);
            parent.WaitForExit();
            return;
        }
        // The number of a process that has ended but that nobody waited for stays in use; its children get another parent at once.
        while (GetParentId() == id)
            Thread.Sleep(WatchInterval);
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParentId();
}
