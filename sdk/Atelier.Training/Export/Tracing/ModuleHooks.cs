using System.Linq.Expressions;
using System.Reflection;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Follows which module's forward runs, and hands modules with a converter of their own to it.</summary>
internal sealed class ModuleHooks : IDisposable
{
    private readonly List<Action> _removals = [];
    private readonly Dictionary<nn.Module, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<nn.Module> _running = new();
    private readonly nn.Module _model;
    private readonly OnnxConverters _converters;
    private readonly ForwardTracer _tracer;
    private int _paused;

    public ModuleHooks(nn.Module model, OnnxConverters converters, ForwardTracer tracer)
    {
        (_model, _converters, _tracer) = (model, converters, tracer);
        foreach (var (path, module) in model.named_modules().Prepend(("", model)))
        {
            if (_paths.TryAdd(module, path))
            {
                Hook(module);
            }
        }
    }

    /// <summary>The path of the innermost module whose call runs.</summary>
    public string Path => _running.TryPeek(out var module) ? _paths[module] : "";

    /// <summary>The type of that module.</summary>
    public string ModuleType => TypeName.Of((_running.TryPeek(out var module) ? module : _model).GetType());

    /// <summary>The type of the module with a path; that of the model where there is none.</summary>
    public string TypeAt(string path) => TypeName.Of((_paths.FirstOrDefault(entry => entry.Value == path).Key ?? _model).GetType());

    public void Dispose() => _removals.ForEach(remove => remove());

    private void Hook(nn.Module module)
    {
        if (Hookable(module.GetType()) is not { } type)
        {
            return;
        }

        Action<nn.Module> enter = Enter;
        var leave = Leave(type.GetGenericArguments()[1]);
        foreach (var (name, hook) in new[] { ("register_forward_pre_hook", (Delegate)enter), ("register_forward_hook", leave) })
        {
            var removal = type.GetMethod(name, [hook.GetType()])!.Invoke(module, [hook])!;
            _removals.Add(removal.GetType().GetMethod("remove")!.CreateDelegate<Action>(removal));
        }
    }

    private void Enter(nn.Module module)
    {
        _running.Push(module);
        if (_converters.Has(module) && _paused++ == 0)
        {
            _tracer.Pause();
        }
    }

    private void Left(object?[] arguments)
    {
        var module = (nn.Module)arguments[0]!;
        var here = _tracer.Here;
        while (_running.TryPop(out var running) && !ReferenceEquals(running, module))
        {
            // A module whose forward failed and was caught is left without being told.
        }

        if (_converters.Has(module) && --_paused == 0)
        {
            _tracer.Resume();
            var inputs = arguments[1..^1].SelectMany(argument => TensorsIn.Value(argument)).ToArray();
            var outputs = TensorsIn.Value(arguments[^1]).ToArray();
            _tracer.AddCustom(inputs, outputs, here, (layer, values) => _converters.Convert(module, values, layer));
        }

        _tracer.Probe([.. TensorsIn.Value(arguments[^1])], here);
    }

    /// <summary>A delegate of the type that a module calls after its forward; it gives the result back as it is.</summary>
    private Delegate Leave(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        var boxed = Expression.NewArrayInit(typeof(object), parameters.Select(parameter => Expression.Convert(parameter, typeof(object))));
        var left = typeof(ModuleHooks).GetMethod(nameof(Left), BindingFlags.Instance | BindingFlags.NonPublic)!;
        var body = Expression.Block(Expression.Call(Expression.Constant(this), left, boxed), parameters[^1]);
        return Expression.Lambda(type, body, parameters).Compile();
    }

    private static Type? Hookable(Type? type)
    {
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>)))
        {
            type = type.BaseType;
        }

        return type;
    }
}
