using System.Runtime.InteropServices;

namespace Atelier.Training;

/// <summary>The functions of libtorch's tracer, which records what a forward does to its tensors.</summary>
/// <remarks>
/// Those of <c>torch/csrc/jit/frontend/tracer.h</c> and <c>torch/csrc/jit/ir/ir.h</c>, found by the names that compilers give them. Tensors are passed
/// as the <c>at::Tensor*</c> behind TorchSharp's handles; nodes and values are opaque pointers.
/// </remarks>
internal sealed unsafe class TracerNative
{
    /// <summary>The kind of an IValue that holds a tensor.</summary>
    public const uint TensorTag = 1;

    private static readonly Lazy<TracerNative> Found = new(() => new TracerNative());

    private readonly nint _library;
    private readonly string _path;

    private TracerNative()
    {
        _path = TorchLibrary.FindLoaded() ?? throw NotThere("the library torch_cpu is not loaded");
        _library = NativeLibrary.Load(_path);
        MakeState = (delegate* unmanaged[MemberFunction]<nint, void>)Find(
            "_ZN5torch3jit6tracer12TracingStateC1Ev", "??0TracingState@tracer@jit@torch@@QEAA@XZ");
        FreeState = (delegate* unmanaged[MemberFunction]<nint, void>)Find(
            "_ZN5torch3jit6tracer12TracingStateD1Ev", "??1TracingState@tracer@jit@torch@@QEAA@XZ");
        SetState = (delegate* unmanaged<nint*, void>)Find(
            "_ZN5torch3jit6tracer15setTracingStateESt10shared_ptrINS1_12TracingStateEE",
            "?setTracingState@tracer@jit@torch@@YAXV?$shared_ptr@UTracingState@tracer@jit@torch@@@std@@@Z",
            "_ZN5torch3jit6tracer15setTracingStateENSt3__110shared_ptrINS1_12TracingStateEEE");
        OnNode = (delegate* unmanaged<nint, void>)Find(
            "_ZN5torch3jit6tracer23setRecordSourceLocationEPFvPNS0_4NodeEE", "?setRecordSourceLocation@tracer@jit@torch@@YAXP6AXPEAUNode@23@@Z@Z");
        CreateNode = (delegate* unmanaged[MemberFunction]<nint, uint, nuint, nint>)Find(
            "_ZN5torch3jit6tracer12TracingState10createNodeEN3c106SymbolEm",
            "?createNode@TracingState@tracer@jit@torch@@QEAAPEAUNode@34@USymbol@c10@@_K@Z");
        InsertNode = (delegate* unmanaged[MemberFunction]<nint, nint, void>)Find(
            "_ZN5torch3jit6tracer12TracingState10insertNodeEPNS0_4NodeE", "?insertNode@TracingState@tracer@jit@torch@@QEAAXPEAUNode@34@@Z");
        AddInput = (delegate* unmanaged<nint, byte*, nint, void>)Find(
            "_ZN5torch3jit6tracer9addInputsEPNS0_4NodeEPKcRKN2at6TensorE", "?addInputs@tracer@jit@torch@@YAXPEAUNode@23@PEBDAEBVTensor@at@@@Z");
        AddNumber = (delegate* unmanaged<nint, byte*, long, void>)Find(
            "_ZN5torch3jit6tracer9addInputsEPNS0_4NodeEPKcl",
            "?addInputs@tracer@jit@torch@@YAXPEAUNode@23@PEBD_J@Z",
            "_ZN5torch3jit6tracer9addInputsEPNS0_4NodeEPKcx");
        AddOutput = (delegate* unmanaged<nint, nint, void>)Find(
            "_ZN5torch3jit6tracer9addOutputEPNS0_4NodeERKN2at6TensorE", "?addOutput@tracer@jit@torch@@YAXPEAUNode@23@AEBVTensor@at@@@Z");
        GraphText = (delegate* unmanaged[MemberFunction]<nint, byte, CppString.Block>)Find(
            "_ZNK5torch3jit5Graph8toStringB5cxx11Eb",
            "?toString@Graph@jit@torch@@QEBA?AV?$basic_string@DU?$char_traits@D@std@@V?$allocator@D@2@@std@@_N@Z",
            "_ZNK5torch3jit5Graph8toStringEb");
        ConstantOf = (delegate* unmanaged<nint, IValue>)Find(
            "_ZN5torch3jit8toIValueEPKNS0_5ValueE", "?toIValue@jit@torch@@YA?AV?$optional@UIValue@c10@@@std@@PEBUValue@12@@Z");
        var symbol = Find(
            "_ZN3c106Symbol14fromQualStringERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
            "?fromQualString@Symbol@c10@@SA?AU12@AEBV?$basic_string@DU?$char_traits@D@std@@V?$allocator@D@2@@std@@@Z",
            "_ZN3c106Symbol14fromQualStringERKNSt3__112basic_stringIcNS1_11char_traitsIcEENS1_9allocatorIcEEEE");
        LeafSymbol = Symbol(symbol, "atelier::leaf");
        CustomSymbol = Symbol(symbol, "atelier::custom");
        ConstantSymbol = Symbol(symbol, "prim::Constant");
    }

    /// <summary>Looked for at the first use.</summary>
    /// <exception cref="PlatformNotSupportedException">This libtorch has other names.</exception>
    public static TracerNative Shared => Found.Value;

    /// <summary>The kind of node for a tensor that is there before the forward: an input, parameter or buffer.</summary>
    public uint LeafSymbol { get; }

    /// <summary>The kind of node for what a converter or <see cref="OnnxOps"/> writes.</summary>
    public uint CustomSymbol { get; }

    /// <summary>The kind of node for an argument that is a number, a word or a tensor of data.</summary>
    public uint ConstantSymbol { get; }

    /// <summary>TracingState::TracingState(), in memory of at least 4096 bytes.</summary>
    public delegate* unmanaged[MemberFunction]<nint, void> MakeState { get; }

    /// <summary>TracingState::~TracingState().</summary>
    public delegate* unmanaged[MemberFunction]<nint, void> FreeState { get; }

    /// <summary>tracer::setTracingState(shared_ptr): pointer and control block, both 0 to stop.</summary>
    public delegate* unmanaged<nint*, void> SetState { get; }

    /// <summary>tracer::setRecordSourceLocation(callback): called for every node that is recorded.</summary>
    public delegate* unmanaged<nint, void> OnNode { get; }

    /// <summary>TracingState::createNode(kind, outputs).</summary>
    public delegate* unmanaged[MemberFunction]<nint, uint, nuint, nint> CreateNode { get; }

    /// <summary>TracingState::insertNode(node).</summary>
    public delegate* unmanaged[MemberFunction]<nint, nint, void> InsertNode { get; }

    /// <summary>tracer::addInputs(node, name, tensor).</summary>
    public delegate* unmanaged<nint, byte*, nint, void> AddInput { get; }

    /// <summary>tracer::addInputs(node, name, number).</summary>
    public delegate* unmanaged<nint, byte*, long, void> AddNumber { get; }

    /// <summary>tracer::addOutput(node, tensor).</summary>
    public delegate* unmanaged<nint, nint, void> AddOutput { get; }

    /// <summary>Graph::toString(with source locations).</summary>
    public delegate* unmanaged[MemberFunction]<nint, byte, CppString.Block> GraphText { get; }

    /// <summary>jit::toIValue(value).</summary>
    public delegate* unmanaged<nint, IValue> ConstantOf { get; }

    private static uint Symbol(nint function, string name)
    {
        using var text = new CppString(name);
        uint result;
        if (OperatingSystem.IsWindows())
        {
            // Microsoft's compilers return a struct with constructors through memory.
            ((delegate* unmanaged<uint*, nint, uint*>)function)(&result, text.Address);
        }
        else
        {
            result = ((delegate* unmanaged<nint, uint>)function)(text.Address);
        }

        return result;
    }

    private static PlatformNotSupportedException NotThere(string what) => new(
        $"The tracer of libtorch was not found: {what}; expected libtorch {TorchRuntime.LibTorchVersion}. "
        + "Export needs it: refer to the packages of libtorch that Atelier.Training names.");

    private nint Find(string name, string windowsName, string? macName = null)
    {
        var wanted = OperatingSystem.IsWindows() ? windowsName : OperatingSystem.IsMacOS() ? macName ?? name : name;
        return NativeLibrary.TryGetExport(_library, wanted, out var address) ? address : throw NotThere($"`{_path}` has no {wanted}");
    }

    /// <summary>A std::optional of an IValue: its payload, its kind, and whether it is there.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IValue
    {
        public nint Payload;
        public uint Tag;
        public long IsThere;
    }
}
