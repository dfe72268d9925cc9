using System.Diagnostics;
using System.Globalization;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Atelier.Kernel;

/// <summary><c>#!time</c>: says at the end of the submission how long it took, whether it succeeded or not.</summary>
internal static class TimeMagic
{
    public static KernelActionDirective Directive => new("#!time", "Says how long what follows in the cell took.");

    public static Task HandleAsync(KernelCommand command, KernelInvocationContext context)
    {
        var clock = Stopwatch.StartNew();
        context.OnComplete(submission =>
        {
            var elapsed = clock.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
            submission.DisplayAs($"Wall time: {elapsed}ms", "text/plain");
        });
        return Task.CompletedTask;
    }
}
