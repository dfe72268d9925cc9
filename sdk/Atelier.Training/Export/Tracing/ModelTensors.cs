using System.Reflection;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>The tensors that belong to a model, by their path.</summary>
internal static class ModelTensors
{
    /// <summary>Parameters and buffers, then tensors in fields that were not registered; each once.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Of(nn.Module model)
    {
        foreach (var (name, parameter) in model.named_parameters())
        {
            yield return (name, parameter);
        }

        foreach (var (name, buffer) in model.named_buffers())
        {
            yield return (name, buffer);
        }

        foreach (var (path, module) in model.named_modules().Prepend(("", model)))
        {
            for (var type = module.GetType(); type is not null && type != typeof(nn.Module); type = type.BaseType)
            {
                if (type.Assembly == typeof(nn.Module).Assembly)
                {
                    continue;
                }

                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    var name = path.Length == 0 ? Name(field) : $"{path}.{Name(field)}";
                    foreach (var found in Tensors(field.GetValue(module), name))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(object? value, string name) => value switch
    {
        Tensor tensor => tensor.IsInvalid ? [] : [(name, tensor)],
        IEnumerable<Tensor> list => list.Where(tensor => tensor is { IsInvalid: false }).Select((tensor, at) => ($"{name}.{at}", tensor)),
        _ => [],
    };

    /// <summary>The field's name, that of the property for a field behind one.</summary>
    private static string Name(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
