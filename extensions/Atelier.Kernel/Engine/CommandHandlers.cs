using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Calls the handlers that kernels implement as interfaces, whose type parameter is known only when a command arrives.</summary>
internal static class CommandHandlers
{
    private static readonly ConcurrentDictionary<Type, Type> Interfaces = new();
    private static readonly ConcurrentDictionary<Type, Func<LanguageKernel, KernelCommand, KernelInvocationContext, Task>> Calls = new();

    public static bool Implements(LanguageKernel kernel, Type commandType) =>
        Interfaces.GetOrAdd(commandType, static type => typeof(IKernelCommandHandler<>).MakeGenericType(type)).IsInstanceOfType(kernel);

    public static Task HandleAsync(LanguageKernel kernel, KernelCommand command, KernelInvocationContext context) =>
        Calls.GetOrAdd(command.GetType(), static type => Method.MakeGenericMethod(type)
            .CreateDelegate<Func<LanguageKernel, KernelCommand, KernelInvocationContext, Task>>())(kernel, command, context);

    private static MethodInfo Method { get; } = typeof(CommandHandlers).GetMethod(nameof(Call), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static Task Call<TCommand>(LanguageKernel kernel, KernelCommand command, KernelInvocationContext context)
        where TCommand : KernelCommand => ((IKernelCommandHandler<TCommand>)kernel).HandleAsync((TCommand)command, context);
}
