using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Runs a model's forward while libtorch records what it does to the tensors.</summary>
/// <remarks>
/// libtorch's own tracer sees every operation that reaches it from this thread, whatever C# made the call: loops, lambdas, helper methods, modules that TorchSharp keeps closed. Sizes,
/// settings and loops are concrete by then; what is recorded holds for the shapes of the inputs that were given. One trace at a time on a thread.
/// </remarks>
internal sealed unsafe class ForwardTracer : IDisposable
{
    private const int StateSize = 4096;
    private const int NodeWords = 20;
    private const int ResultsNumber = -1;
    private const int FirstProbe = -2;
    private static readonly byte[] NoName = [0];

    // Where a node keeps the list of its outputs, in words from its beginning, and its kind, in half words; found at the first leaf.
    private static int _outputsAt;
    private static int _kindAt;

    [ThreadStatic]
    private static ForwardTracer? _current;

    private readonly TracerNative _native = TracerNative.Shared;
    private readonly nint _state = (nint)NativeMemory.AllocZeroed(StateSize);
    private readonly TraceDetail _detail;
    private readonly ModuleHooks _hooks;
    private readonly List<nint> _constantNodes = [];
    private readonly List<TraceSource> _sources = [];
    private readonly List<TraceCustom> _customs = [];
    private readonly List<TraceLeaf> _leaves = [];
    private readonly List<TraceProbe> _probes = [];
    private readonly HashSet<nint> _known = [];

    private ForwardTracer(nn.Module model, OnnxConverters converters, TraceDetail detail)
    {
        _detail = detail;
        _hooks = new ModuleHooks(model, converters, this);
        _native.MakeState(_state);
    }

    /// <summary>The trace that records on this thread; null when there is none.</summary>
    public static ForwardTracer? Current => _current;

    /// <summary>True while a module with its own converter runs.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Where the forward is.</summary>
    public TraceSource Here => new(_hooks.Path, _hooks.ModuleType, _detail == TraceDetail.Lines ? SourceLine.Here() : null);

    /// <summary>Runs a forward on inputs.</summary>
    /// <param name="model">The model, whose parameters and buffers keep their names.</param>
    /// <param name="converters">The modules that are written by their own converter.</param>
    /// <param name="inputs">The inputs: name and tensor.</param>
    /// <param name="forward">The call; what it returns is copied.</param>
    /// <param name="detail">What is looked for besides the operations, which takes time.</param>
    public static Trace Run(
        nn.Module model,
        OnnxConverters converters,
        IReadOnlyList<(string Name, Tensor Tensor)> inputs,
        Func<IReadOnlyList<Tensor>> forward,
        TraceDetail detail)
    {
        if (_current is not null)
        {
            throw new InvalidOperationException("A forward calls the exporter while it is exported; export the two models one after the other.");
        }

        using var tracer = new ForwardTracer(model, converters, detail);
        return tracer.Record(model, inputs, forward);
    }

    /// <summary>Stops recording until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        var none = stackalloc nint[2];
        (none[0], none[1]) = (0, 0);
        IsPaused = true;
        _native.SetState(none);
    }

    /// <summary>Records again.</summary>
    public void Resume()
    {
        // Shared without an owner: this class frees the state.
        var state = stackalloc nint[2];
        (state[0], state[1]) = (_state, 0);
        IsPaused = false;
        _native.SetState(state);
    }

    /// <summary>Records a part that is written by its own converter, between <see cref="Pause"/> and <see cref="Resume"/> or after it.</summary>
    public void AddCustom(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> outputs,
        TraceSource source,
        Func<OnnxLayer, IReadOnlyList<Onnx.OnnxValue>, IReadOnlyList<Onnx.OnnxValue>> write)
    {
        AddNode(_customs.Count, inputs, outputs);
        _customs.Add(new TraceCustom(source, inputs.Count, write));
    }

    /// <summary>Notes what a part of the model returned.</summary>
    public void Probe(IReadOnlyList<Tensor> outputs, TraceSource source)
    {
        if (_detail == TraceDetail.Probes && !IsPaused)
        {
            Pause();
            var copies = outputs.Select(output => output.detach().clone().DetachFromDisposeScope()).ToArray();
            Resume();
            AddNode(FirstProbe - _probes.Count, outputs, []);
            _probes.Add(new TraceProbe(source, copies));
        }
    }

    public void Dispose()
    {
        _hooks.Dispose();
        _native.FreeState(_state);
        NativeMemory.Free((void*)_state);
    }

    private Trace Record(nn.Module model, IReadOnlyList<(string Name, Tensor Tensor)> inputs, Func<IReadOnlyList<Tensor>> forward)
    {
        _current = this;
        try
        {
            Resume();
            // One for all threads, so it stays: it looks for the trace of its own thread.
            _native.OnNode((nint)(delegate* unmanaged<nint, void>)&NodeRecorded);
            foreach (var (index, (name, tensor)) in inputs.Index())
            {
                AddLeaf(new TraceLeaf(name, tensor, index));
            }

            foreach (var (name, tensor) in ModelTensors.Of(model))
            {
                AddLeaf(new TraceLeaf(name, tensor, null) { ModuleType = _hooks.TypeAt(TraceLeaf.PathOf(name)) });
            }

            var outputs = Call(forward);
            AddNode(ResultsNumber, outputs, []);
            Pause();
            return Read(outputs);
        }
        finally
        {
            Pause();
            _current = null;
        }
    }

    private IReadOnlyList<Tensor> Call(Func<IReadOnlyList<Tensor>> forward)
    {
        try
        {
            return forward();
        }
        catch (Exception error) when (error is not (OnnxExportException or OutOfMemoryException))
        {
            throw new ForwardFailure(Here, error);
        }
    }

    private Trace Read(IReadOnlyList<Tensor> outputs)
    {
        // The graph is the first field of the state behind the weak pointer to itself.
        var graph = *(nint*)(_state + (2 * sizeof(nint)));
        var nodes = TraceText.Parse(CppString.Take(_native.GraphText(graph, 0)));
        var leafNodes = nodes.Where(node => node.Kind == TracedNode.LeafKind).ToArray();
        var constants = nodes.Where(node => node.Kind == TracedNode.ConstantKind && node.Outputs[0].Type.IsTensor).ToArray();
        var data = constants.Length == 0 ? [] : ConstantTensors();
        if (leafNodes.Length != _leaves.Count || constants.Length != data.Count || nodes.Count(node => node.IsOperation) != _sources.Count)
        {
            data.ForEach(tensor => tensor.Dispose());
            throw new InvalidOperationException(
                $"The trace of libtorch does not fit together: {leafNodes.Length} of {_leaves.Count} leaves, {constants.Length} of {data.Count} constants, "
                + $"{nodes.Count(node => node.IsOperation)} of {_sources.Count} operations. Please report it with the model.");
        }

        return new Trace(
            nodes,
            leafNodes.Zip(_leaves).ToDictionary(pair => pair.First.Outputs[0].Name, pair => pair.Second),
            constants.Zip(data).ToDictionary(pair => pair.First.Outputs[0].Name, pair => pair.Second),
            _sources,
            _customs,
            [.. nodes[^1].Inputs.Skip(1)],
            [.. outputs.Select(output => output.detach().clone().DetachFromDisposeScope())])
        { Probes = _probes };
    }

    /// <summary>Copies the tensors that constant nodes hold, in the order in which they were recorded.</summary>
    private List<Tensor> ConstantTensors()
    {
        var tensors = new List<Tensor>();
        foreach (var node in _constantNodes)
        {
            var value = _native.ConstantOf(*(nint*)((nint*)node)[_outputsAt]);
            if (value.Tag == TracerNative.TensorTag)
            {
                // TorchSharp makes handles only for tensors that its own functions return, so the handle of an empty one is lent to this one, and frees it.
                using var handle = empty(0);
                *(nint*)handle.Handle = value.Payload;
                tensors.Add(handle.detach().clone().DetachFromDisposeScope());
            }
        }

        return tensors;
    }

    private void AddLeaf(TraceLeaf leaf)
    {
        if (!_known.Add(*(nint*)leaf.Tensor.Handle))
        {
            return;
        }

        var node = _native.CreateNode(_state, _native.LeafSymbol, 0);
        var before = new ReadOnlySpan<nint>((void*)node, NodeWords).ToArray();
        _native.InsertNode(_state, node);
        var inserted = new ReadOnlySpan<nint>((void*)node, NodeWords).ToArray();
        _native.AddOutput(node, leaf.Tensor.Handle);
        if (_outputsAt == 0)
        {
            _kindAt = new ReadOnlySpan<uint>((void*)node, NodeWords).IndexOf(_native.LeafSymbol);
            _outputsAt = _kindAt < 0 ? throw Unknown() : FindOutputs(before, inserted, new ReadOnlySpan<nint>((void*)node, NodeWords));
        }

        _leaves.Add(leaf);
    }

    /// <summary>Where three words that were 0 have become the begin, end and capacity of a list of one.</summary>
    private static int FindOutputs(ReadOnlySpan<nint> before, ReadOnlySpan<nint> inserted, ReadOnlySpan<nint> after)
    {
        for (var i = 1; i + 2 < after.Length; i++)
        {
            var isNew = (before[i], before[i + 1], before[i + 2], inserted[i], inserted[i + 1]) == (0, 0, 0, 0, 0);
            if (isNew && after[i] != 0 && after[i + 1] == after[i] + sizeof(nint) && after[i + 2] >= after[i + 1])
            {
                return i;
            }
        }

        throw Unknown();
    }

    private static PlatformNotSupportedException Unknown() =>
        new($"The nodes of this libtorch's tracer look unknown; expected libtorch {TorchRuntime.LibTorchVersion}, as Atelier.Training refers to it.");

    private void AddNode(int number, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var node = _native.CreateNode(_state, _native.CustomSymbol, 0);
        fixed (byte* name = NoName)
        {
            _native.AddNumber(node, name, number);
            foreach (var input in inputs)
            {
                _native.AddInput(node, name, input.Handle);
            }
        }

        _native.InsertNode(_state, node);
        foreach (var output in outputs)
        {
            _native.AddOutput(node, output.Handle);
        }
    }

    [UnmanagedCallersOnly]
    private static void NodeRecorded(nint node)
    {
        if (_current is not { } tracer)
        {
            return;
        }

        if (((uint*)node)[_kindAt] == tracer._native.ConstantSymbol)
        {
            tracer._constantNodes.Add(node);
        }
        else
        {
            tracer._sources.Add(tracer.Here);
        }
    }
}
