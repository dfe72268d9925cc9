using System.Reflection;
using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel.Tests;

/// <summary>Extensions in packages were compiled against the original library: each member must have the very types that it had there.</summary>
public sealed class CompiledCallerTests
{
    [Theory]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "Root", "Microsoft.DotNet.Interactive.Kernel")]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "Current", "Microsoft.DotNet.Interactive.Kernel")]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "RootKernel", "Microsoft.DotNet.Interactive.Kernel")]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "ParentKernel", "Microsoft.DotNet.Interactive.CompositeKernel")]
    [InlineData(typeof(KernelInvocationContext), "HandlingKernel", "Microsoft.DotNet.Interactive.Kernel")]
    [InlineData(typeof(KernelInvocationContext), "Command", "Microsoft.DotNet.Interactive.Commands.KernelCommand")]
    public void Property_ThatExtensionsRead_HasItsOriginalType(Type owner, string name, string type)
    {
        Assert.Equal(type, owner.GetProperty(name)?.PropertyType.FullName);
    }

    [Theory]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "SendAsync", "KernelCommand, CancellationToken", "Task`1")]
    [InlineData(typeof(KernelExtensions), "FindKernelByName", "Kernel, String", "Kernel")]
    [InlineData(typeof(IKernelExtension), "OnLoadAsync", "Kernel", "Task")]
    [InlineData(typeof(Microsoft.DotNet.Interactive.Kernel), "GetInputAsync", "String, String", "Task`1")]
    public void Method_ThatExtensionsCall_HasItsOriginalSignature(Type owner, string name, string parameters, string result)
    {
        var overloads = owner.GetMember(name).OfType<MethodInfo>()
            .Select(method => $"{string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))} -> {method.ReturnType.Name}");

        Assert.Contains($"{parameters} -> {result}", overloads);
    }
}
