using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Calls operations of libtorch that TorchSharp has no word for, through libtorch's dispatcher.</summary>
/// <remarks>
/// By the C functions of <c>torch/csrc/inductor/aoti_torch/c/shim.h</c> and <c>torch/csrc/stable/c/shim.h</c>, which have one name on every system and turn exceptions into a number. Gradients,
/// autocast, devices and the tracer work as in any other call. Arguments are given in the order of <c>native_functions.yaml</c>.
/// </remarks>
internal sealed unsafe class TorchOperator
{
    private static readonly Lazy<TorchOperator> Found = new(() => new TorchOperator());

    private readonly delegate* unmanaged<byte*, byte*, ulong*, int> _call;
    private readonly delegate* unmanaged<nint, nint*, int> _copyHandle;
    private readonly delegate* unmanaged<nuint, nint*, int> _newList;
    private readonly delegate* unmanaged<nint, ulong, int> _add;

    private TorchOperator()
    {
        var path = TorchLibrary.FindLoaded() ?? throw NotThere("the library torch_cpu is not loaded");
        var library = NativeLibrary.Load(path);
        _call = (delegate* unmanaged<byte*, byte*, ulong*, int>)Find("aoti_torch_call_dispatcher");
        _copyHandle = (delegate* unmanaged<nint, nint*, int>)Find("aoti_torch_new_tensor_handle");
        _newList = (delegate* unmanaged<nuint, nint*, int>)Find("torch_new_list_reserve_size");
        _add = (delegate* unmanaged<nint, ulong, int>)Find("torch_list_push_back");

        nint Find(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address : throw NotThere($"`{path}` has no {name}");
    }

    /// <summary>Runs an operation whose results are tensors.</summary>
    /// <param name="name">Its name, such as <c>aten::lstm</c>.</param>
    /// <param name="overload">Which one of that name, such as <c>input</c>; empty for the plain one.</param>
    /// <param name="results">How many tensors it returns.</param>
    /// <param name="arguments">All of them: a <see cref="Tensor"/>, an array of tensors, a <see cref="long"/>, <see cref="double"/> or <see cref="bool"/> each.</param>
    /// <returns>The results; the caller, or the dispose scope, owns them.</returns>
    /// <exception cref="InvalidOperationException">libtorch refused the arguments; it says why on the standard error stream.</exception>
    /// <exception cref="PlatformNotSupportedException">This libtorch has other names.</exception>
    public static Tensor[] Call(string name, string overload, int results, params ReadOnlySpan<object> arguments)
    {
        var native = Found.Value;
        var stack = stackalloc ulong[Math.Max(arguments.Length, results)];
        for (var i = 0; i < arguments.Length; i++)
        {
            stack[i] = native.Word(arguments[i]);
        }

        fixed (byte* nameBytes = Encoding.UTF8.GetBytes(name + '\0'), overloadBytes = Encoding.UTF8.GetBytes(overload + '\0'))
        {
            if (native._call(nameBytes, overloadBytes, stack) != 0)
            {
                throw new InvalidOperationException($"libtorch could not run {name}({Describe(arguments)}). What it says stands on the standard error stream.");
            }
        }

        var tensors = new Tensor[results];
        for (var i = 0; i < results; i++)
        {
            tensors[i] = Tensor.UnsafeCreateTensor((nint)stack[i]);
        }

        return tensors;
    }

    /// <summary>An argument as libtorch takes it; tensors and lists are given away with the call.</summary>
    private ulong Word(object argument) => argument switch
    {
        Tensor tensor => (ulong)Copy(tensor),
        Tensor[] tensors => (ulong)List(tensors),
        bool flag => flag ? 1UL : 0,
        long number => (ulong)number,
        double number => BitConverter.DoubleToUInt64Bits(number),
        _ => throw new ArgumentException($"An argument is a {argument.GetType().Name}; expected a tensor, an array of tensors, a long, a double or a bool.", nameof(argument)),
    };

    private nint Copy(Tensor tensor)
    {
        nint copy;
        Ensure(_copyHandle(tensor.Handle, &copy));
        GC.KeepAlive(tensor);
        return copy;
    }

    private nint List(Tensor[] tensors)
    {
        nint list;
        Ensure(_newList((nuint)tensors.Length, &list));
        foreach (var tensor in tensors)
        {
            Ensure(_add(list, (ulong)Copy(tensor)));
        }

        return list;
    }

    private static void Ensure(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException("libtorch could not take an argument. What it says stands on the standard error stream.");
        }
    }

    private static string Describe(ReadOnlySpan<object> arguments)
    {
        var words = new List<string>();
        foreach (var argument in arguments)
        {
            words.Add(argument switch
            {
                Tensor tensor => Show(tensor),
                Tensor[] tensors => $"[{string.Join(", ", tensors.Select(Show))}]",
                _ => Convert.ToString(argument, System.Globalization.CultureInfo.InvariantCulture)!,
            });
        }

        return string.Join(", ", words);
    }

    private static string Show(Tensor tensor) => $"{tensor.dtype} {Check.Show(tensor.shape)}";

    private static PlatformNotSupportedException NotThere(string what) => new(
        $"A function of libtorch was not found: {what}; expected libtorch {TorchRuntime.LibTorchVersion}. Refer to the packages of libtorch that Atelier.Training names.");
}
