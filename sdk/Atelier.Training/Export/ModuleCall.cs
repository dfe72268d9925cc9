using System.Reflection;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Calls modules of any number of inputs.</summary>
internal static class ModuleCall
{
    /// <summary>The module's <c>call</c> with a number of tensors; what it takes besides is left to its default.</summary>
    public static Func<IReadOnlyList<Tensor>, object?> Of(nn.Module model, int inputs)
    {
        var methods = model.GetType().GetMethods(BindingFlags.Instance | BindingFlags.Public)
            .Where(method => method is { Name: "call", IsGenericMethod: false })
            .Select(method => (Method: method, Parameters: method.GetParameters()))
            .ToArray();
        var (call, parameters) = methods.Where(method => Fits(method.Parameters, inputs)).OrderBy(method => method.Parameters.Length).FirstOrDefault();
        if (call is null)
        {
            var known = string.Join(" or ", methods.Select(method => $"({string.Join(", ", method.Parameters.Select(parameter => TypeName.Of(parameter.ParameterType)))})").Distinct());
            throw new OnnxExportException(
                "",
                $"The {TypeName.Of(model.GetType())} was given {inputs} example inputs, but its call takes {(known.Length == 0 ? "nothing that is known" : known)}. "
                + "Give an example of each tensor, or pass a forward: OnnxExporter.Export(model, inputs, x => model.call(x[0], ...)).");
        }

        return given =>
        {
            var arguments = parameters.Select((parameter, at) => at < given.Count ? given[at] : Default(parameter)).ToArray();
            try
            {
                return call.Invoke(model, arguments);
            }
            catch (TargetInvocationException error) when (error.InnerException is not null)
            {
                ExceptionDispatchInfo.Capture(error.InnerException).Throw();
                throw;
            }
        };
    }

    private static bool Fits(ParameterInfo[] parameters, int inputs) =>
        parameters.Length >= inputs && parameters.Take(inputs).All(parameter => parameter.ParameterType == typeof(Tensor));

    private static object? Default(ParameterInfo parameter) => parameter.HasDefaultValue ? parameter.DefaultValue
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;
}
